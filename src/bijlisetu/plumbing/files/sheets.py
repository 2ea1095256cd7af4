"""Which sheet of a workbook is read: the one that has the columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bijlisetu.plumbing.files.mapping import WrongColumns
from bijlisetu.plumbing.files.table import Table
from bijlisetu.plumbing.refusal import Refusal

Reader = TypeVar("Reader")


class SeveralSheets(Refusal):
    """More than one sheet has the columns, so that it is not clear what is to be imported."""


def reader_of(table: Table, make: Callable[[Table], Reader]) -> Reader:
    """
    Turn the table to the sheet that has the columns, and return the reader that make makes of it.

    Sheets that have rows and not the columns are named in table.unread.

    :raises WrongColumns: if no sheet has them
    :raises SeveralSheets: if more than one does
    """
    if len(table.sheets) < 2:
        return make(table)
    fitting: list[int] = []
    others: dict[int, WrongColumns] = {}
    for sheet in range(len(table.sheets)):
        if table.turn_to(sheet):
            try:
                make(table)
            except WrongColumns as fault:
                others[sheet] = fault
            else:
                fitting.append(sheet)
    if len(fitting) > 1:
        raise SeveralSheets(
            f"{table.path} has such rows on {len(fitting)} sheets ({_named(table, fitting)}); "
            "leave one of them in it, or save each as a file of its own."
        )
    if not fitting:
        first = next(iter(others.values()))
        raise WrongColumns(
            f"{first} No other sheet has them ({_named(table, list(others))}).",
            lacks=first.lacks, twice=first.twice, unclear=first.unclear, found=first.found,
        ) from None  # fmt: skip
    table.turn_to(fitting[0])
    table.unread = tuple(table.sheets[sheet] for sheet in others)
    return make(table)


def _named(table: Table, sheets: list[int]) -> str:
    return ", ".join(table.sheets[sheet] for sheet in sheets)
