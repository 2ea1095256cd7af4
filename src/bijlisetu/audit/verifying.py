"""Compute the whole chain again from what is stored, and say on which day something no longer fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bijlisetu.audit.chain import CONTENT, anchor
from bijlisetu.audit.leaving import Gone, gone
from bijlisetu.audit.rules import BEGINNING, Anchor, seal_hash
from bijlisetu.plumbing.database import sql

AT_A_TIME = 200
#: The day of what is missing where nothing is left that says which day it was.
NO_DAY = date.min
FIRST_OF_ALL = -(2**63)  #: one that was altered may have any number

#: Seals, each with what its entries give today, which of them are not there, and their earliest day.
SEALS = f"""
SELECT seal.number, seal.day, seal.at, seal.entries, seal.content, seal.before, seal.hash,
       found.content, found.missing, found.day
FROM (
    SELECT * FROM audit_seal WHERE number > %(after)s AND number <= %(last)s ORDER BY number LIMIT {AT_A_TIME}
) AS seal,
LATERAL (
    SELECT {CONTENT} AS content, coalesce(array_agg(told.id) FILTER (WHERE entry.id IS NULL), '{{}}') AS missing,
           min((entry.at AT TIME ZONE 'Asia/Kolkata')::date) AS day
    FROM unnest(seal.entries) WITH ORDINALITY AS told (id, place) LEFT JOIN audit_entry entry ON entry.id = told.id
) AS found
ORDER BY 1
"""
#: Whatever is written waits for its seal at once, so what neither waits nor is sealed came in by another door.
NEVER_SEALED = """
WITH sealed AS MATERIALIZED (SELECT unnest(entries) AS id FROM audit_seal)
SELECT (at AT TIME ZONE 'Asia/Kolkata')::date, count(*) FROM audit_entry entry
WHERE NOT EXISTS (SELECT FROM sealed WHERE sealed.id = entry.id)
  AND NOT EXISTS (SELECT FROM audit_waiting WHERE audit_waiting.entry = entry.id)
GROUP BY 1 ORDER BY 1
"""
WAITING = "SELECT count(*), min(at) FROM audit_entry WHERE id IN (SELECT entry FROM audit_waiting)"
BOUND_TO = "SELECT FROM audit_seal WHERE before = %(hash)s"
AT = "SELECT day, hash FROM audit_seal WHERE number = %(number)s"


class Stored(NamedTuple):
    """A seal as it is stored, and what its entries give today."""

    number: int
    day: date
    at: datetime
    entries: Sequence[int]
    content: str
    before: str
    hash: str
    found: str
    missing: Sequence[int]
    day_found: date | None

    @property
    def anchor(self) -> Anchor:
        """What the next one is bound to."""
        return Anchor(self.number, self.hash)

    def is_whole(self, day: date) -> bool:
        """Return whether nothing of the seal itself is altered, were it of the day."""
        return self.hash == seal_hash(
            number=self.number, day=day, at=self.at, entries=self.entries, content=self.content, before=self.before
        )


@dataclass(frozen=True, slots=True, order=True)
class Altered:
    """What does not fit, and the day whose record it is."""

    day: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the chain says of itself."""

    seals: int
    entries: int
    since: date | None  #: the day of the first seal that is kept
    last: Anchor
    waiting: int  #: entries that no seal holds yet: nothing can be said of them
    waiting_since: datetime | None
    altered: tuple[Altered, ...]  #: the earliest day first; empty where all is as it was
    too_old: tuple[Anchor, ...]  #: anchors of before the first seal that is kept: the chain cannot be held against them


