"""Is it going out, and is anything wrong: what waits for what, what moves, who is at work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from bijlisetu.channels.news import TemplateState
from bijlisetu.outbox.models import (
    Attempt,
    Incident,
    Notice,
    RegisteredTemplate,
    Run,
    Sender,
    Stop,
    Turn,
)
from bijlisetu.tracking.models import Inbound
from bijlisetu.watch.pulse import Pulse, pulse, senders_seen
from tests import build
from tests.build import NOON
from tests.district import District

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


def look(**_: Any) -> Pulse:
    cache.clear()
    return pulse(at=NOON)


def waiting(**changed: Any) -> Notice:
    """Make a notice that waits as told."""
    notice = build.notice(build.consumer(on=build.feeder()), at=NOON - timedelta(hours=1))
    Turn.objects.filter(notice=notice).update(**changed)
    return notice


def tried(notice: Notice, *, state: int = Attempt.State.ACCEPTED, **more: Any) -> Attempt:
    told = {"claimed_at": NOON - MINUTE / 2, "accepted_at": NOON - MINUTE / 3, "sender": "whatsapp:1", **more}
    return Attempt.objects.create(
        notice=notice, channel="whatsapp", address="916000000001", state=state, engine="e", **told
    )


def test_notices_are_told_apart_by_what_holds_them() -> None:
    run = Run.objects.create(key="bills", kind="bill_issued", lane=3, state=Run.State.READY, made_at=NOON, made_by="x")
    waiting(at=NOON - MINUTE)
    waiting(at=NOON - 2 * MINUTE)
    waiting(at=NOON + MINUTE, awaits=True)
    waiting(at=NOON, channel="whatsapp")
    waiting(at=NOON, gate=run.pk)
    waiting(at=NOON - DAY, gate=-run.pk)

    (lane,) = look().lanes

    assert (lane.number, lane.due, lane.later, lane.parked, lane.gated, lane.stopped) == (3, 2, 1, 1, 2, 0)
    assert (lane.due_since, lane.waiting) == (NOON - 2 * MINUTE, 6)


def test_a_gate_that_is_let_out_holds_nothing() -> None:
    run = Run.objects.create(key="bills", kind="bill_issued", lane=3, state=Run.State.CANARY, made_at=NOON, made_by="x")
    waiting(at=NOON, gate=-run.pk)
    waiting(at=NOON, gate=run.pk)

    (lane,) = look().lanes

    assert (lane.due, lane.gated) == (1, 1)


def test_a_stopped_lane_has_nothing_that_could_go() -> None:
    waiting(at=NOON - DAY)
    Stop.objects.create(scope="lane:bulk", at=NOON, by="officer", why="wrong month")

    (lane,) = look().lanes

    assert (lane.due, lane.stopped, lane.due_since) == (0, 1, None)
    assert look().troubles == ()


def test_letters_of_the_last_minute_are_counted_by_lane_and_sender() -> None:
    notice = waiting()
    tried(notice)
    tried(waiting(), accepted_at=NOON - 2 * MINUTE, claimed_at=NOON - 2 * MINUTE)

    (rate,) = look().rates

    assert (rate.lane, rate.channel, rate.sender, rate.letters) == (3, "whatsapp", "whatsapp:1", 1)


def test_what_became_of_letters_is_counted_over_an_hour_and_not_further_back() -> None:
    tried(waiting(), state=Attempt.State.READ)
    tried(waiting(), state=Attempt.State.FAILED, reason="number_dead")
    tried(waiting(), state=Attempt.State.READ, claimed_at=NOON - timedelta(minutes=61))

    (flow,) = look().flows

    assert (flow.arrived, flow.failed, flow.under_way) == (1, 1, 0)


def test_an_hours_letters_are_found_by_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT count(*) FROM outbox_attempt WHERE claimed_at > now() - interval '1 hour'")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "attempt_by_time" in plan


def test_progress_is_of_the_occasion_with_most_to_do() -> None:
    waiting()
    Notice.objects.filter(pk=waiting().pk).update(state="reached")

    made = look().progress

    assert (made.occasion, made.notices, made.settled) == (("bills", "2026-11"), 2, 1)


def test_letters_that_wait_with_nobody_to_carry_them_are_trouble() -> None:
    waiting(at=NOON - MINUTE)
    build.engine(at=NOON - MINUTE)

    (trouble,) = look().troubles

    assert (trouble.reason, trouble.times, trouble.last_at) == ("engine_silent", 1, NOON - MINUTE)


def test_one_engine_alive_is_enough() -> None:
    waiting(at=NOON - MINUTE)
    build.engine("dead", at=NOON - MINUTE)
    build.engine("alive", at=NOON - timedelta(seconds=29))

    seen = look()

    assert seen.troubles == ()
    assert [(one.name, one.is_alive) for one in seen.engines] == [("alive", True), ("dead", False)]


def test_a_letter_that_fell_due_a_moment_ago_is_no_trouble() -> None:
    waiting(at=NOON - timedelta(seconds=29))

    assert look().troubles == ()


def test_records_that_lie_unread_are_trouble() -> None:
    Inbound.objects.create(source="sms", body=b"{}", received_at=NOON - 2 * MINUTE)

    (trouble,) = look().troubles

    assert (trouble.reason, trouble.times) == ("reports_unread", 1)


def test_incidents_are_told_while_open_and_a_day_after() -> None:
    def happened(subject: str, **more: Any) -> None:
        Incident.objects.create(kind="sender", subject=subject, at=NOON - 3 * DAY, last_at=NOON, **more)

    happened("whatsapp:1", ended_at=NOON - MINUTE)
    happened("whatsapp:2", ended_at=NOON - 2 * DAY)
    happened("whatsapp:3")

    seen = look()

    assert [alarm.subject for alarm in seen.alarms] == ["whatsapp:3", "whatsapp:1"]
    assert not seen.is_well


def test_templates_that_may_not_be_sent_are_told_since_when() -> None:
    for state in (TemplateState.APPROVED, TemplateState.PAUSED):
        RegisteredTemplate.objects.create(name=f"bill_{state}", language="hi", state=state, changed_at=NOON)

    (template,) = look().templates

    assert (template.name, template.state, template.since) == ("bill_paused", "paused", NOON)


def test_stops_are_told_with_who_threw_and_who_lifted_them() -> None:
    Stop.objects.create(scope="kind:bill_issued", at=NOON, by="officer", why="wrong amounts")
    Stop.objects.create(scope="all", at=NOON - DAY, by="a", why="b", lifted_at=NOON - MINUTE, lifted_by="c")

    first, second = look().halts

    assert (first.what, first.which, first.by, first.lifted_at) == ("kind", "bill_issued", "officer", None)
    assert (second.what, second.which, second.lifted_by) == ("all", "", "c")


def test_a_limit_of_people_a_day_is_a_plan() -> None:
    Sender.objects.create(name="whatsapp", channel="whatsapp", per_day=2, changed_at=NOON)
    tried(waiting())
    for _ in range(5):
        waiting(channel="whatsapp")
    Notice.objects.update(expires_at=NOON + DAY)

    (sender,) = senders_seen(look(), at=NOON)

    assert sender.plan is not None
    assert (sender.plan.per_day, sender.plan.used, sender.plan.waiting) == (2, 1, 5)
    assert [(mark.people, mark.at) for mark in sender.plan.milestones] == [(3, NOON + DAY)]
    assert sender.plan.rest == 2


def test_a_sender_shows_what_it_did_in_the_last_minute() -> None:
    Sender.objects.create(name="whatsapp:1", channel="whatsapp", per_second=80, changed_at=NOON)
    for _ in range(3):
        tried(waiting())

    (sender,) = senders_seen(look(), at=NOON)

    assert (sender.last_minute, sender.pace, sender.plan) == (3, 0.05, None)


def test_a_refusal_of_the_channel_is_an_incident(district: District) -> None:
    stopped = Attempt.objects.filter(state=Attempt.State.FAILED).first()
    assert stopped is not None
    Attempt.objects.filter(pk=stopped.pk).update(reason="channel_stopped", claimed_at=NOON + DAY, failed_at=NOON + DAY)

    (trouble,) = pulse(at=NOON + DAY).troubles

    assert (trouble.reason, trouble.channel, trouble.times) == ("channel_stopped", "whatsapp", 1)


def test_dead_numbers_are_no_incident(district: District) -> None:
    assert look().troubles == ()
