"""The rows of a file that were refused, as their reader understands them: reason, column, and what to do next."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from bijlisetu.billing.mapping import bill_mapping
from bijlisetu.consumers.mapping import layout_of
from bijlisetu.contact.fields import FIELDS
from bijlisetu.contact.hygiene.reading import layout_of as layout_of_numbers
from bijlisetu.contact.imports.models import Import
from bijlisetu.metering.mapping import USUAL as USUAL_OF_METERS
from bijlisetu.metering.mapping import meter_mapping, meter_mappings
from bijlisetu.network.reading import LAYOUT
from bijlisetu.network.switching.reading import LAYOUT as LAYOUT_OF_SWITCHING
from bijlisetu.outages.measuring.mapping import USUAL, interruption_mappings
from bijlisetu.outages.measuring.mapping import layout_of as layout_of_interruptions
from bijlisetu.payments.mapping import USUAL as USUAL_OF_PAYMENTS
from bijlisetu.payments.mapping import payment_mapping, payment_mappings
from bijlisetu.plumbing.files.guard import unguarded
from bijlisetu.plumbing.files.mapping import Layout, WrongColumns
from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.plumbing.files.table import REJECTED
from bijlisetu.values import in_indian_groups
from bijlisetu.web.office.imports.reasons import Why, why

#: So many lines are shown of each reason.
SHOWN = 5
LONGEST = 60  #: signs of a cell, in the words beside its row
#: The line of the good row, in the words of a repeat.
OTHER_LINE = re.compile(r"\bline ([\d,]+)$")
#: Of a row that was taken in part: field "text": reason.
LACK = re.compile(r'(?P<field>\w+) "(?P<text>[^"]*)": (?P<told>[^"]*?)(?=; \w+ "|$)')


class Refused(NamedTuple):
    """One reason: how many rows it is about, in which columns, on which lines first, and what to do next."""

    words: str | Promise
    columns: str
    rows: int
    lines: str
    todo: str | Promise
    is_ours: bool  #: a reason from the closed list, in the reader's language


def reasons_of(made: Import, header: Sequence[str], lines: Mapping[str, Sequence[int]]) -> list[Refused]:
    """Return why rows of the file were refused or taken in part, the commonest first."""
    called = _columns(made, header)
    counts = {**{reason: len(found) for reason, found in lines.items()}, **made.reasons}
    return [
        _refused(reason, count, lines.get(reason, ()), called)
        for reason, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def header_of(content: bytes | None) -> list[str]:
    """Return the file's own columns, as the file of its refused rows has them."""
    text = (content or b"").decode("utf-8-sig", "replace")
    first: list[str] = next(csv.reader(io.StringIO(text, newline="")), [])
    return [unguarded(cell) for cell in first[len(REJECTED) :]]


def refused_rows(made: Import, content: bytes, lines: Mapping[str, Sequence[int]]) -> Iterator[bytes]:
    """Yield the CSV of the refused rows with their reasons in the reader's words; it can be sent again as it is."""
    reasons = {str(line): reason for reason, found in lines.items() for line in found}
    header = header_of(content[:100_000])
    called = _columns(made, header)

    def said(line: str, words: str, cells: Sequence[str]) -> str:
        known = why(reasons.get(line, ""))
        return _sentence(known, words, called, dict(zip(header, cells, strict=False))) if known else words

    return _rewritten(content, said)


def partial_rows(made: Import, content: bytes) -> Iterator[bytes]:
    """Yield the CSV of the rows that were taken in part, what they lack in the reader's words."""
    called = _columns(made, header_of(content[:100_000]))

    def in_words(found: re.Match[str]) -> str:
        known = why(found["told"])
        column = ", ".join(called.get(found["field"], [found["field"]]))
        return f'{column} "{found["text"]}": {known.words if known else found["told"]}'

    return _rewritten(content, lambda _line, words, _cells: LACK.sub(in_words, words))


def _refused(reason: str, count: int, lines: Sequence[int], called: Mapping[str, Sequence[str]]) -> Refused:
    known = why(reason)
    first = ", ".join(in_indian_groups(line) for line in lines[:SHOWN])
    shown = f"{first} …" if len(lines) > SHOWN else first
    if known is None:
        return Refused(reason, "", count, shown, "", is_ours=False)
    return Refused(known.words, ", ".join(_named(known, called)), count, shown, known.todo, is_ours=True)


def _sentence(known: Why, words: str, called: Mapping[str, Sequence[str]], row: Mapping[str, str]) -> str:
    parts = [str(known.words)]
    if other := OTHER_LINE.search(words):
        parts.append(gettext("See line %(line)s.") % {"line": other[1]})
    if columns := _named(known, called):
        told = ", ".join(f"{column} ({_value(row, column)})" for column in columns)
        parts.append(ngettext("Column: %(columns)s.", "Columns: %(columns)s.", len(columns)) % {"columns": told})
    return " ".join([*parts, str(known.todo)])


def _value(row: Mapping[str, str], column: str) -> str:
    """Return what stands in the row's cell, in quotation marks; the row itself stands beside it whole."""
    if column not in row:
        return gettext("not in the file")
    text = " ".join(row[column].split())
    if not text:
        return gettext("blank")
    return f"“{text[:LONGEST]}{'…' if len(text) > LONGEST else ''}”"


def _named(known: Why, called: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(column for field in known.fields for column in called.get(field, ())))


def _columns(made: Import, header: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return how the file calls the columns of each field; as the layout does, where its heading is unknown."""
    layout = _layout(made)
    try:
        places = layout.places(tuple(header), path=Path(made.file)) if header else {}
    except WrongColumns:
        places = {}
    found = {
        field: [header[at] for at in ((place,) if isinstance(place, int) else place)] for field, place in places.items()
    }
    return {**{field: layout.parts(field) for field in layout.columns}, **found}


def _layout(made: Import) -> Layout:
    match made.what:
        case Import.What.NETWORK:
            return LAYOUT
        case Import.What.SWITCHING:
            return LAYOUT_OF_SWITCHING
        case Import.What.BILLS:
            return bill_mapping(made.mapping).layout
        case Import.What.REVOKED:
            return layout_of_numbers("mnrl")
        case Import.What.VALIDATED:
            return layout_of_numbers("validated")
        case Import.What.INTERRUPTIONS:
            return layout_of_interruptions(made.mapping if made.mapping in interruption_mappings() else USUAL)
        case Import.What.PAYMENTS:
            mapping = made.mapping if made.mapping in payment_mappings() else USUAL_OF_PAYMENTS
            return payment_mapping(mapping).layout
        case Import.What.METERS:
            mapping = made.mapping if made.mapping in meter_mappings() else USUAL_OF_METERS
            return meter_mapping(mapping).layout
        case _:
            return layout_of(made.mapping, beside=FIELDS)


def _rewritten(content: bytes, said: Callable[[str, str, Sequence[str]], str]) -> Iterator[bytes]:
    """Yield the CSV with what is wrong said anew; the heading and the rows themselves stay as they are."""
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline=""))
    yield codecs.BOM_UTF8
    for place, cells in enumerate(rows):
        line, words, *theirs = map(unguarded, cells)
        out = io.StringIO()
        Sheet(out).row(line, words if place == 0 else said(line, words, theirs), *theirs)
        yield out.getvalue().encode()
