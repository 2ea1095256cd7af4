"""A complaint that the bill is wrong pauses chasing and cutting by itself, until it is settled."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.arrears.actions import Climbed, climb
from bijlisetu.arrears.cutting.issuing import NotToBeAsked, issue
from bijlisetu.arrears.models import Step
from bijlisetu.arrears.pausing import pauses, take_back_complained
from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.actions.resolving import hear_yes, resolve
from bijlisetu.complaints.lists import Way
from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Notice
from tests.arrears.conftest import Owe
from tests.build import NOON

pytestmark = pytest.mark.django_db


def complain(consumer: Consumer, category: str = "BILL-WRONG") -> Complaint:
    said = Said(category=category, way=Way.CHAT, said_at=NOON, consumer=consumer.pk, words="x")
    return register(said, at=NOON, by="reply").complaint


def settle(complaint: Complaint) -> None:
    complaint.refresh_from_db()
    resolve(complaints=[complaint.pk], words="x", at=NOON, by="je")
    assert pauses([complaint.consumer_id or 0])
    complaint.refresh_from_db()
    hear_yes(complaint, way=Way.WEB, reply=None, words="yes", said_at=NOON, at=NOON)


def test_whose_complaint_of_a_wrong_bill_is_open_is_not_reminded(owe: Owe, consumer: Consumer) -> None:
    owe()
    complain(consumer)

    assert climb(at=NOON, by="x") == Climbed(spared=1)
    assert Step.objects.get().why == "complaint"


def test_what_waits_to_be_said_is_taken_back_once(owe: Owe, consumer: Consumer) -> None:
    owe()
    climb(at=NOON, by="x")
    complain(consumer)

    assert [take_back_complained(at=NOON), take_back_complained(at=NOON)] == [1, 0]
    notice = Notice.objects.get(kind="reminder_due")
    assert (notice.state, notice.reason) == ("withdrawn", "paused")


def test_no_notice_is_issued_until_the_complaint_is_settled(owe: Owe, consumer: Consumer) -> None:
    owe("5000.00", due=date(2026, 10, 20))
    complaint = complain(consumer)

    with pytest.raises(NotToBeAsked):
        issue(consumer=consumer.pk, at=NOON, by="sdo")
    assert [(one.why, one.said) for one in pauses([consumer.pk])] == [("complaint", complaint.number)]

    settle(complaint)
    assert pauses([consumer.pk]) == []
    issue(consumer=consumer.pk, at=NOON, by="sdo")


def test_a_complaint_of_something_else_pauses_nothing(consumer: Consumer) -> None:
    complain(consumer, "METER-FAST")

    assert pauses([consumer.pk]) == []


def test_one_that_is_joined_is_settled_with_the_first(consumer: Consumer) -> None:
    first, joined = complain(consumer, "METER-FAST"), complain(consumer)
    Complaint.objects.filter(pk=joined.pk).update(state="joined", primary=first)
    assert pauses([consumer.pk])

    settle(first)

    assert pauses([consumer.pk]) == []
