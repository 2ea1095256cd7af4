"""What whoever received a message may refuse by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bijlisetu.contact.models import Unsubscribed
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import REFUSABLE
from bijlisetu.outbox.models import Attempt
from bijlisetu.tracking import presses
from bijlisetu.tracking.queries import subscription_of
from bijlisetu.tracking.subscriptions import Subscription
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

MAILBOX = "ramesh@example.in"


@pytest.fixture
def reminder(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind that may be refused; the product brings none yet."""
    monkeypatch.setitem(kinds(), "reminder", replace(kinds()["bill_issued"], name="reminder", purpose="reminder"))
    return "reminder"


def mailed(kind: str) -> Attempt:
    notice = build.notice(build.consumer(email=MAILBOX), kind=kind)
    return Attempt.objects.create(
        notice=notice, channel="email", address=MAILBOX, state=Attempt.State.ACCEPTED, engine="test", claimed_at=NOON
    )


def unsubscribe(attempt: Attempt, **more: object) -> list[int]:
    return presses.unsubscribe(attempts=[attempt.pk], how="one_click", at=NOON, by="link", **more)  # type: ignore[arg-type]


def purposes() -> list[str]:
    return sorted(Unsubscribed.objects.values_list("purpose", flat=True))


def test_a_reminder_may_be_refused_and_wanted_again(reminder: str) -> None:
    attempt = mailed(reminder)
    consumer = attempt.notice.consumer_id

    assert subscription_of(attempt.pk) == Subscription(consumer, MAILBOX, "reminder", "hi", False)
    assert unsubscribe(attempt) == [consumer]
    assert subscription_of(attempt.pk) == Subscription(consumer, MAILBOX, "reminder", "hi", True)
    assert presses.resubscribe(attempts=[attempt.pk], how="page", at=NOON, by="link") == [consumer]
    assert subscription_of(attempt.pk) == Subscription(consumer, MAILBOX, "reminder", "hi", False)


def test_a_bill_may_not(reminder: str) -> None:
    attempt = mailed("bill_issued")

    assert subscription_of(attempt.pk) is None
    assert unsubscribe(attempt) == []


def test_a_complaint_about_a_bill_ends_all_that_may_be_refused() -> None:
    attempt = mailed("bill_issued")

    assert set(unsubscribe(attempt, purposes=[*REFUSABLE, "service"])) == {attempt.notice.consumer_id}
    assert purposes() == ["marketing", "reminder"]


def test_an_attempt_nobody_made_may_not_be_refused() -> None:
    assert subscription_of(1) is None
    assert presses.unsubscribe(attempts=[1], how="one_click", at=NOON, by="link", purposes=REFUSABLE) == []


def test_a_kind_that_is_no_more_may_not_be_refused(reminder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = mailed(reminder)
    monkeypatch.delitem(kinds(), reminder)

    assert subscription_of(attempt.pk) is None
