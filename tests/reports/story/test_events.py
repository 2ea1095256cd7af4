"""The story on a page: everything once, the newest first, and of a try only what is true in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bijlisetu.audit import actions as audit
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Attempt
from bijlisetu.payments.models import Payment
from bijlisetu.reports.story.events import Event, events
from bijlisetu.reports.story.reading import story
from bijlisetu.tracking import presses
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db


def tried(one: Consumer, *, state: Attempt.State, **times: Any) -> None:
    """Make a try of a bill that stands so."""
    Attempt.objects.create(
        notice=build.notice(one),
        channel="sms",
        address="916000000001",
        state=state,
        engine="one",
        claimed_at=NOON,
        **times,
    )


def told_of(one: Consumer) -> tuple[Event, ...]:
    return events(story(one.pk, at=NOON))


@pytest.fixture
def one() -> Consumer:
    return build.consumer(account="9900001234", mobile="916000000001")


def test_everything_is_told_once_the_newest_first(one: Consumer) -> None:
    hours = [NOON + timedelta(hours=n) for n in range(4)]
    tried(one, state=Attempt.State.FAILED, failed_at=NOON, reason="number_dead")
    build.task(one, reason="number_dead", opened_at=hours[1], closed_at=hours[3], closed_by="receipt", evidence=1)
    record = [f"consumer:{one.pk}"]
    audit.note(deed="contact.repaired", records=record, by="je", at=hours[2])
    audit.note(deed="contact.confirm", records=record, by="reply", at=hours[2])

    told = told_of(one)

    assert [event.kind for event in told] == ["task_closed", "deed", "task_opened", "attempt"]
    assert (told[-1].outcome, told[-1].said, told[-1].address) == ("failed", "bill_issued", "60xxxxxx01")


def test_a_failure_that_arrival_overtook_is_not_told(one: Consumer) -> None:
    tried(one, state=Attempt.State.DELIVERED, failed_at=NOON, delivered_at=NOON)

    (event,) = told_of(one)

    assert (event.outcome, [step.word for step in event.steps]) == ("arrived", ["delivered"])


def test_a_state_without_a_time_is_told_without_one(one: Consumer) -> None:
    tried(one, state=Attempt.State.EXPIRED)

    (event,) = told_of(one)

    assert [(step.word, step.at) for step in event.steps] == [("expired", None)]


def test_a_press_on_our_page_is_told_once_and_an_unsubscription_by_link_for_itself(one: Consumer) -> None:
    tried(one, state=Attempt.State.DELIVERED, delivered_at=NOON)
    pressed_at = NOON + timedelta(minutes=1)
    presses.answer(attempt=Attempt.objects.get().pk, meaning="confirm", at=pressed_at)
    audit.note(deed="contact.unsubscribed", records=[f"consumer:{one.pk}"], by="link", at=NOON + timedelta(minutes=2))

    told = told_of(one)

    assert Entry.objects.filter(by="link", at=pressed_at).exists()
    assert [event.kind for event in told] == ["deed", "reply", "attempt"]
    assert told[0].told.deed == "contact.unsubscribed"  # type: ignore[union-attr]


def test_a_payment_is_told_and_that_its_cheque_was_not_honoured(one: Consumer) -> None:
    made = Payment.objects.create(
        state="undone", amount="1253.00", paid_on=NOON.date(), mode="cheque", source="till", consumer=one,
        entered_at=NOON, credited_at=NOON, undone_at=NOON + timedelta(days=3), undone_by="bounced",
    )  # fmt: skip

    went, came = told_of(one)

    assert (came.kind, came.at) == ("payment", NOON)
    assert (went.kind, went.at) == ("payment_undone", NOON + timedelta(days=3))
    assert {getattr(event.told, "number", "") for event in (came, went)} == {f"P{made.pk:09d}"}
