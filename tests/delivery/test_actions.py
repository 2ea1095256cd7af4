"""Claim and record: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.contact import actions as contact
from bijlisetu.contact.models import Health
from bijlisetu.delivery import actions
from bijlisetu.delivery.actions import MOST_TRIES, Answered, Claimed
from bijlisetu.delivery.rules import Shut, close, ladder, leases
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox import actions as outbox
from bijlisetu.outbox.models import Attempt, Notice, Turn
from bijlisetu.plumbing.database.wake import SETTLE
from bijlisetu.values import ChannelKind, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

ALL = frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL})
LADDER = ladder(kinds().values(), channels=ALL, factor=1)
PHONE = "916000000001"
ACCEPTED = Verdict(outcome=Outcome.ACCEPTED, carrier_id="c1")
DEAD = Verdict(outcome=Outcome.REFUSED, reason=Reason.NUMBER_DEAD)
BUSY = Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_BUSY)
UNSURE = Verdict(outcome=Outcome.UNSURE)


def claim(at: datetime = NOON, engine: str = "one", limit: int = 10) -> list[Claimed]:
    return actions.claim(rooms=build.rooms(limit), engine=engine, ladder=LADDER, at=at)


def record(claimed: Claimed, verdict: Verdict, at: datetime = NOON, engine: str = "one") -> None:
    actions.record(answers=[Answered(claimed, verdict)], engine=engine, at=at, factor=1)


def test_a_bill_goes_first_by_whatsapp() -> None:
    build.notice(build.consumer(mobile=PHONE, email="test@example.in"))

    (claimed,) = claim()

    assert (claimed.channel, claimed.address) == (ChannelKind.WHATSAPP, PHONE)
    assert claimed.facts["amount"] == "1253.00"


@pytest.mark.parametrize(("mobile", "is_woken"), [("", True), (PHONE, False)])
def test_a_claim_that_settles_a_notice_wakes_the_ledger_at_once(
    mobile: str,
    is_woken: bool,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> None:
    build.notice(build.consumer(mobile=mobile))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # tests that commit leave theirs

    with django_capture_on_commit_callbacks(execute=True):
        claim()

    assert ProcrastinateJob.objects.filter(queueing_lock=SETTLE, status="todo").exists() == is_woken


def test_two_engines_never_hold_the_same_letter() -> None:
    for last in range(6):
        build.notice(build.consumer(mobile=f"91600000000{last}"))

    first, second = claim(limit=4, engine="one"), claim(limit=4, engine="two")

    assert len(first) == 4
    assert len(second) == 2
    assert not {one.attempt for one in first} & {one.attempt for one in second}


def test_a_refused_number_moves_the_bill_to_the_next_channel_at_once() -> None:
    build.notice(build.consumer(mobile=PHONE))
    record(claim()[0], DEAD)

    (again,) = claim(at=NOON)

    assert again.channel is ChannelKind.SMS


def test_an_accepted_bill_waits_for_its_receipt_and_then_climbs_on() -> None:
    build.notice(build.consumer(mobile=PHONE))
    record(claim()[0], ACCEPTED)

    assert claim(at=NOON + timedelta(minutes=29)) == []
    assert [one.channel for one in claim(at=NOON + timedelta(minutes=31))] == [ChannelKind.SMS]


def test_a_busy_carrier_is_asked_again_with_the_same_attempt() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (first,) = claim()
    record(first, BUSY)

    (again,) = claim(at=NOON + timedelta(minutes=1))

    assert (again.attempt, again.tries) == (first.attempt, 2)


def test_a_try_that_was_put_back_and_then_lost_is_not_laid_to_the_sender_that_put_it_back() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (first,) = claim()
    actions.record(answers=[Answered(first, BUSY, "whatsapp:1")], engine="one", at=NOON, factor=1)
    claim(at=NOON + timedelta(minutes=1), engine="two")

    claim(at=NOON + timedelta(hours=1))  # the other engine died

    lost = Attempt.objects.get(pk=first.attempt)
    assert (lost.state, lost.engine, lost.sender) == (Attempt.State.UNSURE, "two", "")


def test_a_carrier_that_stays_down_is_given_up_for_the_next_channel() -> None:
    build.notice(build.consumer(mobile=PHONE))
    at = NOON
    for _ in range(MOST_TRIES):
        (held,) = claim(at=at)
        assert held.channel is ChannelKind.WHATSAPP
        record(held, BUSY, at=at)
        at += timedelta(hours=1)

    assert [one.channel for one in claim(at=at)] == [ChannelKind.SMS]


@pytest.mark.parametrize(
    ("kind", "reason", "wait"),
    [
        ("outage_breakdown", Reason.CARRIER_BUSY, 3600),  # while somebody sits in the dark
        ("outage_breakdown", Reason.CARRIER_DOWN, 3600),
        ("outage_breakdown", Reason.CARRIER_BUSY, 30 * 86_400),
        ("bill_issued", Reason.CARRIER_BUSY, 60 * 86_400),  # when nobody needs the bill any more
    ],
)
def test_a_letter_is_not_tried_later_when_later_is_too_late(kind: str, reason: Reason, wait: float) -> None:
    build.notice(build.consumer(mobile=PHONE), kind=kind)
    (held,) = claim()

    record(held, Verdict(outcome=Outcome.TRY_LATER, reason=reason, wait=wait))

    assert [one.channel for one in claim(at=NOON + timedelta(seconds=1))] == [ChannelKind.SMS]


def test_a_bill_waits_for_a_carrier_that_is_busy_for_an_hour() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (held,) = claim()

    record(held, Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_BUSY, wait=3600))

    assert claim(at=NOON + timedelta(minutes=59)) == []
    assert [one.channel for one in claim(at=NOON + timedelta(minutes=61))] == [ChannelKind.WHATSAPP]


def test_outage_news_that_meets_a_stopped_channel_looks_for_another_way_within_seconds() -> None:
    build.notice(build.consumer(mobile=PHONE), kind="outage_breakdown")
    (held,) = claim()
    record(held, Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CHANNEL_STOPPED, wait=300))
    shut = close(LADDER, lambda rung: rung.channel is ChannelKind.WHATSAPP, Shut.PARK, until=NOON + timedelta(hours=1))

    (other,) = actions.claim(rooms=build.rooms(), engine="one", ladder=shut, at=NOON + timedelta(seconds=3))

    assert other.channel is ChannelKind.SMS


def test_what_a_dead_engine_held_is_unsure_and_never_sent_again_on_that_channel() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (held,) = claim()

    assert claim(at=NOON + timedelta(minutes=29), engine="two") == []
    (next_step,) = claim(at=NOON + timedelta(minutes=31), engine="two")

    assert Attempt.objects.get(pk=held.attempt).state == Attempt.State.UNSURE
    assert next_step.channel is ChannelKind.SMS


def test_an_unsure_letter_waits_like_an_accepted_one() -> None:
    build.notice(build.consumer(mobile=PHONE))
    record(claim()[0], UNSURE)

    assert claim(at=NOON + timedelta(minutes=1)) == []


def test_only_the_engine_that_holds_the_lease_may_record() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (held,) = claim(engine="one")

    record(held, DEAD, engine="two")

    assert Attempt.objects.get(pk=held.attempt).state == Attempt.State.CLAIMED


def test_a_report_that_beats_the_answer_is_not_undone_by_it() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (held,) = claim()
    Attempt.objects.filter(pk=held.attempt).update(state=Attempt.State.READ, read_at=NOON)
    Notice.objects.update(state=Notice.State.REACHED)
    Turn.objects.all().delete()

    record(held, ACCEPTED)

    attempt = Attempt.objects.get(pk=held.attempt)
    assert (attempt.state, attempt.carrier_id) == (Attempt.State.READ, "c1")
    assert not Turn.objects.exists()


def test_without_an_address_the_notice_is_exhausted() -> None:
    build.notice(build.consumer())

    assert claim() == []
    assert Notice.objects.get().state == Notice.State.EXHAUSTED


def verdict(finding: str, *shut: str, until: datetime = NOON + timedelta(days=1)) -> None:
    Health.objects.create(
        value=PHONE, finding=finding, shut=list(shut), since=NOON, until=until, last_on=NOON.date()
    )  # fmt: skip


def test_a_number_that_is_not_on_whatsapp_gets_its_sms_at_once() -> None:
    verdict("not_on_whatsapp", "whatsapp")
    build.notice(build.consumer(mobile=PHONE))

    assert [one.channel for one in claim()] == [ChannelKind.SMS]


def test_a_dead_number_is_passed_over_for_the_mailbox() -> None:
    verdict("number_dead", "whatsapp", "sms", "call")
    build.notice(build.consumer(mobile=PHONE, email="test@example.in"))

    assert [one.channel for one in claim()] == [ChannelKind.EMAIL]


def test_a_verdict_that_is_up_for_another_look_hinders_nothing() -> None:
    verdict("number_dead", "whatsapp", "sms", "call", until=NOON)
    build.notice(build.consumer(mobile=PHONE))

    assert [one.channel for one in claim()] == [ChannelKind.WHATSAPP]


def test_where_all_numbers_are_dead_the_notice_is_exhausted_without_a_try() -> None:
    verdict("number_dead", "whatsapp", "sms", "call")
    build.notice(build.consumer(mobile=PHONE))

    assert claim() == []
    assert Notice.objects.get().state == Notice.State.EXHAUSTED
    assert not Attempt.objects.exists()


def test_nothing_goes_to_one_who_said_it_is_not_theirs() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    contact.take(claims=[build.answer("not_own", someone, PHONE)], at=NOON, by="reply")

    assert claim() == []


def test_a_notice_past_its_time_is_not_sent() -> None:
    build.notice(build.consumer(mobile=PHONE))

    assert claim(at=NOON + timedelta(days=11)) == []
    assert Notice.objects.get().state == Notice.State.EXPIRED


def test_a_withdrawn_notice_is_not_sent() -> None:
    notice = build.notice(build.consumer(mobile=PHONE))
    outbox.withdraw(keys=[notice.key], at=NOON, reason="paid")

    assert claim() == []


def test_a_proved_address_is_tried_before_a_newer_one() -> None:
    someone = build.consumer()
    build.address(someone, PHONE, owner="proved", owner_at=NOON)
    build.address(someone, "916000000002", known_at=NOON + timedelta(days=1))
    build.notice(someone)

    assert claim()[0].address == PHONE


def test_a_repaired_number_gets_the_missed_bill_at_once() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    record(claim()[0], DEAD)
    record(claim()[0], DEAD)
    assert claim() == []  # exhausted

    contact.repair(account=someone.account, address=Mobile("6000000009"), proof="counter", at=NOON, by="officer")

    (again,) = (one for one in claim() if one.kind == "bill_issued")
    assert (again.channel, again.address) == (ChannelKind.WHATSAPP, "916000000009")


def test_news_is_posted_once() -> None:
    someone = build.consumer(mobile=PHONE)

    build.notice(someone)
    build.notice(someone)

    assert Notice.objects.count() == 1


def test_an_otp_lane_goes_before_a_bill_run() -> None:
    bill = build.notice(build.consumer(mobile=PHONE))
    urgent = build.notice(build.consumer(mobile="916000000002"), at=NOON + timedelta(seconds=1))
    Turn.objects.filter(notice=urgent).update(lane=0)

    (first,) = claim(at=NOON + timedelta(seconds=2), limit=1)

    assert Attempt.objects.get(pk=first.attempt).notice_id == urgent.pk
    assert bill.lane == 3


def test_nobody_gets_an_sms_while_a_receipt_may_lie_unread_in_our_inbox() -> None:
    build.notice(build.consumer(mobile=PHONE))
    record(claim()[0], ACCEPTED)
    build.notice(build.consumer(mobile="916000000002"))
    late = NOON + timedelta(hours=1)

    behind = actions.claim(rooms=build.rooms(10), engine="one", ladder=LADDER, at=late, heard_until=NOON)
    caught_up = actions.claim(rooms=build.rooms(10), engine="one", ladder=LADDER, at=late, heard_until=late)

    assert [one.channel for one in behind] == [ChannelKind.WHATSAPP]  # who was sent nothing yet need not wait
    assert [one.channel for one in caught_up] == [ChannelKind.SMS]


def test_a_wait_shorter_than_the_lease_holds_from_the_answer_on() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = actions.claim(
        rooms=build.rooms(), engine="one", ladder=ladder(kinds().values(), channels=ALL, factor=10), at=NOON
    )

    record(claimed, ACCEPTED, at=NOON + timedelta(seconds=5))

    assert Turn.objects.get().at == NOON + timedelta(minutes=3, seconds=5)


def test_leases_follow_the_clock_but_a_carrier_answers_no_faster() -> None:
    shortened = leases(factor=5, shortest=timedelta(minutes=1))

    assert shortened[Lane.BULK] == timedelta(minutes=2)
    assert shortened[Lane.OUTAGE] == timedelta(minutes=1)


def test_an_answer_written_once_more_does_not_put_back_what_is_on_its_way_again() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (first,) = claim()
    record(first, BUSY)
    (second,) = claim(at=NOON + timedelta(minutes=1))

    record(first, BUSY, at=NOON + timedelta(minutes=1))

    assert second.attempt == first.attempt
    assert Attempt.objects.get().state == Attempt.State.CLAIMED
