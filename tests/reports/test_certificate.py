"""The certificate accounts for every notice of a run, once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
import bijlisetu.reach.actions as reach
from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.contact.models import Address
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered
from bijlisetu.outbox.models import Attempt, Change, Notice, Run, Stop, Turn
from bijlisetu.plumbing.database.totals import differences
from bijlisetu.reach.models import RunLine
from bijlisetu.reach.totals import RUNS
from bijlisetu.reports.certificate import Certificate, certificate, lines
from bijlisetu.runs import actions as runs
from bijlisetu.values import Mobile
from tests import build
from tests.build import NOON
from tests.carried import LADDER

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
    Turn.objects.update(awaits=State.CLAIMED <= state <= State.SENT)


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
        ({"at": NOON + timedelta(hours=1)}, ("pending", "later")),
        ({"gate": 0}, ("pending", "queued")),
        ({"gate": 0, "at": NOON + timedelta(hours=1)}, ("pending", "later")),
        ({"gate": 0, "channel": "sms"}, ("pending", "parked")),
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


@pytest.mark.parametrize(
    ("state", "told"),
    [(State.CLAIMED, "in_hand"), (State.ACCEPTED, "awaiting_receipt"), (State.SENT, "awaiting_receipt")],
)
def test_a_letter_sent_again_after_a_repair_has_gone_and_waits_for_its_receipt(state: int, told: str) -> None:
    run = a_run(state="exhausted", settled_at=NOON)
    outbox.reopen(consumers=[Notice.objects.get().consumer_id], at=NOON)
    a_try(state)

    assert became(run) == ("pending", told)
    assert [(line.outcome, line.reason) for line in lines(run.pk, at=NOON)] == [("pending", told)]


def test_of_a_run_in_part_sent_again_each_part_is_told_apart() -> None:
    people = [build.consumer(mobile=f"91600000000{number}") for number in range(3)]
    made = build.run(*people)
    runs.close(run=made, at=NOON, by="maker")
    outbox.reopen(consumers=[people[0].pk], at=NOON)
    repaired = Notice.objects.get(consumer=people[0])
    Attempt.objects.create(
        notice=repaired, channel="sms", address="916000000000", state=State.SENT, engine="one", claimed_at=NOON
    )
    Turn.objects.filter(notice=repaired).update(awaits=True)
    Turn.objects.filter(notice__consumer=people[1]).update(at=NOON + timedelta(hours=1))

    told = {heap.reason: heap.notices for heap in certificate(made, at=NOON).heaps}

    assert told == {"awaiting_receipt": 1, "later": 1, "queued": 1}


def test_an_open_letter_in_no_queue_is_unexplained() -> None:
    run = a_run()
    Turn.objects.all().delete()

    made = certificate(run.pk, at=NOON)

    assert (made.unexplained, made.is_exact) == (1, False)


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
    Turn.objects.filter(notice__in=[first, second]).delete()
    return certificate(run, at=NOON)


def test_every_row_is_listed_with_its_outcome() -> None:
    run = a_run(state="exhausted")

    (line,) = lines(run.pk, at=NOON)

    assert (line.outcome, line.reason) == ("failed", "no_address")


def test_the_account_is_the_same_before_and_after_the_ledger_has_seen_it() -> None:
    before = _of_many()

    reach.refresh(at=NOON)
    after = certificate(Run.objects.get().pk, at=NOON)

    assert after == before
    assert Change.objects.count() == 0


def test_the_account_is_kept_and_not_counted() -> None:
    """However many notices a run has, none of them is read once the ledger has seen them."""
    _of_many()
    reach.refresh(at=NOON)
    Notice.objects.all().delete()  # their totals go with them, the lines of the settled stay

    made = certificate(Run.objects.get().pk, at=NOON)

    assert (made.total("delivered"), made.is_exact) == (1, False)


def test_a_notice_opened_again_waits_again() -> None:
    run = a_run(state="exhausted")
    reach.refresh(at=NOON)
    assert became(run) == ("failed", "no_address")

    contact.repair(
        account=Notice.objects.get().consumer.account, address=Mobile("6000000009"), proof="visit", at=NOON, by="je"
    )

    assert became(run) == ("pending", "queued")
    reach.refresh(at=NOON)
    assert became(run) == ("pending", "queued")
    assert differences(RUNS) == []


def test_a_line_that_the_ledger_lost_is_told_as_unexplained() -> None:
    run = a_run(state="exhausted")
    reach.refresh(at=NOON)
    RunLine.objects.all().delete()

    made = certificate(run.pk, at=NOON)

    assert (made.unexplained, made.is_exact) == (1, False)


def test_the_list_and_the_account_tell_the_same() -> None:
    made = _of_many()
    reach.refresh(at=NOON)

    told = Counter((line.outcome, line.reason) for line in lines(Run.objects.get().pk, at=NOON))

    assert told == {(heap.outcome, heap.reason): heap.notices for heap in made.heaps}


def test_a_letter_refused_after_its_notice_was_withdrawn_ends_as_withheld() -> None:
    run = a_run()
    claimed = delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON)
    outbox.withdraw(keys=[Notice.objects.get().key], at=NOON, reason="paid")
    reach.refresh(at=NOON)
    assert became(run) == ("pending", "in_hand")

    refused = Verdict(outcome=Outcome.REFUSED, reason=Reason.NUMBER_DEAD)
    delivery.record(answers=[Answered(one, refused) for one in claimed], engine="one", at=NOON, factor=1)

    assert became(run) == ("withheld", "paid")
    reach.refresh(at=NOON)
    assert became(run) == ("withheld", "paid")
