"""
Three telephones and the office, as Hypothesis plays them: lines that lose answers, parcels that come twice and late.

A telephone here keeps what the page in a telephone keeps: its beats, its doors, and each visit until the office has
acknowledged that visit. It speaks with the office over the real addresses, or straight with what stands behind them,
which is a few times faster.
"""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.fieldwork import actions, queries
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.telling import Told
from tests import build

BEGAN = timedelta(days=10)  #: so long ago the round was opened
OUTCOMES = ("updated", "locked", "not_found", "refused", "no_phone")


@dataclass
class Made:
    """A visit as it truly was."""

    id: str
    person: int
    consumer: int
    outcome: str
    answers: dict[str, str]
    at: datetime


class Line(Protocol):
    """How a telephone speaks with the office."""

    def beats(self) -> list[dict[str, Any]]: ...

    def doors(self, beat: int, since: int, after: int, limit: int) -> dict[str, Any]: ...

    def visits(self, parcel: dict[str, Any]) -> dict[str, Any]: ...


class OverHttp:
    """The real addresses."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)

    def beats(self) -> list[dict[str, Any]]:
        return list(self.client.get("/field/api/beats").json()["beats"])

    def doors(self, beat: int, since: int, after: int, limit: int) -> dict[str, Any]:
        asked = {"beat": beat, "since": since, "after": after, "limit": limit}
        answer = self.client.get("/field/api/doors", asked)
        assert answer.status_code == 200, answer.content
        said: dict[str, Any] = answer.json()
        return said

    def visits(self, parcel: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post("/field/api/visits", json.dumps(parcel), content_type="application/json")
        assert answer.status_code == 200, answer.content
        said: dict[str, Any] = answer.json()
        return said


class Straight:
    """What stands behind them."""

    def __init__(self, person: User) -> None:
        self.person = person

    def beats(self) -> list[dict[str, Any]]:
        return [{"beat": beat.id} for beat in queries.beat_of(self.person.pk, on=build.NOON.date())]

    def doors(self, beat: int, since: int, after: int, limit: int) -> dict[str, Any]:
        page = queries.doors_of(beat, since=since, after=after, limit=limit)
        doors = [{"d": door.id, "c": door.consumer, "s": door.state} for door in page.doors]
        return {"version": page.version, "doors": doors, "gone": page.gone, "next": page.next}

    def visits(self, parcel: dict[str, Any]) -> dict[str, Any]:
        at, clock = timezone.now(), datetime.fromisoformat(parcel["clock"])
        told = [
            Told(
                id=uuid.UUID(visit["id"]), person=self.person.pk, entrance=Visit.Entrance.APP, beat=visit["beat"],
                consumer=visit["consumer"], door=visit["door"], outcome=visit["outcome"], answers=visit["answers"],
                said_at=datetime.fromisoformat(visit["said_at"]), clock=clock,
            )
            for visit in parcel["visits"]
        ]  # fmt: skip
        taken = actions.take(visits=told, by=self.person.username, at=at)
        return {
            "taken": [str(one) for one in (*(visit.id for visit in taken.taken), *taken.repeated)],
            "refused": [{"id": str(one.id), "why": one.why} for one in taken.refused],
        }


@dataclass
class Phone:
    """A telephone in somebody's hand."""

    person: User
    line: Line
    chance: random.Random
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    off: timedelta = timedelta()  #: how far its clock is wrong
    doors: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)  #: by beat
    has: dict[int, int] = field(default_factory=dict)  #: the version of each beat that it has whole
    queue: dict[str, dict[str, Any]] = field(default_factory=dict)
    backup: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    walked: dict[str, Made] = field(default_factory=dict)  #: as the visits truly were
    mended: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)  #: by the office, whether its answer was heard or not

    def walk(self, made: dict[str, Made], *, minutes_ago: int) -> None:
        """Visit any door that the telephone knows, and keep what was found."""
        known = [(beat, door) for beat, doors in self.doors.items() for door in doors.values()]
        if not known:
            return
        beat, door = self.chance.choice(known)
        outcome, identity = self.chance.choice(OUTCOMES), str(uuid.UUID(int=self.chance.getrandbits(128)))
        answers = {"number": f"6{self.chance.randrange(10**4):09}", "whose": "own"} if outcome == "updated" else {}
        at = timezone.now() - timedelta(minutes=minutes_ago)
        made[identity] = self.walked[identity] = Made(identity, self.person.pk, door["c"], outcome, answers, at)
        self.queue[identity] = {
            "id": identity, "door": door["d"], "consumer": door["c"], "beat": beat, "outcome": outcome,
            "answers": answers, "said_at": (at + self.off).isoformat(), "gps": None,
        }  # fmt: skip

    def set_clock(self, off: timedelta) -> None:
        """Let the clock jump; what waits was said by the old clock."""
        self.off = off

    def mend(self, identity: str) -> None:
        """Say of a visit whose time nobody can tell any more that it was now, as the page has its worker do."""
        at = timezone.now()
        self.walked[identity].at = at
        self.mended.add(identity)
        self.queue[identity] = {**self.queue[identity], "said_at": (at + self.off).isoformat()}

    def parcel(self, many: int) -> dict[str, Any]:
        chosen = self.chance.sample(sorted(self.queue), min(many, len(self.queue)))
        visits = [self.queue[identity] for identity in chosen]
        return {"device": self.device, "app": "1", "clock": (timezone.now() + self.off).isoformat(), "visits": visits}

    def send(self, parcel: dict[str, Any], *, is_heard: bool = True) -> None:
        """Send the parcel; believe only what the office says of each visit, and only if it is heard."""
        answer = self.post(parcel)
        if not is_heard:
            return
        for identity in answer["taken"]:
            self.queue.pop(identity, None)
        for one in answer["refused"]:
            if one["why"] == "clock_years_off":
                self.mend(one["id"])
                continue
            self.queue.pop(one["id"], None)
            if one["id"] not in self.mended:  # of which an old copy may be told again
                self.refused[one["id"]] = one["why"]

    def post(self, parcel: dict[str, Any]) -> dict[str, Any]:
        said = self.line.visits(parcel)
        told = [*said["taken"], *(one["id"] for one in said["refused"])]
        assert sorted(told) == sorted({visit["id"] for visit in parcel["visits"]}), "each visit is answered, once"
        self.taken.update(said["taken"])
        return said

    def fetch(self, *, breaks_after: int | None = None, portion: int = 2) -> None:
        """Fetch the beats, and of each what changed, in portions; the line may break after some of them."""
        beats = {beat["beat"]: beat for beat in self.line.beats()}
        self.doors = {beat: self.doors.get(beat, {}) for beat in beats}
        self.has = {beat: self.has[beat] for beat in beats if beat in self.has}
        for beat in beats:
            portions = 0
            after, version = 0, None
            while after is not None:
                if breaks_after is not None and portions >= breaks_after:
                    return
                said = self.line.doors(beat, self.has.get(beat, 0), after, portion)
                version = said["version"] if version is None else version
                for door in said["gone"]:
                    self.doors[beat].pop(door, None)
                self.doors[beat].update({door["d"]: door for door in said["doors"]})
                after, portions = said["next"], portions + 1
            self.has[beat] = version or 0

    def save_backup(self) -> None:
        self.backup = dict(self.queue)

    def reinstall(self) -> None:
        """Begin anew on what the page exported, and on an older copy of it: some of that the office has already."""
        self.device, self.doors, self.has = str(uuid.uuid4()), {}, {}
        self.queue = {**self.backup, **self.queue}
