"""Builders: one function a noun, all arguments optional; every name and number is plainly synthetic."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import User

import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Feeder, FeederPlace, Office, OfficePlace
from bijlisetu.outbox.actions import News
from bijlisetu.outbox.models import Engine, Notice
from bijlisetu.runs import actions as runs
from bijlisetu.staff.models import Post
from bijlisetu.values import ChannelKind

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CYCLE = date(2026, 11, 1)
SINCE = date(2020, 4, 1)
MOBILE = ["whatsapp", "sms", "call"]
_number = itertools.count(1)


def office(kind: str = "section", *, parent: Office | None = None, name: str = "") -> Office:
    made = Office.objects.create(
        kind=kind, code=f"{kind} {next(_number)}", name=name or f"TEST {kind.upper()}", valid_from=SINCE
    )
    if parent:
        OfficePlace.objects.create(office=made, parent=parent, valid_from=SINCE)
    return made


def feeder(*, section: Office | None = None) -> Feeder:
    made = Feeder.objects.create(code=f"F{next(_number):012}", name="TEST FEEDER", voltage_kv=11, valid_from=SINCE)
    FeederPlace.objects.create(feeder=made, section=section or office(), valid_from=SINCE)
    return made


def consumer(
    *, account: str = "", on: Feeder | None = None, mobile: str = "", email: str = "", **more: Any
) -> Consumer:
    made = Consumer.objects.create(
        account=account or f"99{next(_number):08}", name="परीक्षण उपभोक्ता", feeder=on or feeder(),
        imported_at=NOON, changed_at=NOON, **more,
    )  # fmt: skip
    if mobile:
        address(made, mobile)
    if email:
        address(made, email, channels=["email"])
    return made


def address(of: Consumer, value: str, *, channels: Sequence[str] = MOBILE, **more: Any) -> Address:
    more = {"source": "test", "known_at": NOON, **more}
    return Address.objects.create(consumer=of, value=value, channels=list(channels), **more)


def notice(to: Consumer, *, at: datetime = NOON, cycle: date = CYCLE, kind: str = "bill_issued") -> Notice:
    key = f"bill:{cycle:%Y-%m}:{to.account}"
    news = News(key=key, consumer=to.pk, cycle=cycle, facts=facts(to))
    outbox.post(kind=kinds()[kind], news=[news], at=at)
    return Notice.objects.get(key=key)


def engine(name: str = "test", *, at: datetime = NOON) -> Engine:
    """Make an engine that was heard of at the moment."""
    return Engine.objects.create(
        name=name, host="here", pid=7, channels=["whatsapp"], senders=["whatsapp:1"], letters_a_minute=0,
        started_at=at, seen_at=at,
    )  # fmt: skip


def officer(name: str, *, of: Office, role: str = "officer") -> str:
    """Give the person a post at the office, and return their name."""
    person, _ = User.objects.get_or_create(username=name)  # a password would cost half a second
    Post.objects.create(person=person, office=of, role=role, valid_from=SINCE)
    return name


def run(*people: Consumer, by: str = "maker", at: datetime = NOON, key: str = "bills:2026-11") -> int:
    """Gather a bill for each of the people in a run, and leave it open."""
    kind = kinds()["bill_issued"]
    made = runs.begin(key=key, kind=kind, at=at, by=by)
    news = [News(key=f"{key}:{to.account}", consumer=to.pk, cycle=CYCLE, facts=facts(to)) for to in people]
    outbox.post(kind=kind, news=news, at=at, run=made)
    return made


def rooms(seats: int = 10) -> dict[ChannelKind, int]:
    """Return so much room on every channel."""
    return dict.fromkeys(ChannelKind, seats)


def facts(of: Consumer) -> dict[str, str]:
    return {
        "account_end": of.account[-4:], "utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power",
        "month": "2026-11", "units": "153", "amount": "1253.00", "due": "2026-12-07", "bill": "B1",
    }  # fmt: skip
