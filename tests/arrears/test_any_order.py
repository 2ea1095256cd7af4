"""Bills, steps, payments, disputes, notices and cuts in any order: what must never happen does not."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.arrears.actions import climb
from bijlisetu.arrears.cutting.issuing import issue
from bijlisetu.arrears.cutting.ordering import carry_out, order
from bijlisetu.arrears.cutting.serving import serve_by_hand
from bijlisetu.arrears.models import Demand, Order, Pause, Step
from bijlisetu.arrears.pausing import go_on, pause
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.queries import balances
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from tests.arrears.conftest import Owe, Pay, officer_over
from tests.build import NOON

pytestmark = pytest.mark.django_db
CHASING = ("reminder_due", "reminder_overdue", "notice_of_cut")
WORDS = (
    "wait", "wait", "long", "climb", "climb", "pay", "part", "bill", "dispute", "agree", *["proceed"] * 4,
)  # fmt: skip


class World:
    """One consumer, an officer, and a clock."""

    def __init__(self, consumer: Consumer, owe: Owe, pay: Pay) -> None:
        self.consumer, self.owe, self.pay = consumer, owe, pay
        self.at, self.bills = NOON - timedelta(hours=5), 0
        self.sdo = officer_over(consumer, "sdo")

    @property
    def owed(self) -> Decimal:
        return balances([self.consumer.pk])[self.consumer.pk]

    def do(self, word: str) -> None:
        of, at = self.consumer.pk, self.at
        with contextlib.suppress(Refusal):
            match word:
                case "wait" | "long":
                    self.at += timedelta(days=1 if word == "wait" else 16)
                case "climb":
                    climb(at=at, by="clock")
                case "pay" | "part" if self.owed > 0:
                    amount = self.owed if word == "pay" else (self.owed / 2).quantize(Decimal("0.01"))
                    self.pay(str(amount), day=day_in_india(at))
                case "bill":
                    self.bills += 1
                    due = day_in_india(at) + timedelta(days=2)
                    self.owe("3000.00", due=due, number=f"B{self.bills}")
                case "dispute":
                    pause(consumer=of, why=Pause.Why.DISPUTE, said="x", at=at, by="je")
                case "agree":
                    go_on(consumer=of, why=Pause.Why.DISPUTE, at=at, by="je")
                case "proceed":
                    self.proceed()

    def proceed(self) -> None:
        """Do what the law asks for next: issue, serve, order, cut."""
        demand = Demand.objects.filter(ended_at=None).first()
        cut = Order.objects.filter(withdrawn_at=None, cut_at=None).first()
        if cut:
            self.cut(cut)
        elif demand and demand.served_on:
            order(demand=demand.pk, at=self.at, by=self.sdo)
        elif demand:
            serve_by_hand(demand=demand.pk, on=day_in_india(self.at), to="x", at=self.at, by="je")
        else:
            issue(consumer=self.consumer.pk, at=self.at, by=self.sdo)

    def cut(self, cut: Order) -> None:
        carry_out(order=cut.pk, at=self.at, by="je")
        served = cut.demand.served_on or date.max
        assert (day_in_india(self.at) - served).days > 15
        assert self.owed > 0
        assert not Pause.objects.filter(ended_at=None).exists()

    def check(self) -> None:
        chased = Notice.objects.filter(kind__in=CHASING, state="open")
        if self.owed <= 0:
            assert not chased.exists()
            assert not Order.objects.filter(withdrawn_at=None, cut_at=None).exists()
        said = list(Step.objects.values_list("bill", "step"))
        assert len(said) == len(set(said))
        assert Notice.objects.filter(kind__startswith="reminder").count() == Step.objects.filter(state="posted").count()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(WORDS), min_size=5, max_size=40))
def test_nobody_is_chased_after_paying_or_cut_before_their_days(
    consumer: Consumer, owe: Owe, pay: Pay, words: list[str]
) -> None:
    with transaction.atomic():
        world = World(consumer, owe, pay)
        for word in ("bill", *words):
            world.do(word)
            world.check()
        transaction.set_rollback(True)