def verify(*, anchors: Iterable[Anchor] = ()) -> Verified:
    """Return whether all entries and seals are as they were made; the anchors are of mails that somebody kept."""
    last, left, told = anchor(), gone(), list(anchors)
    seals = entries = 0
    since: date | None = None
    altered: list[Altered] = []
    before: Stored | None = None
    first = last.seal + 1
    for one in _stored(last):
        first = min(first, one.number)
        seals, entries, since = seals + 1, entries + len(one.entries), since or one.day
        altered += _of_seal(one, left)
        altered += _of_beginning(one, left) if before is None else _of_link(before, one)
        before = one
    altered += [Altered(day, f"{many} entries came in by another door") for day, many in sql.rows(NEVER_SEALED)]
    altered += [Altered(*said) for said in left.untrue]
    altered += [found for each in told for found in _of_anchor(each, last, left)]
    too_old = [each for each in told if each.seal < first and not _is_known(each, left)]
    ((waiting, waiting_since),) = sql.rows(WAITING)
    return Verified(
        seals=seals, entries=entries, since=since, last=last, waiting=waiting, waiting_since=waiting_since,
        altered=tuple(sorted(set(altered))), too_old=tuple(too_old),
    )  # fmt: skip


def _stored(last: Anchor) -> Iterator[Stored]:
    after = FIRST_OF_ALL
    while some := [Stored(*row) for row in sql.rows(SEALS, after=after, last=last.seal)]:
        yield from some
        after = some[-1].number


def _of_seal(one: Stored, left: Gone) -> Iterator[Altered]:
    if not one.is_whole(one.day):
        # Where it is whole as a seal of its entries' day, it is the day that was altered.
        own_day = one.day_found is not None and one.is_whole(one.day_found)
        yield Altered(one.day_found if own_day and one.day_found else one.day, f"seal {one.number} was altered")
        return
    missing = [entry for entry in one.missing if not left.holds(entry, one.day)]
    if missing:
        yield Altered(one.day, f"of the entries under seal {one.number} {len(missing)} are missing")
    elif not one.missing and one.found != one.content:
        yield Altered(one.day, f"an entry under seal {one.number} was altered")


def _of_beginning(first: Stored, left: Gone) -> Iterator[Altered]:
    bound_to = Anchor(first.number - 1, first.before)
    if bound_to != Anchor(0, BEGINNING) and bound_to not in left.anchors:
        yield Altered(first.day, f"the chain before seal {first.number} was cut off")


def _of_link(before: Stored, one: Stored) -> Iterator[Altered]:
    if not before.is_whole(before.day) or not one.is_whole(one.day):
        return  # that is said already, and what it is bound to may be what was altered
    if one.number != before.number + 1:
        if not sql.rows(BOUND_TO, hash=before.hash):  # else it is there, under another number
            next_day = before.day + timedelta(days=1)
            yield Altered(min(next_day, max(before.day, one.day - timedelta(days=1))), _missing(before, one))
    elif one.before != before.hash:
        yield Altered(before.day, f"seal {before.number} was made anew")


def _missing(before: Stored, one: Stored) -> str:
    last = one.number - 1
    which = f"seal {last} is" if last == before.number + 1 else f"seals {before.number + 1} to {last} are"
    return f"{which} missing, after {before.day:%d-%m-%Y} and before {one.day:%d-%m-%Y}"


def _of_anchor(told: Anchor, last: Anchor, left: Gone) -> Iterator[Altered]:
    """Hold the chain against what a mail said of it; of seals that have left only the last can be held against it."""
    if _is_known(told, left):
        return
    if told.seal > last.seal:
        if last.seal == 0:
            yield Altered(NO_DAY, f"there is no chain; a mail told of seal {told.seal}")
        for day, _ in sql.rows(AT, number=last.seal):
            yield Altered(day, f"the chain ends at seal {last.seal}; a mail told of seal {told.seal}: it was cut off")
    for day, stored in sql.rows(AT, number=told.seal):
        if stored != told.hash:
            yield Altered(day, f"seal {told.seal} is not the one that a mail told of: the chain was made anew")


def _is_known(told: Anchor, left: Gone) -> bool:
    """Return whether it is the beginning of the chain, or the last seal that left it."""
    return told == Anchor(0, BEGINNING) or told in left.anchors
