"""Promised against actual return, of outages that are over: in all, by office, feeder or reason."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.network.models import Feeder, Office
from bijlisetu.outages.queries import OFFICES_OVER
from bijlisetu.plumbing.database.sql import rows

KEPT, NEARLY = 15, 30  #: minutes after the promised time


class By(enum.Enum):
    """What the lines of a table are: the key of each is a number, of reasons their name in reasons.toml."""

    ALL = "0::bigint"
    OFFICE = "under.office_id"  #: each that answers to the office directly
    FEEDER = "own.feeder_id"
    REASON = "outage.reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """How many promised times were kept."""

    made: int
    kept: int  #: the light was back by then, or a quarter of an hour later
    nearly: int  #: or half an hour later; the kept ones are among them
    late_minutes: int | None  #: the median; below zero: before the time; none: nothing was promised


@dataclass(frozen=True, slots=True, kw_only=True)
class Honesty:
    """How true the promised times of return were."""

    outages: int  #: that are over
    without: int  #: of them those for which nobody promised a time
    first: Promises  #: what was said when people were told
    last: Promises  #: what stood when the light came
    every: Promises  #: each time that was said


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The promises of one office, feeder or reason."""

    key: int | str
    name: str
    honesty: Honesty


NOTHING = Promises(made=0, kept=0, nearly=0, late_minutes=None)
NONE = Honesty(outages=0, without=0, first=NOTHING, last=NOTHING, every=NOTHING)

#: A promise that was changed before anybody was told is nobody's: the first is the one that stood at the telling.
LATE = f"""
WITH placed AS MATERIALIZED (
    SELECT DISTINCT outage.id AS outage_id, outage.back_at, {{line}} AS line FROM outages_outage outage
    JOIN outages_outagepart part ON part.outage_id = outage.id
    {OFFICES_OVER} AND tree.ancestor_id = %(office)s
    {{joined}}
    WHERE outage.state = 'back' AND outage.back_at >= %(begins)s AND outage.back_at < %(ends)s
), said AS MATERIALIZED (
    SELECT event.outage_id, event.id, event.what, event.until_at
    FROM (SELECT DISTINCT outage_id FROM placed) AS over JOIN outages_outageevent event USING (outage_id)
    WHERE event.what = 'announced' OR event.what IN ('entered', 'promised') AND event.until_at IS NOT NULL
), told AS (
    SELECT outage_id, max(said.id) AS stood FROM said
    JOIN (SELECT outage_id, id AS told FROM said WHERE what = 'announced') AS telling USING (outage_id)
    WHERE what <> 'announced' AND said.id < told GROUP BY outage_id
), late AS (
    SELECT said.outage_id, said.until_at,
           row_number() OVER (PARTITION BY said.outage_id ORDER BY said.id) = 1 AS is_first,
           row_number() OVER (PARTITION BY said.outage_id ORDER BY said.id DESC) = 1 AS is_last
    FROM said LEFT JOIN told USING (outage_id) WHERE said.what <> 'announced' AND said.id >= coalesce(told.stood, 0)
), minutes AS (
    SELECT placed.line, placed.outage_id, late.until_at IS NOT NULL AS is_promised, late.is_first, late.is_last,
           extract(epoch FROM placed.back_at - late.until_at) / 60 AS late
    FROM placed LEFT JOIN late USING (outage_id)
)
SELECT line, count(DISTINCT outage_id), count(DISTINCT outage_id) FILTER (WHERE NOT is_promised), {{counts}}
FROM minutes GROUP BY line
"""
COUNT = """count(*) FILTER (WHERE {which}), count(*) FILTER (WHERE {which} AND late <= %(kept)s),
       count(*) FILTER (WHERE {which} AND late <= %(nearly)s),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY late) FILTER (WHERE {which})"""
COUNTS = ", ".join(COUNT.format(which=which) for which in ("is_first", "is_last", "is_promised"))
JOINED = {
    By.OFFICE: """
    JOIN network_office_tree above ON above.descendant_id = tree.descendant_id
    JOIN network_officeplace under
      ON under.office_id = above.ancestor_id AND under.parent_id = %(office)s AND under.valid_to IS NULL""",
    By.FEEDER: """
    JOIN network_feederplace own ON own.valid_to IS NULL AND
         (own.feeder_id = place.feeder_id OR part.substation_id IS NOT NULL AND own.section_id = part.substation_id)""",
}


def honesty(office: int, *, begins: datetime, ends: datetime) -> Honesty:
    """Return how true the promises were for outages at the office's places whose light came back in that time."""
    return next((one for _, one in _lines(By.ALL, office, begins=begins, ends=ends)), NONE)


def honesty_by(by: By, office: int, *, begins: datetime, ends: datetime) -> list[Line]:
    """Return the same for each office below, each feeder or each reason: those with most outages first."""
    found = dict(_lines(by, office, begins=begins, ends=ends))
    names = _names(by, [key for key in found if isinstance(key, int)])
    lines = [Line(key=key, name=names.get(key, str(key)), honesty=one) for key, one in found.items()]
    return sorted(lines, key=lambda line: (-line.honesty.outages, line.name))


def _lines(by: By, office: int, *, begins: datetime, ends: datetime) -> Iterator[tuple[int | str, Honesty]]:
    statement = LATE.format(line=by.value, joined=JOINED.get(by, ""), counts=COUNTS)
    for line, outages, without, *counts in rows(
        statement, office=office, begins=begins, ends=ends, kept=KEPT, nearly=NEARLY
    ):
        first, last, every = (_promises(*counts[place : place + 4]) for place in (0, 4, 8))
        yield line, Honesty(outages=outages, without=without, first=first, last=last, every=every)


def _promises(made: int, kept: int, nearly: int, late: float | None) -> Promises:
    return Promises(made=made, kept=kept, nearly=nearly, late_minutes=None if late is None else round(late))


def _names(by: By, keys: list[int]) -> dict[int | str, str]:
    if by is By.FEEDER:
        return {one.pk: f"{one.name} · {one.code}" for one in Feeder.objects.filter(pk__in=keys)}
    return dict(Office.objects.filter(pk__in=keys).values_list("id", "name"))
