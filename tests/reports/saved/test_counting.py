"""Who paid how soon is counted by whom the bill reached, and by whom chance held back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count as numbers

import pytest

from bijlisetu.arrears.models import Step
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Office
from bijlisetu.outbox.models import Attempt, Notice, Run
from bijlisetu.payments.models import Payment
from bijlisetu.plumbing.database.totals import gather
from bijlisetu.reach.models import Standing
from bijlisetu.reach.totals import ALL
from bijlisetu.reports.saved.counting import AFTER_STEP, count, counted
from bijlisetu.reports.saved.queries import month, runs
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db

ISSUED = date(2026, 11, 5)
_serial = numbers(1)


@pytest.fixture
def company() -> Office:
    return build.office("company")


@pytest.fixture
def feeder(company: Office) -> Feeder:
    return build.feeder(section=build.office(parent=company))


def billed(on: Feeder, degree: str = "delivered", *, proved: bool = False, before: str = "") -> Consumer:
    one = build.consumer(on=on)
    Bill.objects.create(
        number=f"B{one.pk}", consumer=one, cycle=CYCLE, bill_date=ISSUED, due_date=ISSUED + timedelta(days=15), units=1,
        amount_payable=100, mapping="uppcl", imported_at=NOON,
    )  # fmt: skip
    for occasion, how in (("2026-11", degree), ("2026-10", before)):
        reached = how in ("delivered", "read")
        if how:
            Standing.objects.create(
                consumer=one, ledger="bills", occasion=occasion, notice=next(_serial), degree=how, reached=reached,
                proved=proved, at=NOON, attempt=1 if reached else None,
            )  # fmt: skip
    return one


def pay(of: Consumer, *, days: int, state: str = "credited") -> None:
    Payment.objects.create(
        state=state, amount=Decimal(100), paid_on=ISSUED + timedelta(days=days), mode="upi", source="upi", consumer=of,
        entered_at=NOON, credited_at=NOON, undone_at=NOON if state == "undone" else None,
    )  # fmt: skip


def step(of: Consumer, state: str, *, days: int = 12, name: str = "before") -> None:
    Step.objects.create(
        consumer=of, bill=Bill.objects.get(consumer=of), step=name, ladder="common/2026-11-01", state=state,
        at=NOON.replace(month=11, day=5) + timedelta(days=days), why="plan" if state == "spared" else "",
        notice=f"dues:{of.pk}:{name}" if state == "posted" else "", bill_date=ISSUED, least=100,
    )  # fmt: skip


def counted_anew() -> None:
    for one in ALL:
        gather(one, at=NOON)
    count(at=NOON)
    count(at=NOON)


def test_days_run_from_the_bill_to_the_first_payment_that_stands(company: Office, feeder: Feeder) -> None:
    reached, slow, never, unreached = (billed(feeder, how) for how in ("read", "delivered", "delivered", "failed"))
    pay(reached, days=3)
    pay(reached, days=20)
    pay(slow, days=9)
    pay(slow, days=1, state="undone")
    pay(never, days=61)
    pay(unreached, days=30)

    counted_anew()

    found = month(company.pk, "2026-11", at=NOON)
    assert (found.reached.people, found.reached.by_days) == (3, {3: 1, 9: 1})
    assert (found.unreached.people, found.unreached.by_days, found.unreached.median) == (1, {30: 1}, 30)
    assert found.reached.share_by(8) == pytest.approx(1 / 3)
    assert counted(company.pk) == ["2026-11"]


def test_who_was_reached_the_month_before_is_not_newly_reached(company: Office, feeder: Feeder) -> None:
    billed(feeder, "delivered", before="delivered")
    billed(feeder, "delivered", before="failed")
    billed(feeder, "delivered")
    billed(feeder, "failed", before="failed")

    counted_anew()

    assert month(company.pk, "2026-11", at=NOON).newly_reached == 2


def test_both_groups_are_watched_for_as_long_and_the_spared_are_in_none(company: Office, feeder: Feeder) -> None:
    soon, late, held, spared, often = (billed(feeder) for _ in range(5))
    for one, state in ((soon, "posted"), (late, "posted"), (held, "held_back"), (spared, "spared"), (often, "posted")):
        step(one, state)
    step(often, "posted", days=20, name="late")
    pay(soon, days=12)
    pay(late, days=12 + AFTER_STEP + 1)
    pay(held, days=11)
    pay(spared, days=13)
    pay(often, days=12 + AFTER_STEP)

    counted_anew()

    effect = month(company.pk, "2026-11", at=NOON).effect
    assert (effect.reminded.people, effect.reminded.paid) == (3, 2)
    assert (effect.held_back.people, effect.held_back.paid) == (1, 0)


@pytest.mark.parametrize(
    ("run", "is_sent", "is_reminded"),
    [
        ({"state": "held"}, False, False), ({"state": "ready"}, False, False), ({"state": "canary"}, False, False),
        ({"state": "canary"}, True, True), ({"state": "stopped"}, False, False),
        ({"state": "stopped", "released_at": NOON}, False, False), ({"state": "stopped"}, True, True),
        ({"state": "finished"}, False, False), ({"state": "released", "released_at": NOON}, True, True),
        ({"state": "released", "released_at": NOON}, False, True),  # paid first, or has no number
    ],
)  # fmt: skip
def test_whom_a_round_that_was_not_let_out_would_have_told_is_not_reminded(
    company: Office, feeder: Feeder, run: dict[str, object], is_sent: bool, is_reminded: bool
) -> None:
    one = billed(feeder)
    step(one, "posted")
    told = Run.objects.create(
        key="reminders:reminder_due:T:2026-11-17", kind="reminder_due", lane=3, made_at=NOON, made_by="clock",
        is_small=True, **run,
    )  # fmt: skip
    notice = Notice.objects.create(
        key=f"dues:{one.pk}:before", kind="reminder_due", consumer=one, run=told, lane=3, facts={}, posted_at=NOON,
        expires_at=NOON + timedelta(days=2),
    )  # fmt: skip
    if is_sent:
        Attempt.objects.create(
            notice=notice, channel="sms", address="916000000001", state=20, engine="test", claimed_at=NOON,
            accepted_at=NOON,
        )  # fmt: skip

    counted_anew()

    assert month(company.pk, "2026-11", at=NOON).effect.reminded.people == int(is_reminded)


def test_only_what_is_proved_saves_paper(company: Office, feeder: Feeder) -> None:
    billed(feeder, "read", proved=True)
    billed(feeder, "delivered")
    billed(feeder, "failed")

    counted_anew()

    [saved] = runs(company.pk, at=NOON)
    assert (saved.people, saved.reached, saved.proved) == (3, 2, 1)
    assert (saved.sheets, saved.visits, saved.rupees) == (1, 1, Decimal("5.60"))


def test_another_office_has_its_own_figures(company: Office, feeder: Feeder) -> None:
    billed(feeder)
    other = build.office(parent=company)
    pay(billed(build.feeder(section=other)), days=2)

    counted_anew()

    assert month(other.pk, "2026-11", at=NOON).reached.by_days == {2: 1}
    assert month(company.pk, "2026-11", at=NOON).reached.people == 2
