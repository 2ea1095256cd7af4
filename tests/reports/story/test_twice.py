"""Who was told the same thing twice is shown so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.channels.letter import Outcome, Verdict
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered
from bijlisetu.reports.story.events import events
from bijlisetu.reports.story.reading import story
from bijlisetu.reports.story.trace import trace
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, press, refuse, send, status

pytestmark = pytest.mark.django_db
LATEST = NOON + timedelta(days=2)


def told_twice(account: str) -> list[bool]:
    """Return of each try of the only notice whether it told once too often."""
    (notice,) = trace(account, at=LATEST).notices
    marks = [attempt.told_twice for attempt in notice.attempts]
    assert notice.told_twice == any(marks)
    return marks


def test_whatsapps_delivery_after_the_sms_had_gone_tells_twice() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    first = send()
    second = send(at=NOON + timedelta(hours=1), carrier_id="77")
    fold(statuses=[status(first, "delivered", at=NOON + timedelta(hours=2))], at=LATEST)

    assert second.channel == "sms"
    assert told_twice(someone.account) == [True, False]
    shown = [event for event in events(story(someone.pk, at=LATEST)) if getattr(event.told, "told_twice", False)]
    assert [event.outcome for event in shown] == ["arrived"]


def test_a_receipt_that_came_late_to_us_tells_twice_too() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    first = send()
    send(at=NOON + timedelta(hours=1), carrier_id="77")
    fold(statuses=[status(first, "read", at=NOON + timedelta(minutes=1))], at=LATEST)

    assert told_twice(someone.account) == [True, False]


def test_the_usual_ladder_tells_once() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    refuse()
    send(carrier_id="77")

    assert told_twice(someone.account) == [False, False]


def test_the_next_try_after_somebody_said_no_tells_nobody_twice() -> None:
    someone = build.consumer(mobile=PHONE, email="test@example.in")
    build.notice(someone)
    first = send()
    fold(statuses=[status(first, "delivered")])
    fold(messages=[press(first, "not_mine")])
    claimed = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)
    accepted = [Answered(one, Verdict(outcome=Outcome.ACCEPTED)) for one in claimed]
    delivery.record(answers=accepted, engine="one", at=LATER, factor=1)

    assert [(one.kind, one.channel) for one in claimed] == [("answer", "whatsapp"), ("bill_issued", "email")]
    (bill,) = (notice for notice in trace(someone.account, at=LATEST).notices if notice.kind == "bill_issued")
    assert [attempt.told_twice for attempt in bill.attempts] == [False, False]
