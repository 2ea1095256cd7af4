"""Sheets as they were printed, which lines of them were keyed in, and which beats can be printed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india

#: What a walker is called at the desk, which reads Hindi.
CALLED = "coalesce(nullif(card.name_hi, ''), nullif(card.name_en, ''), walker.username)"
SHEETS = """
SELECT sheet.id, sheet.serial, sheet.printed_at, sheet.by, beat.id, beat.number, beat.name, beat.office_id, office.name,
       round.title, round.form, sheet.read_out,
       coalesce((SELECT walker.username FROM auth_user walker WHERE walker.id = beat.worker_id), ''),
       round.begins_on, round.ends_on - 1, beat.worker_id
FROM fieldwork_sheet sheet JOIN fieldwork_beat beat ON beat.id = sheet.beat_id
JOIN fieldwork_round round ON round.id = beat.round_id JOIN network_office office ON office.id = beat.office_id
WHERE {which} ORDER BY sheet.id DESC LIMIT %(most)s
"""
LINES = """
SELECT line.sheet_id, line.line, door.id, consumer.id, consumer.account, consumer.name, consumer.address, consumer.pole,
       visit.outcome, visit.by, visit.received_at, visit.answers
FROM fieldwork_sheetline line JOIN fieldwork_door door ON door.id = line.door_id
JOIN consumers_consumer consumer ON consumer.id = door.consumer_id
LEFT JOIN fieldwork_visit visit ON visit.sheet_id = line.sheet_id AND visit.line = line.line
WHERE line.sheet_id = ANY(%(sheets)s) ORDER BY line.sheet_id, line.line
"""
UNDER = """EXISTS (
    SELECT FROM network_office_tree tree WHERE tree.descendant_id = beat.office_id AND tree.ancestor_id = %(office)s
)"""
PRINTABLE = f"""
SELECT beat.id, beat.number, beat.name, office.name, round.title, coalesce({CALLED}, ''),
       (SELECT count(*) FROM fieldwork_door door WHERE door.beat_id = beat.id AND door.state = 'open')
FROM fieldwork_beat beat JOIN fieldwork_round round ON round.id = beat.round_id AND round.closed_at IS NULL
JOIN network_office office ON office.id = beat.office_id LEFT JOIN auth_user walker ON walker.id = beat.worker_id
LEFT JOIN staff_card card ON card.person_id = walker.id
WHERE {UNDER} ORDER BY beat.round_id DESC, beat.number LIMIT %(most)s
"""
WALKERS = f"""
SELECT walker.id, {CALLED} FROM fieldwork_holding holding JOIN auth_user walker ON walker.id = holding.worker_id
LEFT JOIN staff_card card ON card.person_id = walker.id
WHERE holding.beat_id = %(beat)s GROUP BY 1, 2 ORDER BY max(holding.from_at) DESC
"""


class PrintedLine(NamedTuple):
    """A line of a sheet, and what was keyed in of it."""

    line: int
    door: int
    consumer: int
    account: str
    name: str
    address: str
    pole: str
    outcome: str | None  #: none where nobody has keyed it in
    keyed_by: str | None
    keyed_at: datetime | None
    answers: Any


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet as it was printed; its worker is who holds the beat now."""

    id: int
    serial: str
    printed_at: datetime
    by: str
    beat_id: int
    beat: int
    name: str
    office_id: int
    office: str
    title: str
    form: str
    read_out: str  #: the version of the text for people that is printed on it; empty: none
    worker: str  #: their login, which paper does not show; empty: nobody holds the beat
    begins_on: date  #: of the round
    last_on: date  #: the round's last day
    worker_id: int | None
    lines: tuple[PrintedLine, ...] = ()

    @property
    def printed_on(self) -> date:
        """The day, in India."""
        return day_in_india(self.printed_at)

    def walked_between(self, today: date) -> tuple[date, date]:
        """Return the first and the last day on which it can have been walked: none, where the second is before."""
        return max(self.printed_on, self.begins_on), min(self.last_on, today)


class Printable(NamedTuple):
    """A beat of an open round, and how many of its doors are open."""

    id: int
    number: int
    name: str
    office: str
    title: str
    worker: str
    open: int


def printed(sheets: Collection[int]) -> list[PrintedSheet]:
    """Return the sheets with their lines, the oldest first."""
    found = rows(SHEETS.format(which="sheet.id = ANY(%(sheets)s)"), sheets=list(sheets), most=len(sheets))
    lines: dict[int, list[PrintedLine]] = {}
    for sheet, *line, answers in rows(LINES, sheets=list(sheets)):
        kept = PrintedLine._make((*line, orjson.loads(answers) if answers else {}))
        lines.setdefault(sheet, []).append(kept)
    return [replace(PrintedSheet(*row), lines=tuple(lines.get(row[0], ()))) for row in reversed(found)]


def sheet_called(serial: str) -> PrintedSheet | None:
    """Return the sheet of the serial, with its lines; none if none was printed."""
    found = rows(SHEETS.format(which="sheet.serial = %(serial)s"), serial=serial, most=1)
    return printed([found[0][0]])[0] if found else None


def printed_last(office: int, *, most: int) -> list[PrintedSheet]:
    """Return the sheets printed last for beats under the office, without their lines."""
    return [PrintedSheet(*row) for row in rows(SHEETS.format(which=UNDER), office=office, most=most)]


def printable(office: int, *, most: int) -> list[Printable]:
    """Return the beats of open rounds under the office."""
    return [Printable(*row) for row in rows(PRINTABLE, office=office, most=most)]


def walkers_of(beat: int) -> list[tuple[int, str]]:
    """Return who holds the beat or held it, the last first, each with what they are called."""
    return [(walker, name) for walker, name in rows(WALKERS, beat=beat)]
