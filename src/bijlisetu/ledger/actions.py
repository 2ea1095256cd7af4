"""Deeds on the books: enter what happened, and reverse what was entered wrongly. Both may be repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from psycopg.types.json import Jsonb

from bijlisetu.ledger.entering import write
from bijlisetu.ledger.rules import Entry, Line, Sort
from bijlisetu.plumbing.database.sql import rows

TOLD_ENTRIES = """
SELECT reference, sort, day, lines, why, evidence, NULL::bigint AS reverses_id
FROM unnest(%(references)s::text[], %(sorts)s::text[], %(days)s::date[], %(counts)s::smallint[], %(whys)s::text[],
            %(evidences)s::jsonb[]) AS told (reference, sort, day, lines, why, evidence)
"""
TOLD_LINES = """
SELECT reference, place, head, amount, consumer_id
FROM unnest(%(of)s::text[], %(places)s::smallint[], %(heads)s::text[], %(amounts)s::numeric[], %(consumers)s::bigint[])
     AS told (reference, place, head, amount, consumer_id)
"""
#: References that stand with other lines than are told now.
OTHERWISE = f"""
WITH told AS (SELECT reference, head, amount, consumer_id FROM ({TOLD_LINES}) AS told),
kept AS (
    SELECT entry.reference, line.head, line.amount, line.consumer_id
    FROM ledger_entry entry JOIN ledger_line line ON line.entry_id = entry.id
    WHERE entry.reference = ANY(%(of)s)
)
SELECT count(DISTINCT reference)
FROM ((TABLE told EXCEPT ALL TABLE kept) UNION ALL (TABLE kept EXCEPT ALL TABLE told)) AS differing
"""
STANDING = """
SELECT count(*) FROM ledger_entry WHERE reference = ANY(%(references)s) AND reverses_id IS NULL
"""
REVERSED_ENTRIES = """
SELECT told.new AS reference, %(sort)s AS sort, greatest(%(day)s::date, entry.day) AS day, entry.lines, %(why)s AS why,
       jsonb_build_object('reverses', entry.reference) AS evidence, entry.id AS reverses_id
FROM unnest(%(references)s::text[], %(new)s::text[]) AS told (reference, new) JOIN ledger_entry entry USING (reference)
"""
REVERSED_LINES = """
SELECT told.new AS reference, line.place, line.head, -line.amount AS amount, line.consumer_id
FROM unnest(%(references)s::text[], %(new)s::text[]) AS told (reference, new) JOIN ledger_entry entry USING (reference)
JOIN ledger_line line ON line.entry_id = entry.id
"""


class EnteredOtherwise(ValueError):
    """A reference stands in the books with other lines than it is told with now."""


class NoSuchEntry(LookupError):
    """What is to be reversed does not stand in the books, or is itself a reversal: enter anew what was reversed."""


@transaction.atomic
def enter(entries: Sequence[Entry], *, at: datetime, by: str) -> frozenset[str]:
    """
    Enter what happened, in the caller's own transaction; return the references newly entered.

    A reference that is known changes nothing, whoever entered it a moment ago.

    :raises EnteredOtherwise: if it is known with other lines; then nothing is entered
    """
    told = _once_each(entries)
    if not told:
        return frozenset()
    lines = _columns([(entry.reference, place, line) for entry in told for place, line in enumerate(entry.lines, 1)])
    new = write(
        entries=TOLD_ENTRIES, lines=TOLD_LINES, at=at, by=by, **lines,
        references=[entry.reference for entry in told], sorts=[str(entry.sort) for entry in told],
        days=[entry.day for entry in told], counts=[len(entry.lines) for entry in told],
        whys=[entry.why for entry in told], evidences=[Jsonb(dict(entry.evidence)) for entry in told],
    )  # fmt: skip
    if len(new) < len(told):
        _refuse_other_lines([entry for entry in told if entry.reference not in new])
    return new


@transaction.atomic
def reverse(
    references: Mapping[str, str], *, why: str, day: date, at: datetime, by: str, sort: Sort = Sort.REVERSAL
) -> frozenset[str]:
    """
    Reverse entries, each by another of the reference given; return the references newly entered.

    What is reversed already, under whatever reference, stays so: it is not among those returned. No reversal bears a
    day before that of its entry.

    :raises NoSuchEntry: if one of them does not stand in the books; then nothing is entered
    """
    told = {"references": list(references), "new": list(references.values())}
    ((known,),) = rows(STANDING, references=told["references"])
    if known < len(references):
        raise NoSuchEntry(f"{len(references) - known} entries to reverse do not stand in the books, or are reversals")
    return write(entries=REVERSED_ENTRIES, lines=REVERSED_LINES, at=at, by=by, sort=str(sort), day=day, why=why, **told)


def _once_each(entries: Sequence[Entry]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if _shape(found.setdefault(entry.reference, entry)) != _shape(entry):
            raise EnteredOtherwise(f"an entry of {entry.sort} is told twice with other lines")
    return list(found.values())


def _shape(entry: Entry) -> list[tuple[str, str, str]]:
    return sorted((line.head, f"{line.amount:.2f}", str(line.consumer)) for line in entry.lines)


def _columns(lines: Sequence[tuple[str, int, Line]]) -> dict[str, list[Any]]:
    return {
        "of": [reference for reference, _, _ in lines],
        "places": [place for _, place, _ in lines],
        "heads": [str(line.head) for *_, line in lines],
        "amounts": [line.amount for *_, line in lines],
        "consumers": [line.consumer for *_, line in lines],
    }


def _refuse_other_lines(known: Sequence[Entry]) -> None:
    ((differing,),) = rows(OTHERWISE, **_columns([(one.reference, 0, line) for one in known for line in one.lines]))
    if differing:
        raise EnteredOtherwise(f"{differing} entries stand in the books with other lines")
