"""Tell the officers whose turn it is that work stands still: nearest above the section, on each of their channels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bijlisetu.drives.models import Drive, Matter
from bijlisetu.drives.pace.queries import WorkerRow
from bijlisetu.kinds.files import kinds
from bijlisetu.memos import actions as memos
from bijlisetu.memos.actions import Posting
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.models import Role
from bijlisetu.staff.queries import nearest_above

KIND = "drive_stands_still"
ROLES = {
    Matter.Level.SUBDIVISIONAL: Role.SUBDIVISIONAL,
    Matter.Level.EXECUTIVE: Role.EXECUTIVE,
    Matter.Level.SUPERINTENDING: Role.SUPERINTENDING,
}
NAME = "SELECT name FROM network_office WHERE id = %(office)s"


class Idle(NamedTuple):
    """A matter that is new or has risen, and what is to be said of it."""

    matter: int
    level: int
    worker: WorkerRow
    days: int


def tell(drive: Drive, idle: Sequence[Idle], *, at: datetime) -> int:
    """Post a memo of each matter to the officers of its level; return how many. A level is told once."""
    return memos.post(kind=kinds()[KIND], postings=[one for seen in idle for one in _postings(drive, seen, at)], at=at)


def _postings(drive: Drive, seen: Idle, at: datetime) -> list[Posting]:
    section = seen.worker.office
    role = ROLES[Matter.Level(seen.level)]
    officers = nearest_above(section, role=str(role), on=day_in_india(at))
    ((office,),) = rows(NAME, office=section)
    person = seen.worker.person
    facts = {
        "worker_hi": person.name_hi,
        "worker_en": person.name_en,
        "office": office,
        "drive": drive.round.title,
        "days": str(seen.days),
        "doors": str(seen.worker.progress.open),
        "page": f"/office/drive/{section}/register/?drive={drive.pk}",
    }
    return [Posting(key=f"{KIND}:{seen.matter}:{seen.level}", person=officer, facts=facts) for officer in officers]
