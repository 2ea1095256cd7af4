"""Mismatches, deposits, sanctions, rebates and plans: under a name, within a limit, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger import deposits, mismatches
from bijlisetu.ledger.actions import reverse
from bijlisetu.ledger.files import names, read
from bijlisetu.ledger.mismatches import NothingSaid
from bijlisetu.ledger.models import Entry, Mismatch, Sanction
from bijlisetu.ledger.plans.agreeing import HasAPlan, agree, end, states
from bijlisetu.ledger.plans.rules import NoSuchScheme, Part, State, schedule, scheme_of, state_of
from bijlisetu.ledger.queries import balances, untrue
from bijlisetu.ledger.rebates.giving import give
from bijlisetu.ledger.rebates.rules import paid_on, rebate_of, rebates_of
from bijlisetu.ledger.rules import Moved, Sort
from bijlisetu.ledger.sanctions.deeds import NothingToDecide, OwnRequest, ask, decide
from bijlisetu.ledger.sanctions.reaching import BeyondThePost
from bijlisetu.network.models import Office
from tests import build
from tests.build import NOON
from tests.ledger.test_books import DEC, NOV, bill, entry, put

ANYWAY = pytest.mark.django_db
DUE = date(2026, 12, 5)
B1 = Moved(reference="bill:B1", sort=Sort.BILL, day=NOV, amount=Decimal("1253.00"), bill="B1", due=DUE)


@pytest.fixture
def place(db: None) -> tuple[Consumer, Office]:
    """A consumer whose section lies in a division."""
    division = build.office("division", parent=build.office("company"))
    return build.consumer(on=build.feeder(section=build.office(parent=division))), division


def owed(one: Consumer) -> Decimal:
    return balances([one.pk])[one.pk]


@pytest.mark.parametrize("name", names())
def test_every_dated_file_can_be_read(name: str) -> None:
    assert read(name)


def test_a_mismatch_is_booked_once_under_a_name_or_explained(place: tuple[Consumer, Office]) -> None:
    (one, division), other = place, build.consumer()
    build.officer("clerk", of=division, role="ee")
    about = {"day": NOV, "printed": 500, "ours": 300, "noted_at": NOON}
    first = Mismatch.objects.create(consumer=one, bill="B1", **about)
    second = Mismatch.objects.create(consumer=other, bill="B2", **about)

    assert mismatches.book([first.pk], why="paid at another counter", at=NOON, by="clerk") == 1
    assert mismatches.book([first.pk], why="again", at=NOON, by="clerk") == 0
    assert mismatches.explain([second.pk], why="their file came late", at=NOON, by="clerk") == 1
    with pytest.raises(NothingSaid):
        mismatches.explain([second.pk], why=" ", at=NOON, by="clerk")

    assert (owed(one), owed(other)) == (Decimal(200), 0)
    assert Entry.objects.get().by == "clerk"


@ANYWAY
def test_no_more_of_a_deposit_is_used_than_is_held() -> None:
    one = build.consumer()
    put(bill("B1", "700.00", of=one))
    deposits.take("deposit:1", consumer=one.pk, amount=Decimal(600), day=NOV, evidence={}, at=NOON, by="clerk")

    about = {"consumer": one.pk, "day": DEC, "why": "disconnected", "at": NOON, "by": "clerk"}
    assert deposits.set_off("deposit:1:bill", amount=Decimal(500), **about)  # type: ignore[arg-type]
    assert not deposits.set_off("deposit:1:bill", amount=Decimal(500), **about)  # type: ignore[arg-type]
    with pytest.raises(deposits.NotSoMuchHeld):
        deposits.give_back("deposit:1:back", amount=Decimal(101), **about)  # type: ignore[arg-type]

    assert (owed(one), deposits.held(one.pk)) == (Decimal(200), Decimal(100))
    assert untrue() == []


def asked(of: Consumer, amount: str, what: Sanction.What = Sanction.What.WRITE_OFF) -> int:
    return ask(what, consumer=of.pk, amount=Decimal(amount), day=NOV, why="house fallen down", at=NOON, by="clerk")


def test_what_one_asks_another_sanctions_and_it_is_entered_once(place: tuple[Consumer, Office]) -> None:
    one, division = place
    build.officer("engineer", of=division, role="ee")
    put(bill("B1", "10700.00", of=one))
    number = asked(one, "-10000.00")

    with pytest.raises(OwnRequest):
        decide(number, granted=True, at=NOON, by="clerk")
    decide(number, granted=True, at=NOON, by="engineer")
    with pytest.raises(NothingToDecide):
        decide(number, granted=True, at=NOON, by="engineer")

    assert owed(one) == Decimal(700)
    assert Entry.objects.get(sort="write_off").evidence == {"asked_by": "clerk", "decided_by": "engineer"}


def test_nobody_sanctions_beyond_their_post_or_elsewhere(place: tuple[Consumer, Office]) -> None:
    one, division = place
    build.officer("engineer", of=division, role="ee")
    build.officer("stranger", of=build.office("division"), role="se")

    for amount, by in (("-10000.01", "engineer"), ("-1.00", "stranger"), ("-1.00", "nobody")):
        with pytest.raises(BeyondThePost):
            decide(asked(one, amount), granted=True, at=NOON, by=by)
    decide(asked(one, "-99999.00"), granted=False, at=NOON, by="engineer")

    assert owed(one) == 0


def test_the_database_wants_two_officers(place: tuple[Consumer, Office]) -> None:
    number = asked(place[0], "-1.00")

    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.filter(pk=number).update(decided_by="clerk", decided_at=NOON, is_granted=True)


@pytest.mark.parametrize(
    ("utility", "paid", "online", "expected"),
    [
        ("uppcl", DUE, False, "12.53"),  # 1253 × 1 %
        ("uppcl", DUE + timedelta(days=1), False, "0"),
        ("jbvnl", NOV + timedelta(days=5), False, "25.06"),  # 1253 × 2 %
        ("jbvnl", NOV + timedelta(days=6), False, "0"),
        ("jbvnl", NOV + timedelta(days=6), True, "12.53"),
        ("common", NOV, True, "0"),
    ],
)
def test_paying_in_time_brings_the_best_rebate(utility: str, paid: date, online: bool, expected: str) -> None:
    assert rebate_of(B1, rebates=rebates_of(utility, on=NOV), paid_on=paid, online=online) == Decimal(expected)


def test_a_rebate_has_its_most() -> None:
    large = Moved(reference="bill:B2", sort=Sort.BILL, day=NOV, amount=Decimal(30000), bill="B2", due=DUE)

    assert rebate_of(large, rebates=rebates_of("jbvnl", on=NOV), paid_on=DUE, online=True) == Decimal(250)


@ANYWAY
def test_a_rebate_is_given_once_to_whoever_paid_all_in_time() -> None:
    prompt, late, half = build.consumer(), build.consumer(), build.consumer()
    put(*(bill(f"B{one.pk}", "1000.00", of=one) for one in (prompt, late, half)))
    put(
        entry("p1", "-1000.00", of=prompt, day=DUE), entry("p2", "-1000.00", of=late, day=DUE + timedelta(days=1)),
        entry("p3", "-500.00", of=half, day=NOV),
    )  # fmt: skip
    bills = {f"B{one.pk}": False for one in (prompt, late, half)}

    assert give(bills, utility="uppcl", at=NOON, by="test") == {f"rebate:B{prompt.pk}"}
    assert give(bills, utility="uppcl", at=NOON, by="test") == frozenset()

    assert (owed(prompt), owed(late), owed(half)) == (Decimal(-10), 0, Decimal(500))


def test_all_that_is_owed_is_paid_not_the_bill_alone() -> None:
    arrears = Moved(reference="opening:B1", sort=Sort.OPENING, day=NOV, amount=Decimal(100))
    paid = Moved(reference="p1", sort=Sort.PAYMENT, day=DUE, amount=Decimal("-1253.00"))

    assert paid_on([B1, paid], B1) == DUE
    assert paid_on([B1, arrears, paid], B1) is None


def amounts(parts: Sequence[Part]) -> list[Decimal]:
    return [part.amount for part in parts]


def test_a_schedule_is_in_whole_rupees_and_adds_up() -> None:
    ten = scheme_of("uppcl", "prepaid_arrears_in_10", on=date(2026, 6, 1))

    parts = schedule(Decimal("12345.67"), scheme=ten, first_on=date(2026, 8, 31))

    assert amounts(parts) == [Decimal(1235)] * 9 + [Decimal("1230.67")]
    assert [part.due_on for part in parts[:3]] == [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
    with pytest.raises(NoSuchScheme):
        scheme_of("uppcl", "prepaid_arrears_in_10", on=date(2026, 4, 30))


def test_a_life_line_part_is_never_less_than_250() -> None:
    scheme = scheme_of("uppcl", "lifeline", on=NOV)

    assert amounts(schedule(Decimal(600), scheme=scheme, first_on=NOV)) == [250, 250, 100]
    assert amounts(schedule(Decimal(4000), scheme=scheme, first_on=NOV)) == [400] * 10


PARTS = (Part(1, date(2026, 12, 10), Decimal(100)), Part(2, date(2027, 1, 10), Decimal(100)))


@pytest.mark.parametrize(
    ("paid", "on", "with_bills", "expected"),
    [
        ([], "2026-12-07", True, State.KEPT),
        ([], "2026-12-10", True, State.BROKEN),
        ([("2026-12-10", 100)], "2026-12-10", False, State.KEPT),
        ([("2026-12-10", 100)], "2026-12-10", True, State.BROKEN),  # the bill of 50 due on the 8th is not paid
        ([("2026-12-10", 150)], "2026-12-10", True, State.KEPT),
        ([("2026-12-10", 250)], "2027-01-10", True, State.DONE),
        ([("2026-11-19", 250)], "2027-01-10", True, State.BROKEN),  # before it was agreed
    ],
)
def test_whether_a_plan_is_kept_follows_from_what_was_paid(
    paid: list[tuple[str, int]], on: str, with_bills: bool, expected: State
) -> None:
    bill_of_50 = Moved(
        reference="bill:B2", sort=Sort.BILL, day=NOV, amount=Decimal(50), bill="B2", due=date(2026, 12, 8)
    )
    money = [
        Moved(reference=day, sort=Sort.PAYMENT, day=date.fromisoformat(day), amount=-Decimal(amount))
        for day, amount in paid
    ]

    said = state_of(PARTS, [bill_of_50, *money], agreed_on=NOV, on=date.fromisoformat(on), with_bills=with_bills)

    assert said is expected


@ANYWAY
def test_a_consumer_has_one_plan_at_a_time() -> None:
    one = build.consumer()
    scheme = scheme_of("uppcl", "arrears", on=NOV)
    about = {"consumer": one.pk, "amount": Decimal(1000), "scheme": scheme, "agreed_on": NOV, "at": NOON, "by": "clerk"}
    first = agree(first_on=DUE, **about)  # type: ignore[arg-type]

    with pytest.raises(HasAPlan):
        agree(first_on=DUE, **about)  # type: ignore[arg-type]
    assert states([one.pk], on=DUE - timedelta(days=1)) == {one.pk: State.KEPT}
    assert states([one.pk], on=DUE) == {one.pk: State.BROKEN}
    put(entry("p1", "-250.00", of=one, day=DUE))
    assert states([one.pk], on=DUE) == {one.pk: State.KEPT}
    reverse({"p1": "p1:bounced"}, why="funds", day=DUE, at=NOON, by="test")
    assert states([one.pk], on=DUE) == {one.pk: State.BROKEN}

    assert end([first], on=DUE, at=NOON, by="clerk") == 1
    assert states([one.pk], on=DUE) == {}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_a_plan_at_once_one_is_told_of_the_other() -> None:
    one = build.consumer()
    scheme = scheme_of("uppcl", "arrears", on=NOV)
    told = {"consumer": one.pk, "amount": Decimal(900), "scheme": scheme, "first_on": DEC, "agreed_on": NOV, "at": NOON}
    said: list[str] = []

    def other() -> None:
        try:
            agree(**told, by="second")  # type: ignore[arg-type]
        except HasAPlan:
            said.append("has a plan")
        connection.close()

    with transaction.atomic():
        agree(**told, by="first")  # type: ignore[arg-type]
        thread = Thread(target=other)
        thread.start()
        thread.join(timeout=0.3)
    thread.join()

    assert said == ["has a plan"]
