"""From the notice to the cut: served when it is proved, days, power, hours, and the end at payment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bijlisetu.arrears.cutting.issuing import NotToBeAsked, issue
from bijlisetu.arrears.cutting.ordering import (
    BeyondThePost,
    NotAtThisHour,
    NotToBeCut,
    OwnOrder,
    carry_out,
    order,
    second,
    withdraw,
)
from bijlisetu.arrears.cutting.serving import (
    NobodyTookIt,
    NotThatDay,
    NotToBeServed,
    serve_arrived,
    serve_by_hand,
)
from bijlisetu.arrears.cutting.telling import tell_withdrawn
from bijlisetu.arrears.models import Demand, Order, Pause
from bijlisetu.arrears.pausing import pause
from bijlisetu.consumers.models import Consumer
from bijlisetu.memos.models import Memo
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.plumbing.india import INDIA
from tests.arrears.conftest import Owe, Pay, officer_over
from tests.build import NOON
from tests.carried import send_all

pytestmark = pytest.mark.django_db
LATE = date(2026, 10, 20)
SERVED = date(2026, 11, 23)
#: The first day to cut after service on the 23rd; a Wednesday at noon.
FIRST = datetime(2026, 12, 9, 12, tzinfo=INDIA)


@pytest.fixture
def demand(owe: Owe, consumer: Consumer) -> Demand:
    owe("5000.00", due=LATE)
    return issue(consumer=consumer.pk, at=NOON, by="sdo")


@pytest.fixture
def served(demand: Demand) -> Demand:
    serve_by_hand(demand=demand.pk, on=SERVED, to="the consumer's brother", at=NOON + timedelta(days=1), by="je")
    demand.refresh_from_db()
    return demand


def test_a_notice_is_issued_once_and_told(demand: Demand, consumer: Consumer) -> None:
    again = issue(consumer=consumer.pk, at=NOON + timedelta(hours=1), by="another")

    assert again.pk == demand.pk
    assert (demand.amount, demand.protest, demand.clear_days) == (Decimal(5000), Decimal(5000), 15)
    notice = Notice.objects.get(kind="notice_of_cut")
    assert (notice.facts["amount"], notice.facts["days"]) == ("5000.00", "15")


def test_what_is_not_due_yet_is_not_asked_for(owe: Owe, consumer: Consumer) -> None:
    owe("5000.00", due=date(2026, 12, 5))

    with pytest.raises(NotToBeAsked):
        issue(consumer=consumer.pk, at=NOON, by="sdo")


@pytest.mark.parametrize("why", Pause.Why)
def test_who_is_paused_gets_no_notice(owe: Owe, consumer: Consumer, why: Pause.Why) -> None:
    owe("5000.00", due=LATE)
    pause(consumer=consumer.pk, why=why, said="being looked at", at=NOON, by="sdo")

    with pytest.raises(NotToBeAsked):
        issue(consumer=consumer.pk, at=NOON, by="sdo")


def test_what_is_older_than_two_years_is_left_out(owe: Owe, consumer: Consumer) -> None:
    owe("3000.00", due=date(2024, 3, 20), number="OLD")
    owe("5000.00", due=LATE)

    made = issue(consumer=consumer.pk, at=NOON, by="sdo")

    assert (made.amount, made.barred) == (Decimal(5000), Decimal(3000))


def arrive(demand: Demand, owner: str, at: datetime) -> None:
    consumer = demand.consumer
    consumer.addresses.update(owner=owner, owner_at=NOON, proof="reply")
    send_all()
    Attempt.objects.filter(notice__key=demand.notice).update(state=Attempt.State.DELIVERED, delivered_at=at)


def test_a_proved_arrival_serves_on_its_day_in_india(demand: Demand) -> None:
    arrive(demand, "proved", datetime(2026, 11, 22, 20, tzinfo=NOON.tzinfo))  # half past one at night in India

    assert serve_arrived(at=NOON + timedelta(days=1)) == 1
    demand.refresh_from_db()
    assert (demand.served_on, demand.served_how) == (SERVED, "message")
    assert serve_arrived(at=NOON + timedelta(days=2)) == 0


def test_an_arrival_at_a_number_that_is_not_proved_serves_nobody(demand: Demand) -> None:
    arrive(demand, "unknown", NOON)

    assert serve_arrived(at=NOON) == 0


def test_a_notice_handed_over_says_when_and_to_whom(demand: Demand) -> None:
    at = NOON + timedelta(days=1)
    for on, to, refused in (
        (date(2026, 11, 21), "x", NotThatDay),
        (date(2026, 11, 24), "x", NotThatDay),
        (SERVED, " ", NobodyTookIt),
    ):
        with pytest.raises(refused):
            serve_by_hand(demand=demand.pk, on=on, to=to, at=at, by="je")
    serve_by_hand(demand=demand.pk, on=SERVED, to="the consumer", at=at, by="je")
    with pytest.raises(NotToBeServed):
        serve_by_hand(demand=demand.pk, on=SERVED, to="the consumer", at=at, by="je")


def test_nobody_orders_a_cut_before_the_clear_days_are_over(served: Demand, consumer: Consumer) -> None:
    sdo = officer_over(consumer, "sdo")

    with pytest.raises(NotToBeCut):
        order(demand=served.pk, at=FIRST - timedelta(days=1), by=sdo)
    assert order(demand=served.pk, at=FIRST, by=sdo).from_on == FIRST.date()


def test_the_database_refuses_an_order_before_its_days(served: Demand) -> None:
    early = FIRST.date() - timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.create(demand=served, needs_second=False, from_on=early, ordered_at=NOON, ordered_by="x")


def test_what_was_not_served_is_not_ordered(demand: Demand, consumer: Consumer) -> None:
    with pytest.raises(NotToBeCut):
        order(demand=demand.pk, at=FIRST, by=officer_over(consumer, "sdo"))


def test_a_cut_is_made_in_its_hours_and_once(served: Demand, consumer: Consumer) -> None:
    sdo = officer_over(consumer, "sdo")
    made = order(demand=served.pk, at=FIRST, by=sdo)
    assert order(demand=served.pk, at=FIRST, by=sdo).pk == made.pk

    with pytest.raises(NotAtThisHour):
        carry_out(order=made.pk, at=FIRST.replace(hour=18), by="je")
    carry_out(order=made.pk, at=FIRST, by="je")
    with pytest.raises(NotToBeCut):
        carry_out(order=made.pk, at=FIRST, by="je")


def test_an_amount_is_ordered_by_whose_it_is_and_above_the_policys_by_two(owe: Owe, consumer: Consumer) -> None:
    owe("150000.00", due=LATE)
    made = issue(consumer=consumer.pk, at=NOON, by="ee")
    serve_by_hand(demand=made.pk, on=SERVED, to="the owner", at=FIRST, by="je")
    sdo, ee, se = (officer_over(consumer, role) for role in ("sdo", "ee", "se"))

    with pytest.raises(BeyondThePost):
        order(demand=made.pk, at=FIRST, by=sdo)
    held = order(demand=made.pk, at=FIRST, by=ee)
    with pytest.raises(NotToBeCut):
        carry_out(order=held.pk, at=FIRST, by="je")
    with pytest.raises(OwnOrder):
        second(order=held.pk, at=FIRST, by=ee)
    with pytest.raises(BeyondThePost):
        second(order=held.pk, at=FIRST, by=sdo)
    second(order=held.pk, at=FIRST, by=se)
    carry_out(order=held.pk, at=FIRST, by="je")


def test_payment_withdraws_notice_and_order_in_its_moment_and_both_are_told(
    served: Demand, consumer: Consumer, pay: Pay
) -> None:
    made = order(demand=served.pk, at=FIRST, by=officer_over(consumer, "sdo"))

    pay("5000.00")

    made.refresh_from_db()
    served.refresh_from_db()
    assert (served.ended, made.withdrawn_why) == ("settled", "settled")
    with pytest.raises(NotToBeCut):
        carry_out(order=made.pk, at=FIRST, by="je")
    assert [tell_withdrawn(at=FIRST), tell_withdrawn(at=FIRST)] == [1, 0]
    assert list(Notice.objects.order_by("id").values_list("kind", "state")) == [
        ("notice_of_cut", "withdrawn"), ("cut_withdrawn", "open"),
    ]  # fmt: skip
    je = officer_over(consumer, "je")
    assert set(Memo.objects.values_list("kind", "person__username")) == {("crew_cut_withdrawn", je)}
    assert {one.facts["page"] for one in Memo.objects.all()} == {reverse("office:consumer", args=[consumer.pk])}


def test_a_later_bill_and_what_is_too_old_need_not_be_paid(owe: Owe, pay: Pay, consumer: Consumer) -> None:
    owe("3000.00", due=date(2024, 3, 20), number="OLD")
    owe("5000.00", due=LATE)
    owe("700.00", due=date(2026, 11, 25), number="NOT DUE")
    made = issue(consumer=consumer.pk, at=NOON, by="sdo")
    owe("900.00", due=date(2026, 12, 20), number="NEXT")

    pay("4999.99")
    made.refresh_from_db()
    assert made.ended == ""
    pay("0.01")

    made.refresh_from_db()
    assert made.ended == "settled"


def test_a_dispute_stops_a_cut_that_is_ordered(served: Demand, consumer: Consumer) -> None:
    made = order(demand=served.pk, at=FIRST, by=officer_over(consumer, "sdo"))

    pause(consumer=consumer.pk, why=Pause.Why.PROTEST, said="5000 deposited", at=FIRST, by="sdo")

    with pytest.raises(NotToBeCut):
        carry_out(order=made.pk, at=FIRST, by="je")


def test_an_officer_may_withdraw_an_order(served: Demand, consumer: Consumer) -> None:
    made = order(demand=served.pk, at=FIRST, by=officer_over(consumer, "sdo"))

    withdraw(order=made.pk, why="meter to be tested", at=FIRST, by="sdo")

    made.refresh_from_db()
    assert made.withdrawn_why == "officer"
