"""How far a bill got with a consumer, by its evidence; and the task that whoever is not reached becomes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered
from bijlisetu.reach import actions as reach
from bijlisetu.reach.models import Standing, Task
from bijlisetu.values import Mobile
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, press, refuse, send, status

pytestmark = pytest.mark.django_db


def hear(**said: Any) -> None:
    """Fold what carriers and people said, and write it into the ledger."""
    fold(**said)
    reach.refresh(at=LATER)


def standing() -> Standing:
    return Standing.objects.get()


def test_delivered_is_reached_with_its_evidence() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    hear(statuses=[status(claimed, "delivered")])

    assert (standing().degree, standing().reached, standing().attempt) == ("delivered", True, claimed.attempt)


def test_whoever_is_not_reached_becomes_one_task_and_evidence_closes_it() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    refuse()
    refuse()
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    reach.refresh(at=NOON)
    assert Task.objects.get().reason == Reason.NUMBER_DEAD

    contact.repair(account=someone.account, address=Mobile("6000000009"), proof="visit", at=LATER, by="je")
    reach.refresh(at=LATER)
    assert Task.objects.get().closed_at is None  # a click closes nothing
    claimed = send(LATER, carrier_id="wamid.9")
    hear(statuses=[status(claimed, "delivered", wamid="wamid.9")])

    task = Task.objects.get()
    assert task.closed_at
    assert task.evidence == claimed.attempt
    assert standing().proved


def test_what_was_taken_back_in_time_waits_for_nothing() -> None:
    notice = build.notice(build.consumer(mobile=PHONE))
    reach.refresh(at=NOON)
    assert standing().degree == "waiting"

    outbox.withdraw_notices(notices=[notice.pk], at=NOON, reason="paid")
    reach.refresh(at=LATER)

    assert not Standing.objects.exists()


@pytest.mark.parametrize("word", ["delivered", "read"])
def test_what_had_left_before_it_was_taken_back_reaches_all_the_same_and_is_nobodys_work(word: str) -> None:
    notice = build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    reach.refresh(at=NOON)
    outbox.withdraw_notices(notices=[notice.pk], at=NOON, reason="paid")
    reach.refresh(at=NOON)

    hear(statuses=[status(claimed, word)])

    assert (standing().degree, standing().reached) == (word, True)
    assert not Task.objects.exists()


def test_what_was_taken_back_and_reached_nobody_is_nobodys_work() -> None:
    notice = build.notice(build.consumer(mobile=PHONE))
    send()
    outbox.withdraw_notices(notices=[notice.pk], at=NOON, reason="paid")

    reach.refresh(at=LATER)

    assert not Task.objects.exists()


def test_nobody_without_an_address_is_forgotten() -> None:
    build.notice(build.consumer())
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    reach.refresh(at=NOON)

    assert standing().degree == "no_address"
    assert Task.objects.get().reason == "no_address"


def test_silence_after_the_last_channel_is_accepted_and_a_task() -> None:
    build.notice(build.consumer(mobile=PHONE))
    at = NOON
    for turn in range(2):
        send(at, carrier_id=f"id{turn}")
        at += timedelta(days=2)
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=at)
    reach.refresh(at=at)

    assert (standing().degree, Task.objects.get().reason) == ("accepted", "accepted")


def test_two_months_of_one_consumer_in_one_look_make_one_task_of_the_later() -> None:
    someone = build.consumer()
    for cycle in (build.CYCLE, date(2026, 12, 1)):
        build.notice(someone, cycle=cycle)
    delivery.claim(rooms=build.rooms(5), engine="one", ladder=LADDER, at=NOON)

    reach.refresh(at=NOON)

    assert Standing.objects.count() == 2
    assert Task.objects.get().occasion == "2026-12"


def test_a_letter_that_is_read_is_of_that_degree() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    hear(statuses=[status(claimed, "read")])

    assert standing().degree == "read"


def test_a_stranger_who_objects_is_not_reached_and_becomes_a_task() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    hear(statuses=[status(claimed, "read")])

    hear(messages=[press(claimed, "not_mine")])
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)
    reach.refresh(at=LATER)

    assert (standing().degree, standing().reached) == ("not_owner", False)
    assert Task.objects.get(closed_at=None).reason == "not_owner"


def test_a_confirmed_number_is_proved() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    hear(statuses=[status(claimed, "read")])

    hear(messages=[press(claimed, "confirm")])

    assert standing().proved


def test_an_objection_that_beats_the_carriers_answer_becomes_a_task() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    hear(statuses=[status(claimed, "read")], messages=[press(claimed, "not_mine")])
    answer = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")
    delivery.record(answers=[Answered(claimed, answer)], engine="one", at=LATER, factor=1)

    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)
    reach.refresh(at=LATER)

    assert Task.objects.get().reason == "not_owner"


def degrees() -> dict[tuple[str, str], str]:
    return {(one.ledger, one.occasion): one.degree for one in Standing.objects.all()}


def test_two_kinds_in_one_month_keep_two_standings() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    hear(statuses=[status(send(), "read")])

    outage = build.notice(someone, kind="outage_planned", at=LATER)
    reach.refresh(at=LATER)

    assert degrees() == {("bills", "2026-11"): "read", ("outages", outage.occasion): "waiting"}


def test_reached_by_one_notice_of_an_occasion_stays_reached() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone, kind="outage_planned", outage="feeder-7")
    hear(statuses=[status(send(), "delivered")])

    build.notice(someone, kind="outage_breakdown", outage="feeder-7", at=LATER)
    reach.refresh(at=LATER)

    assert degrees() == {("outages", "feeder-7"): "delivered"}


def test_one_missed_outage_is_nobodys_work_and_the_second_running_is() -> None:
    someone = build.consumer()
    for number, outage in enumerate(("feeder-7", "feeder-8")):
        at = NOON + timedelta(days=number)
        build.notice(someone, kind="outage_planned", outage=outage, at=at)
        delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=at)
        reach.refresh(at=at)
        assert Task.objects.count() == number

    assert (Task.objects.get().ledger, Task.objects.get().occasion) == ("outages", "feeder-8")
