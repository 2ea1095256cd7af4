"""A small drive: a division with two sections, two linemen and people without a number."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from bijlisetu.consumers.models import Consumer
from bijlisetu.drives.hearing import hear
from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan.actions import Days, plan
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Door, Visit
from bijlisetu.fieldwork.telling import Place, Told
from bijlisetu.network.models import Feeder, Office
from bijlisetu.plumbing.india import INDIA
from tests import build

#: A Monday; the drive lasts for twenty working days.
BEGINS, DEADLINE = date(2026, 11, 2), date(2026, 11, 24)
OPENED = datetime(2026, 11, 2, 8, tzinfo=INDIA)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where the drive is."""

    division: Office
    sections: tuple[Office, Office]
    feeders: tuple[Feeder, Feeder]
    walkers: tuple[User, User]
    people: list[Consumer]


def place(*, people: int = 24) -> Ground:
    division = build.office("division", name="TEST DIVISION")
    sections = (build.office(parent=division, name="EAST"), build.office(parent=division, name="WEST"))
    feeders = (build.feeder(section=sections[0]), build.feeder(section=sections[1]))
    for number, section in enumerate(sections):
        build.officer(f"lineman{number}", of=section, role="lineman")
    walkers = tuple(User.objects.get(username=f"lineman{number}") for number in (0, 1))
    made = [build.consumer(on=feeders[n % 2], book="B1", pole=f"P{n:03}") for n in range(people)]
    return Ground(division=division, sections=sections, feeders=feeders, walkers=walkers, people=made)  # type: ignore[arg-type]


def days(**more: Any) -> Days:
    return Days(**{"begins_on": BEGINS, "deadline": DEADLINE, **more})


def drive_at(where: Ground, **more: Any) -> Drive:
    """Open a drive for everybody of the division who has no number."""
    told = {
        "title": "परीक्षण", "offices": [where.division.pk], "population": Drive.Population.NO_NUMBER,
        "days": days(), "at": OPENED, "by": "sdo", **more,
    }  # fmt: skip
    return plan(**told).drive


def told(drive: Drive, consumer: Consumer, outcome: str = "locked", **more: Any) -> Told:
    return told_of(Door.objects.get(round=drive.pk, consumer=consumer), outcome, **more)


def told_of(
    door: Door, outcome: str = "locked", *, at: datetime, by: User, answers: Mapping[str, Any] | None = None,
    place: tuple[float, float] | None = None,
) -> Told:  # fmt: skip
    return Told(
        id=uuid.uuid4(), person=by.pk, entrance=Visit.Entrance.APP, consumer=door.consumer_id, outcome=outcome,
        said_at=at, answers=answers or {}, door=door.pk, beat=door.beat_id,
        place=Place(*place, 10.0) if place else None,
    )  # fmt: skip


def walk(visits: Sequence[Told], *, by: User, at: datetime) -> list[Visit]:
    """Take the visits as an entrance does, and have the drive hear them."""
    taken = fieldwork.take(visits=visits, by=by.username, at=at)
    assert not taken.refused
    hear(list(taken.taken), at)
    return list(taken.taken)


def number(digits: str, whose: str = "own") -> dict[str, str]:
    return {"number": digits, "whose": whose}


def on_day(number: int, hour: int = 11) -> datetime:
    """Return an hour of the so many-th day after the first."""
    return datetime(2026, 11, 2, hour, tzinfo=INDIA) + timedelta(days=number)
