"""Long SMS in parts: each part has receipts of its own, and the message arrives with its last part."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from bijlisetu.channels.letter import Outcome, Report, ReportState, Verdict
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt
from bijlisetu.tracking import reports
from bijlisetu.tracking.reports import Arrived
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

LADDER = ladder(kinds().values(), channels=frozenset({ChannelKind.SMS}), factor=1)
LATER = NOON + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _sent_in_three_parts() -> None:
    build.notice(build.consumer(mobile="916000000001"))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    verdict = Verdict(outcome=Outcome.ACCEPTED, carrier_id="a1", more_ids=("a2", "a3"))
    delivery.record(answers=[Answered(claimed, verdict, "sms:x")], engine="one", at=NOON, factor=1)


def report(carrier_id: str, state: ReportState, *, only_of: str = "") -> None:
    told = Report(channel=ChannelKind.SMS, state=state, at=LATER, carrier_id=carrier_id, only_of=only_of)
    with transaction.atomic():
        reports.apply([Arrived(told, LATER)], at=LATER)


def state() -> int:
    return Attempt.objects.get().state


def test_a_message_arrives_with_its_last_part() -> None:
    report("a2", ReportState.DELIVERED)
    report("a1", ReportState.DELIVERED)
    assert state() == Attempt.State.SENT

    report("a3", ReportState.DELIVERED)
    assert state() == Attempt.State.DELIVERED


def test_a_part_reported_twice_counts_once() -> None:
    for _ in range(3):
        report("a1", ReportState.DELIVERED)

    assert state() == Attempt.State.SENT


def test_a_receipt_that_anybody_could_write_tells_of_their_own_parts_alone() -> None:
    report("a1", ReportState.DELIVERED, only_of="916000000002")
    assert state() == Attempt.State.ACCEPTED

    report("a1", ReportState.DELIVERED, only_of="916000000001")
    assert state() == Attempt.State.SENT


def test_a_part_that_fails_fails_the_message() -> None:
    report("a1", ReportState.DELIVERED)
    report("a2", ReportState.FAILED)

    assert state() == Attempt.State.FAILED


def test_receipts_of_all_parts_in_one_batch_are_joined() -> None:
    told = [
        Arrived(Report(channel=ChannelKind.SMS, state=ReportState.DELIVERED, at=LATER, carrier_id=each), LATER)
        for each in ("a3", "a1", "a2")
    ]
    with transaction.atomic():
        reports.apply(told, at=LATER)

    assert state() == Attempt.State.DELIVERED


def test_an_id_that_is_said_to_be_exact_is_taken_in_no_other_form() -> None:
    exact = Report(channel=ChannelKind.SMS, state=ReportState.DELIVERED, at=LATER, carrier_id="161", exact=True)
    with transaction.atomic():
        reports.apply([Arrived(exact, LATER)], at=LATER)  # a1 in hexadecimal

    assert state() == Attempt.State.ACCEPTED
