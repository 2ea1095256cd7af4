"""Which drives there are, and what is open in their registers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from bijlisetu.drives.models import Drive
from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch, way
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.staff.deeds import SENT

#: Drives over the office or over one above or below it, with their doors under it. First those with open doors there
#: that are walked now, then those that will be, then those where nothing is left, at last those that were ended.
DRIVES = """
SELECT drive.id, round.title, round.begins_on, round.ends_on, round.closed_at,
       coalesce(had.doors, 0)::bigint, coalesce(had.open, 0)::bigint
FROM (
    SELECT DISTINCT drive.drive_id AS id FROM drives_drive_offices drive
    JOIN network_office_tree tree ON (tree.ancestor_id = drive.office_id AND tree.descendant_id = %(office)s)
                                  OR (tree.descendant_id = drive.office_id AND tree.ancestor_id = %(office)s)
    WHERE %(drive)s IS NULL OR drive.drive_id = %(drive)s
) AS drive JOIN fieldwork_round round ON round.id = drive.id
LEFT JOIN LATERAL (
    SELECT sum(total.doors) AS doors, sum(total.doors) FILTER (WHERE total.state = 'open') AS open
    FROM fieldwork_beat beat
    JOIN network_office_tree tree ON tree.descendant_id = beat.office_id AND tree.ancestor_id = %(office)s
    JOIN fieldwork_doortotal total ON total.round = beat.round_id AND total.beat = beat.id
    WHERE beat.round_id = drive.id AND round.closed_at IS NULL
) AS had ON true
ORDER BY round.closed_at IS NOT NULL, coalesce(had.open, 0) = 0, round.begins_on > %(on)s, drive.id DESC
LIMIT %(most)s
"""
#: The undecided first, the highest level on top.
REGISTER = """
SELECT matter.id, person.username, coalesce(nullif(card.name_hi, ''), person.username),
       coalesce(nullif(card.name_en, ''), person.username), office.name, matter.why, matter.level, matter.raised_at,
       matter.answer, matter.answered_at, matter.decision, matter.note, matter.decided_by, matter.decided_at
FROM drives_matter matter
JOIN auth_user person ON person.id = matter.person_id LEFT JOIN staff_card card ON card.person_id = person.id
JOIN network_office office ON office.id = matter.office_id
WHERE matter.drive_id = %(drive)s AND matter.office_id IN (
    SELECT descendant_id FROM network_office_tree WHERE ancestor_id = %(office)s
)
ORDER BY matter.decided_at DESC NULLS FIRST, matter.level DESC, matter.raised_at, matter.id LIMIT %(most)s
"""
BEATS = """
SELECT beat.id, beat.number, beat.name, office.id, office.name, beat.worker_id, coalesce(person.username, ''),
       coalesce(nullif(card.name_hi, ''), person.username, ''), coalesce(nullif(card.name_en, ''), person.username, ''),
       coalesce(sum(total.doors), 0)::bigint,
       coalesce(sum(total.doors) FILTER (WHERE total.state = 'done'), 0)::bigint,
       coalesce(sum(total.doors) FILTER (WHERE total.state = 'blocked'), 0)::bigint,
       coalesce(sum(total.doors) FILTER (WHERE total.state = 'open' AND total.visits = 0), 0)::bigint
FROM fieldwork_beat beat
JOIN network_office office ON office.id = beat.office_id
LEFT JOIN auth_user person ON person.id = beat.worker_id LEFT JOIN staff_card card ON card.person_id = person.id
LEFT JOIN fieldwork_doortotal total ON total.round = beat.round_id AND total.beat = beat.id
WHERE beat.round_id = %(drive)s AND beat.number {beyond} %(after)s AND beat.office_id IN (
    SELECT descendant_id FROM network_office_tree WHERE ancestor_id = %(office)s
)
GROUP BY beat.id, office.id, person.id, card.person_id ORDER BY beat.number {order} LIMIT %(limit)s
"""
A_PAGE = 50  #: beats, each with a list of whoever may walk it
#: Why doors are blocked, of the doors under the office.
BLOCKED = """
SELECT total.why, sum(total.doors)::bigint FROM fieldwork_doortotal total
JOIN fieldwork_beat beat ON beat.id = total.beat
WHERE total.round = %(drive)s AND total.state = 'blocked' AND beat.office_id IN (
    SELECT descendant_id FROM network_office_tree WHERE ancestor_id = %(office)s
)
GROUP BY 1 HAVING sum(total.doors) > 0 ORDER BY 2 DESC, 1
"""
WALKERS = """
SELECT DISTINCT person.id, person.username, coalesce(nullif(card.name_hi, ''), person.username),
       coalesce(nullif(card.name_en, ''), person.username)
