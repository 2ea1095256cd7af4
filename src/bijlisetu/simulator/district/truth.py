"""The hidden truth about a district: whose each address is, whether it works, what the person behind it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.lines import read_lines

AddressKind = Literal["mobile", "email"]


class NoTruth(Refusal):
    """The file is not the truth of a synthetic district."""


@dataclass(frozen=True, slots=True)
class TruthRow:
    """What is true of one address of one account; works, whatsapp and reads are facts of the address."""

    account: str
    kind: AddressKind
    address: str  #: ten digits, or a mailbox
    on_file: bool  #: stands in the consumers' file, in some form that can be read
    works: bool
    whatsapp: bool
    reads: bool  #: shows read receipts and opens links
    belongs: bool  #: to this account's consumer or family
    objects: bool  #: will answer that the connection is not theirs
    confirms: bool  #: will answer that it is

    def as_line(self) -> tuple[str, ...]:
        """Return the row as it stands in the file."""
        return (
            self.account,
            self.kind,
            self.address,
            YES_NO[self.on_file],
            YES_NO[self.works],
            YES_NO[self.whatsapp],
            YES_NO[self.reads],
            YES_NO[self.belongs],
            YES_NO[self.objects],
            YES_NO[self.confirms],
        )


COLUMNS = tuple(field.name for field in fields(TruthRow))
YES_NO = ("no", "yes")


def read_truth(path: Path) -> Iterator[TruthRow]:
    """
    Return the rows of a truth file in its order, one after the other.

    :raises NoTruth: if it cannot be read or is no such file
    """
    return read_lines(path, _row, columns=COLUMNS, unlike="not a truth file", refusal=NoTruth)


def own_mobiles(truth: Path, accounts: Iterable[str]) -> dict[str, str]:
    """
    Return, for those of the accounts that have one, the working mobile a visit would find and the records lack.

    :raises NoTruth: if the truth cannot be read
    """
    wanted = set(accounts)
    return {
        row.account: row.address
        for row in read_truth(truth)
        if row.account in wanted and row.kind == "mobile" and row.belongs and row.works and not row.on_file
    }


def _row(line: list[str]) -> TruthRow:
    if len(line) != len(COLUMNS):
        raise ValueError(f"{len(line)} values where {len(COLUMNS)} belong.")
    account, kind, address, *facts = line
    if kind not in ("mobile", "email") or not set(facts) <= set(YES_NO):
        raise ValueError("the kind must be mobile or email, and each fact yes or no.")
    on_file, works, whatsapp, reads, belongs, objects, confirms = (fact == "yes" for fact in facts)
    return TruthRow(
        account,
        "mobile" if kind == "mobile" else "email",
        address,
        on_file,
        works,
        whatsapp,
        reads,
        belongs,
        objects,
        confirms,
    )
