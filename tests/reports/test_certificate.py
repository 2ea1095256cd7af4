"""The certificate accounts for every notice of a run, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bijlisetu.contact.models import Address
from bijlisetu.outbox.models import Attempt, Notice, Run, Stop, Turn
from bijlisetu.reports.certificate import Certificate, certificate, lines
from bijlisetu.runs import actions as runs
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

NUMBER = "916000000001"
State = Attempt.State


def a_run(**notice: Any) -> Run:
    """Make a released run of one notice, as it is after what the keywords say."""
    made = build.run(build.consumer(mobile=NUMBER))
    runs.close(run=made, at=NOON, by="maker")
    Notice.objects.update(**notice)
    if notice.get("state", "open") != "open":
        Turn.objects.all().delete()
    return Run.objects.get(pk=made)


def a_try(state: int, **more: Any) -> None:
    Attempt.objects.create(
        notice=Notice.objects.get(), channel="whatsapp", address=NUMBER, state=state, engine="one", claimed_at=NOON,
        **more,
    )  # fmt: skip


def became(run: Run) -> tuple[str, str]:
    made = certificate(run.pk, at=NOON)
    assert made.is_exact
    (heap,) = made.heaps
    return heap.outcome, heap.reason


SETTLED = {"settled_at": NOON}


@pytest.mark.parametrize(
    ("state", "tries", "told"),
    [
        ("reached", State.READ, ("delivered", "read")),
        ("reached", State.DELIVERED, ("delivered", "delivered")),
        ("withdrawn", State.DELIVERED, ("delivered", "delivered")),
        ("withdrawn", State.SENT, ("pending", "awaiting_receipt")),
        ("withdrawn", None, ("withheld", "paid")),
        ("exhausted", State.SENT, ("failed", "no_receipt")),
        ("exhausted", State.FAILED, ("failed", "number_dead")),
        ("exhausted", None, ("failed", "no_address")),
        ("expired", None, ("withheld", "expired")),
        ("expired", State.UNSURE, ("failed", "no_receipt")),
        ("open", State.CLAIMED, ("pending", "in_hand")),
        ("open", State.ACCEPTED, ("pending", "awaiting_receipt")),
        ("open", State.FAILED, ("pending", "queued")),
        ("open", None, ("pending", "queued")),
    ],
)
def test_what_became_of_a_notice(state: str, tries: int | None, told: tuple[str, str]) -> None:
    run = a_run(state=state, reason="paid" if state == "withdrawn" else "")
    if tries is not None:
        a_try(tries, reason="number_dead" if tries == State.FAILED else "")

    assert became(run) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"gate": 0, "at": NOON + timedelta(hours=1)}, ("pending", "later")),
        ({"channel": "whatsapp"}, ("pending", "parked")),
    ],
)
def test_why_a_notice_waits(change: dict[str, Any], told: tuple[str, str]) -> None:
    run = a_run()
    Turn.objects.update(**change)

    assert became(run) == told


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("held", ("pending", "gate")),
        ("ready", ("pending", "gate")),
        ("canary", ("pending", "after_canary")),
        ("stopped", ("withheld", "stopped")),
    ],
)
def test_a_run_that_is_not_let_out_keeps_its_notices(state: str, told: tuple[str, str]) -> None:
    run = a_run()
    Run.objects.update(state=state)

    assert became(run) == told


@pytest.mark.parametrize("scope", ["all", "lane:bulk", "kind:bill_issued"])
def test_a_stop_of_its_lane_is_named(scope: str) -> None:
    run = a_run()
    Stop.objects.create(scope=scope, at=NOON, by="chief", why="wrong amounts")

    assert became(run) == ("pending", "lane_stopped")


def test_a_letter_delivered_to_one_who_objected_did_not_arrive() -> None:
    run = a_run(state="exhausted")
    a_try(State.DELIVERED)
    Address.objects.update(owner="not_owner", owner_at=NOON)

    assert became(run) == ("failed", "not_owner")


def test_whose_only_number_was_struck_out_before_is_withheld() -> None:
    run = a_run(state="exhausted")
    Address.objects.update(owner="not_owner", owner_at=NOON)

    assert became(run) == ("withheld", "struck_out")


def test_a_notice_that_is_gone_makes_the_certificate_say_so() -> None:
    run = a_run()
    Notice.objects.all().delete()

    made = certificate(run.pk, at=NOON)

    assert (made.made, made.counted, made.is_exact) == (1, 0, False)


def test_the_bar_and_the_heaps_add_up_to_what_was_made() -> None:
    made = _of_many()

    assert made.made == made.counted == made.bar.people == 3
    assert [(outcome, total) for outcome, total, _ in made.totals] == [
        ("delivered", 1), ("pending", 1), ("failed", 1), ("withheld", 0),
    ]  # fmt: skip
    assert not made.is_final


def _of_many() -> Certificate:
    line = build.feeder()
    run = build.run(*(build.consumer(on=line, mobile=NUMBER) for _ in range(3)))
    runs.close(run=run, at=NOON, by="maker")
    first, second, _ = Notice.objects.order_by("id")
    Attempt.objects.create(
        notice=first, channel="sms", address=NUMBER, state=State.DELIVERED, engine="one", claimed_at=NOON
    )
    Notice.objects.filter(pk=first.pk).update(state="reached")
    Notice.objects.filter(pk=second.pk).update(state="exhausted")
    return certificate(run, at=NOON)


def test_every_row_is_listed_with_its_outcome() -> None:
    run = a_run(state="exhausted")

    (line,) = lines(run.pk, at=NOON)

    assert (line.outcome, line.reason) == ("failed", "no_address")