FROM staff_post post JOIN auth_user person ON person.id = post.person_id AND person.is_active
LEFT JOIN staff_card card ON card.person_id = person.id
JOIN network_office_tree tree ON tree.ancestor_id = post.office_id OR tree.descendant_id = post.office_id
WHERE post.role = ANY(%(roles)s)
  AND post.valid_from <= %(on)s AND (post.valid_to IS NULL OR post.valid_to > %(on)s)
  AND (tree.descendant_id = %(office)s OR tree.ancestor_id = %(office)s)
ORDER BY 3, 1
"""

#: Whose doors somebody has, or had, in a drive.
WALKED_FOR = """
SELECT DISTINCT beat.office_id FROM fieldwork_holding holding JOIN fieldwork_beat beat ON beat.id = holding.beat_id
WHERE beat.round_id = %(drive)s AND holding.worker_id = %(person)s ORDER BY 1
"""


class DriveLine(NamedTuple):
    """A drive in the list of an office's drives."""

    id: int
    title: str
    begins_on: date
    ends_on: date  #: exclusive
    ended_at: datetime | None  #: an officer has ended it; its doors are not counted any more
    doors: int  #: under the office
    open: int  #: of them

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.ends_on - timedelta(days=1)


class RegisterLine(NamedTuple):
    """A matter as the register shows it."""

    id: int
    user: str
    name_hi: str
    name_en: str
    office: str
    why: str
    level: int
    raised_at: datetime
    answer: str
    answered_at: datetime | None
    decision: str
    note: str
    decided_by: str
    decided_at: datetime | None


class BeatLine(NamedTuple):
    """A beat with who walks it and how its doors stand."""

    id: int
    number: int
    name: str
    office_id: int
    office: str
    worker: int | None
    user: str
    name_hi: str
    name_en: str
    doors: int
    done: int
    blocked: int
    fresh: int

    @property
    def open(self) -> int:
        """Doors that wait for a visit."""
        return self.doors - self.done - self.blocked


class Walker(NamedTuple):
    """Somebody to whom a beat can be given."""

    id: int
    user: str
    name_hi: str
    name_en: str


def drives_at(office: int, *, on: date, most: int) -> tuple[DriveLine, ...]:
    """Return the drives over the office, or one above or below it: where doors under it wait for a visit, first."""
    return tuple(DriveLine(*row) for row in rows(DRIVES, office=office, drive=None, on=on, most=most))


def drive_at(office: int, *, drive: int | None, on: date) -> Drive | None:
    """Return the drive, if it is one of the office's; with none named, the one that comes first there."""
    found = rows(DRIVES, office=office, drive=drive, on=on, most=1)
    return Drive.objects.select_related("round").get(pk=found[0][0]) if found else None


def register_of(drive: Drive, office: int, *, most: int) -> tuple[RegisterLine, ...]:
    """Return the matters of the drive under the office: open ones first, then the latest decided."""
    return tuple(RegisterLine(*row) for row in rows(REGISTER, drive=drive.pk, office=office, most=most))


def beats_of(drive: Drive, office: int, *, start: Start | None = None) -> Stretch[BeatLine]:
    """Return a page of the beats under the office by their numbers."""
    after = start.row if start else 0
    found = rows(BEATS.format(**way(start)), drive=drive.pk, office=office, limit=A_PAGE + 1, after=after)
    return stretch([BeatLine(*row) for row in found], size=A_PAGE, start=start)


def blocked_of(drive: Drive, office: int) -> tuple[tuple[str, int], ...]:
    """Return why doors under the office are blocked, and how many for each."""
    return tuple((why, doors) for why, doors in rows(BLOCKED, drive=drive.pk, office=office))


def offices_walked(drive: Drive, person: int) -> list[int]:
    """Return the sections of all beats that the person has, or had, in the drive."""
    return [office for (office,) in rows(WALKED_FOR, drive=drive.pk, person=person)]


def walkers_at(office: int, *, on: date) -> tuple[Walker, ...]:
    """Return to whom beats under the office are given, by name: who is there to walk, and who sends them."""
    found = rows(WALKERS, office=office, roles=sorted(SENT), on=on)
    return tuple(Walker(*row) for row in found)
