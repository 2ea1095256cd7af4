"""A round with one beat that somebody holds, and visits as a telephone tells them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from bijlisetu.fieldwork import actions
from bijlisetu.fieldwork.actions import Laid
from bijlisetu.fieldwork.models import Door
from bijlisetu.fieldwork.telling import Told
from tests import build

UPDATED = {"number": "6000000001", "whose": "own"}


@dataclass
class Field:
    """Doors of one beat, in walking order, and who holds it."""

    round: int
    beat: int
    worker: User
    office: int
    doors: list[Door] = field(default_factory=list)

    def door(self, place: int = 0) -> Door:
        return Door.objects.get(pk=self.doors[place].pk)


def person(name: str) -> User:
    return User.objects.get_or_create(username=name)[0]


def laid(doors: int = 3, *, worker: str = "worker", at: datetime = build.NOON) -> Field:
    """Open a round, and lay a beat of so many doors for the worker."""
    walker, section, feeder = person(worker), build.office(), build.feeder()
    round_ = actions.open_round(
        form="contact", title="TEST ROUND", begins_on=build.SINCE, ends_on=build.CYCLE.replace(year=2027), by="chief",
        at=at,
    )  # fmt: skip
    consumers = [build.consumer(on=feeder).pk for _ in range(doors)]
    beats = actions.lay_beats(
        round_=round_, beats=[Laid(1, "TEST BEAT", section.pk, consumers, ["no_address"] * doors, walker.pk)],
        by="chief", at=at,
    )  # fmt: skip
    return Field(round_, beats[1], walker, section.pk, list(Door.objects.filter(beat=beats[1]).order_by("order")))


def fields(*, workers: int, doors: int) -> list[Field]:
    """Lay beats of one round, each held by somebody else."""
    office, feeder = build.office(), build.feeder()
    round_ = actions.open_round(
        form="contact", title="TEST", begins_on=build.SINCE, ends_on=build.CYCLE.replace(year=2027), by="chief",
        at=build.NOON,
    )  # fmt: skip
    walkers = [person(f"worker{number}") for number in range(workers)]
    beats = [
        Laid(number, "B", office.pk, [build.consumer(on=feeder).pk for _ in range(doors)], (), walker.pk)
        for number, walker in enumerate(walkers, 1)
    ]
    made = actions.lay_beats(round_=round_, beats=beats, by="chief", at=build.NOON)
    return [
        Field(round_, made[number], walker, office.pk, list(Door.objects.filter(beat=made[number]).order_by("order")))
        for number, walker in enumerate(walkers, 1)
    ]


def told(of: Field, place: int = 0, outcome: str = "locked", *, at: datetime = build.NOON, **more: Any) -> Told:
    door = of.doors[place]
    usual = {
        "id": uuid.uuid4(), "person": of.worker.pk, "entrance": "app", "consumer": door.consumer_id, "door": door.pk,
        "beat": of.beat, "answers": UPDATED if outcome == "updated" else {},
    }  # fmt: skip
    return Told(**{**usual, "outcome": outcome, "said_at": at, **more})
