"""Statuses and receipts: late, repeated, out of order, early."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bijlisetu.channels.letter import Halts, Outcome, Reason, Remedy, Report, ReportState, Verdict
from bijlisetu.contact import actions as contact
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered
from bijlisetu.outbox import registry
from bijlisetu.outbox.models import Attempt, Notice, RegisteredTemplate
from bijlisetu.tracking import actions, presses, reports
from bijlisetu.tracking.models import EarlyReport
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, refuse, send, status

pytestmark = pytest.mark.django_db


def sms_sent(phone: str, carrier_id: str, at: datetime = NOON) -> Attempt:
    """An SMS the carrier took under its id, WhatsApp having been refused."""
    build.notice(build.consumer(mobile=phone), at=at)
    refuse(at, reason=Reason.NOT_ON_WHATSAPP)
    return Attempt.objects.get(pk=send(at, carrier_id=carrier_id).attempt)


def receipt(carrier_id: str, *, came: datetime = LATER, only_of: str = "") -> None:
    told = Report(channel=ChannelKind.SMS, state=ReportState.DELIVERED, at=came, carrier_id=carrier_id, only_of=only_of)
    reports.apply([reports.Arrived(told, came)], at=came)


@pytest.mark.parametrize("order", [["read", "delivered", "sent"], ["delivered", "read"], ["read"]])
def test_states_only_climb_whatever_the_order(order: list[str]) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    for word in order:
        fold(statuses=[status(claimed, word)])

    assert Attempt.objects.get().state == Attempt.State.READ


def test_delivered_wins_over_failed_in_either_order() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    failed = status(claimed, "failed", errors=[{"code": 131026, "title": "…"}])

    fold(statuses=[failed])
    fold(statuses=[status(claimed, "delivered")])
    fold(statuses=[failed])

    assert Attempt.objects.get().state == Attempt.State.DELIVERED


def test_a_failure_by_webhook_sends_the_sms_at_once() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[status(claimed, "failed", errors=[{"code": 131026}])])

    assert Attempt.objects.get().reason == Reason.NOT_ON_WHATSAPP
    assert [c.channel for c in delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)] == [
        ChannelKind.SMS
    ]


def test_a_text_that_fails_as_disabled_does_not_come_back_by_itself() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[status(claimed, "failed", errors=[{"code": 132016}])])

    assert registry.shut(at=LATER + timedelta(days=365)) == {("bill_issued", "hi")}


def test_a_late_failure_of_an_earlier_try_does_not_hurry_a_later_one() -> None:
    build.notice(build.consumer(mobile=PHONE, email="test@example.in"))
    whatsapp = send()
    after = NOON + timedelta(hours=1)
    send(after, carrier_id="sms1")

    fold(statuses=[status(whatsapp, "failed", errors=[{"code": 131026}])], at=after + timedelta(minutes=1))

    assert delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=after + timedelta(minutes=2)) == []


def test_a_status_before_the_answer_is_believed() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)

    fold(statuses=[status(claimed, "delivered")])

    assert Attempt.objects.get().state == Attempt.State.DELIVERED


def test_an_sms_receipt_before_its_answer_waits_for_it() -> None:
    build.notice(build.consumer(mobile=PHONE))
    refuse(reason=Reason.NOT_ON_WHATSAPP)
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    receipt("77", came=NOON)
    answer = Verdict(outcome=Outcome.ACCEPTED, carrier_id="77")
    delivery.record(answers=[Answered(claimed, answer)], engine="one", at=NOON, factor=1)

    actions.fold(at=LATER)

    assert Attempt.objects.get(channel="sms").state == Attempt.State.DELIVERED


def parked(word: str, **more: Any) -> None:
    """Have a status come before the answer, without our own id in it; then the answer, and the next fold."""
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    told = status(claimed, word, **more)
    del told["biz_opaque_callback_data"]
    fold(statuses=[told])
    assert EarlyReport.objects.count() == 1
    accepted = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")
    delivery.record(answers=[Answered(claimed, accepted)], engine="one", at=LATER, factor=1)
    actions.fold(at=LATER + timedelta(seconds=1))


def test_a_parked_status_keeps_its_price() -> None:
    build.notice(build.consumer(mobile=PHONE))

    parked("delivered", pricing={"billable": False, "category": "utility"})

    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.billable, attempt.category) == (Attempt.State.DELIVERED, False, "utility")


@pytest.mark.parametrize(("code", "state"), [(132015, "paused"), (132016, "disabled"), (132000, "paused")])
def test_a_parked_failure_of_a_template_stops_that_template(code: int, state: str) -> None:
    build.notice(build.consumer(mobile=PHONE))

    parked("failed", errors=[{"code": code}])

    assert registry.shut(at=LATER) == {("bill_issued", "hi")}
    assert RegisteredTemplate.objects.get().state == state


def test_all_that_a_report_says_is_parked_with_it() -> None:
    whole = Report(
        channel=ChannelKind.SMS, state=ReportState.FAILED, at=NOON, carrier_id="77", reason=Reason.TEXT_REFUSED,
        detail="x", user_id="IN.1", billable=True, category="utility", scope=Halts.PAIR, wait=86_400,
        remedy=Remedy.UPLOAD, exact=True, only_of=PHONE,
    )  # fmt: skip
    reports.apply([reports.Arrived(whole, NOON)], at=NOON)
    Attempt.objects.create(
        notice=build.notice(build.consumer(mobile=PHONE)), channel="sms", address=PHONE, carrier_id="77", engine="one",
        state=Attempt.State.ACCEPTED, claimed_at=NOON - timedelta(minutes=1),
    )  # fmt: skip

    assert reports.take_early(at=LATER, keep_for=timedelta(days=7)) == [reports.Arrived(whole, NOON)]


def test_another_systems_echo_does_not_touch_our_attempt() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[status(claimed, "read", wamid="wamid.of.another.system")])

    assert Attempt.objects.get().state == Attempt.State.ACCEPTED


def test_opening_the_link_is_reading() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    presses.opened(attempt=claimed.attempt, at=LATER)

    assert Attempt.objects.get().state == Attempt.State.READ


@pytest.mark.parametrize("stamp", ["1", "4102444800", None])
def test_a_time_that_cannot_be_is_the_time_it_came(stamp: str | None) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[{**status(claimed, "delivered"), "timestamp": stamp}])

    assert Attempt.objects.get().delivered_at == LATER


def test_the_id_as_given_wins_over_another_form_of_it() -> None:
    exact, as_hex = sms_sent(PHONE, "100"), sms_sent("916000000002", "256")

    receipt("100")

    exact.refresh_from_db()
    as_hex.refresh_from_db()
    assert (exact.state, as_hex.state) == (Attempt.State.DELIVERED, Attempt.State.ACCEPTED)


@pytest.mark.parametrize(
    ("writer", "state"), [(PHONE, Attempt.State.DELIVERED), ("916000000002", Attempt.State.ACCEPTED)]
)
@pytest.mark.parametrize("is_early", [False, True])
def test_a_receipt_that_anybody_could_write_tells_of_their_own_letters_alone(
    writer: str, state: Attempt.State, is_early: bool
) -> None:
    if is_early:
        build.notice(build.consumer(mobile=PHONE))
        refuse(reason=Reason.NOT_ON_WHATSAPP)
        (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
        receipt("77", came=NOON, only_of=writer)
        answer = Verdict(outcome=Outcome.ACCEPTED, carrier_id="77")
        delivery.record(answers=[Answered(claimed, answer)], engine="one", at=NOON, factor=1)
        actions.fold(at=LATER)
    else:
        sms_sent(PHONE, "77")
        receipt("77", only_of=writer)

    assert Attempt.objects.get(channel="sms").state == state


def test_a_receipt_never_tells_of_a_message_sent_after_it() -> None:
    receipt("5000", came=NOON)  # another system's
    later = sms_sent(PHONE, "5000", at=NOON + timedelta(minutes=1))

    actions.fold(at=LATER)

    later.refresh_from_db()
    assert later.state == Attempt.State.ACCEPTED


def test_a_receipt_on_a_number_struck_out_meanwhile_leaves_nothing_hanging() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    contact.take(claims=[build.answer("not_own", someone, PHONE)], at=NOON, by="reply")
    fold(statuses=[status(claimed, "delivered")])
    answer = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")
    delivery.record(answers=[Answered(claimed, answer)], engine="one", at=LATER, factor=1)

    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)

    assert Notice.objects.get().state == Notice.State.EXHAUSTED


def test_a_failure_reported_of_what_a_dead_engine_held_sends_the_ladder_on() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    fold(statuses=[status(claimed, "failed", errors=[{"code": 131026}])])

    (next_step,) = delivery.claim(rooms=build.rooms(1), engine="two", ladder=LADDER, at=LATER)

    assert next_step.channel is ChannelKind.SMS


def test_a_late_answer_does_not_disturb_the_next_step() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    fold(statuses=[status(claimed, "failed", errors=[{"code": 131026}])])
    delivery.claim(rooms=build.rooms(1), engine="two", ladder=LADDER, at=LATER)

    accepted = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")
    delivery.record(answers=[Answered(claimed, accepted)], engine="one", at=LATER, factor=1)

    assert delivery.claim(rooms=build.rooms(1), engine="two", ladder=LADDER, at=LATER + timedelta(minutes=5)) == []


def test_a_delivery_settles_its_notice() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[status(claimed, "delivered")])

    assert Notice.objects.get().state == Notice.State.REACHED
