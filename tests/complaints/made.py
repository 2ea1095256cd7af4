"""A place with officers of every level, and complaints of its people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.lists import Way
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.numbers import as_written
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Office, Transformer
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.staff.levels import Level
from bijlisetu.staff.models import Card
from bijlisetu.tracking.replies import taking
from tests import build

TEN = datetime(2026, 11, 30, 4, 30, tzinfo=UTC)  #: ten in the morning in India, a Monday
HOUR = timedelta(hours=1)
ROLES = ("je", "sdo", "ee", "se", "officer", "officer")
KINDS = ("section", "subdivision", "division", "circle", "zone", "company")


@dataclass
class Place:
    """Offices from the section up to the company, and who sits there: je, sdo, ee, se, ce, md."""

    offices: dict[str, Office] = field(default_factory=dict)
    officers: dict[Level, str] = field(default_factory=dict)
    feeder: Feeder | None = None

    @property
    def section(self) -> Office:
        return self.offices["section"]


def place(*, supply: str = "urban", code: str = "PASCHIMANCHAL") -> Place:
    """Make a company of Uttar Pradesh with an officer of every level."""
    made, parent = Place(), None
    for level, (kind, role) in reversed(list(enumerate(zip(KINDS, ROLES, strict=True)))):
        parent = build.office(kind, parent=parent)
        if kind == "company":
            Office.objects.filter(pk=parent.pk).update(code=code)
        made.offices[kind] = parent
        made.officers[Level(level)] = build.officer(Level(level).name.lower(), of=parent, role=role)
        person = User.objects.get(username=made.officers[Level(level)])
        Card.objects.create(person=person, mobile=f"91600000010{level}", email=f"{person.username}@example.in")
    made.feeder = build.feeder(section=made.section)
    Feeder.objects.filter(pk=made.feeder.pk).update(supply=supply)
    made.feeder.refresh_from_db()
    return made


def consumer(at: Place, **more: Any) -> Consumer:
    return build.consumer(on=at.feeder, **more)


def transformer(at: Place) -> Transformer:
    assert at.feeder
    name = f"T{at.feeder.transformers.count() + 1}"
    return Transformer.objects.create(feeder=at.feeder, name=name, valid_from=build.SINCE)


def said(of: Consumer | None = None, category: str = "FUSE", *, at: datetime = TEN, **more: Any) -> Said:
    return Said(**{"category": category, "way": Way.PHONE, "said_at": at, "consumer": of.pk if of else None, **more})


def complaint(of: Consumer | None, category: str = "FUSE", *, at: datetime = TEN, **more: Any) -> Complaint:
    return register(said(of, category, at=at, **more), at=at, by="clerk").complaint


def again(one: Complaint) -> Complaint:
    one.refresh_from_db()
    return one


def attempt_of(one: Complaint, kind: str = "complaint_resolved") -> Attempt:
    """Let the last notice of the kind about the complaint have left for the person's phone."""
    told = Notice.objects.filter(kind=kind, facts__number=as_written(one.number)).latest("id")
    month = told.pk // A_MONTH
    known = Attempt.objects.filter(notice=told).first()
    return known or Attempt.objects.create(
        id=month * A_MONTH + 700_000 + told.pk % 100_000, notice=told, month=month, channel="whatsapp",
        address="916000000001", state=10, claimed_at=told.posted_at,
    )  # fmt: skip


def answers(one: Complaint, meaning: str, *, at: datetime, words: str = "", kind: str = "complaint_resolved") -> int:
    """Have the consumer answer by the button; return the number of the reply."""
    from bijlisetu.tracking.models import Reply

    attempt = attempt_of(one, kind)
    reply = Reply.objects.create(
        channel="whatsapp", kind="button", sender="916000000001", text=words, payload=f"{meaning}:{attempt.pk}", at=at,
        received_at=at, meaning=meaning, attempt=attempt.pk, attempts=[attempt.pk], digest=f"{one.pk}:{meaning}:{at}",
    )  # fmt: skip
    taking.hand_out(at=at, replies=[reply.pk])
    return int(reply.pk)
