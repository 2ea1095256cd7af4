"""What changes an account besides bills and payments, by page: asked for by one officer, decided by another."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.deposits import held_now
from bijlisetu.ledger.models import Mismatch, Plan, Sanction
from bijlisetu.network.models import Office
from bijlisetu.payments.models import Report
from bijlisetu.payments.settling import settle
from bijlisetu.payments.taking import Told, stage
from bijlisetu.plumbing.india import day_in_india
from tests import build
from tests.build import NOON
from tests.district import officer_of
from tests.tills.conftest import owes
from tests.web.office.till.conftest import somebody

pytestmark = pytest.mark.django_db
SOON = (day_in_india(timezone.now()) + timedelta(days=7)).isoformat()


@pytest.fixture
def consumer() -> Consumer:
    made = build.consumer(account="3000000007", on=build.feeder_of_a_company())
    Office.objects.filter(kind="company").update(code="POORVANCHAL")
    owes(made, "1000.00")
    return made


@pytest.fixture
def section(consumer: Consumer) -> int:
    return Office.objects.get(kind="section").pk


@pytest.fixture
def clerk(consumer: Consumer) -> Client:
    return somebody("asha", "clerk")


@pytest.fixture
def officer(consumer: Consumer) -> Client:
    chief = somebody("chief", "sdo")
    build.second_factor(chief)
    return chief


def balance(consumer: Consumer) -> Decimal:
    return ledger.balances([consumer.pk])[consumer.pk]


def change(client: Client, consumer: Consumer, **told: str) -> int:
    return client.post(f"/office/consumer/{consumer.pk}/books/", {"key": str(uuid.uuid4()), **told}).status_code


def test_a_correction_is_asked_by_one_and_decided_by_another(
    clerk: Client, officer: Client, consumer: Consumer, section: int
) -> None:
    assert change(clerk, consumer, deed="change", amount="100", what="less", why="meter read wrongly") == 302
    assert clerk.get(f"/office/sanctions/{section}/").status_code == 404
    shown = officer.get(f"/office/sanctions/{section}/").content.decode()
    assert "meter read wrongly" in shown
    assert "Owed today ₹\N{NO-BREAK SPACE}1,000.00" in shown
    asked = Sanction.objects.get().pk

    assert officer.post(f"/office/sanctions/{section}/", {"sanction": asked, "deed": "grant"}).status_code == 302

    assert balance(consumer) == Decimal("900.00")
    assert "Nothing waits for a decision" in officer.get(f"/office/sanctions/{section}/").content.decode()
    again = officer.post(f"/office/sanctions/{section}/", {"sanction": asked, "deed": "grant"})
    assert again.status_code == 422
    assert balance(consumer) == Decimal("900.00")


def test_a_form_that_is_sent_twice_asks_once(clerk: Client, consumer: Consumer) -> None:
    page = clerk.get(f"/office/consumer/{consumer.pk}/books/").content.decode()
    form = page[page.index('value="change"') :]
    key = form.partition('name="key" value="')[2].partition('"')[0]
    for _ in range(2):
        change(clerk, consumer, deed="change", amount="100", what="less", why="meter read wrongly", key=key)

    assert Sanction.objects.count() == 1


def test_nobody_decides_what_they_asked_for_nor_beyond_their_post(
    officer: Client, consumer: Consumer, section: int
) -> None:
    assert change(officer, consumer, deed="change", amount="100", what="write_off", why="gone away") == 302
    own = Sanction.objects.get().pk
    answer = officer.post(f"/office/sanctions/{section}/", {"sanction": own, "deed": "grant"})
    assert "You asked for this yourself" in answer.content.decode()
    other = somebody("other", "sdo")
    change(other, consumer, deed="change", amount="9999999", what="less", why="far too much")
    large = Sanction.objects.latest("id").pk

    answer = officer.post(f"/office/sanctions/{section}/", {"sanction": large, "deed": "grant"})

    assert "does not reach so far" in answer.content.decode()
    assert balance(consumer) == Decimal("1000.00")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"deed": "change", "amount": "12.345", "what": "less", "why": "x"}, "smaller than a paisa"),
        ({"deed": "change", "amount": "10", "what": "less", "why": ""}, "Say why."),
        ({"deed": "plan", "amount": "5000", "scheme": "arrears", "first_on": SOON}, "Not so much is owed"),
        ({"deed": "plan", "amount": "500", "scheme": "nonsense", "first_on": SOON}, "no such scheme"),
        ({"deed": "plan", "amount": "500", "scheme": "arrears", "first_on": "2020-01-01"}, "today or later"),
        ({"deed": "plan", "amount": "500", "scheme": "arrears", "first_on": "2099-01-01"}, "within three months"),
        ({"deed": "plan", "amount": "500", "scheme": "arrears", "first_on": "9999-12-31"}, "within three months"),
        (
            {"deed": "change", "key": str(uuid.UUID(int=1)), "amount": "1000.01", "what": "write_off", "why": "x"},
            "Not so much is owed",
        ),
        ({"deed": "rebate", "bill": "999"}, "no such bill"),
        ({"deed": "rebate", "bill": "261100000001"}, "has earned no rebate"),
    ],
)
def test_what_cannot_be_done_is_said_and_what_was_typed_stays(
    officer: Client, consumer: Consumer, told: dict[str, str], said: str
) -> None:
    answer = officer.post(f"/office/consumer/{consumer.pk}/books/", told)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{told.get("amount", told.get("bill"))}"' in answer.content.decode()
    assert balance(consumer) == Decimal("1000.00")


def test_instalments_are_agreed_by_a_scheme_and_ended(clerk: Client, consumer: Consumer) -> None:
    told = {"deed": "plan", "amount": "1000", "scheme": "arrears", "first_on": SOON}
    assert change(clerk, consumer, **told) == 302
    assert "The plan is kept" in clerk.get(f"/office/consumer/{consumer.pk}/books/").content.decode()
    assert change(clerk, consumer, **told) == 422

    assert change(clerk, consumer, deed="end") == 302

    assert Plan.objects.get().ended_on is not None


def test_a_deposit_comes_once_and_an_officer_uses_it(clerk: Client, officer: Client, consumer: Consumer) -> None:
    form = {"deed": "deposit", "key": str(uuid.uuid4()), "amount": "300", "use": "take", "why": "receipt 7"}
    for _ in range(2):
        assert change(clerk, consumer, **form) == 302
    assert held_now(consumer.pk) == Decimal("300.00")
    use = {**form, "key": str(uuid.uuid4()), "use": "set_off", "why": "left"}
    assert change(clerk, consumer, **use) == 404
    assert change(officer, consumer, **{**use, "amount": "301"}) == 422

    assert change(officer, consumer, **use) == 302

    assert (held_now(consumer.pk), balance(consumer)) == (Decimal("0.00"), Decimal("700.00"))


def test_nothing_is_written_off_that_was_paid_meanwhile(
    clerk: Client, officer: Client, consumer: Consumer, section: int
) -> None:
    assert change(clerk, consumer, deed="change", amount="900", what="write_off", why="gone away") == 302
    set_off = {"deed": "deposit", "amount": "300", "why": "left"}
    change(officer, consumer, **set_off, key=str(uuid.uuid4()), use="take")
    change(officer, consumer, **set_off, key=str(uuid.uuid4()), use="set_off")

    asked = {"sanction": Sanction.objects.get().pk, "deed": "grant"}
    engineer = somebody("engineer", "ee")
    build.second_factor(engineer)
    answer = engineer.post(f"/office/sanctions/{section}/", asked)

    assert "Not so much is owed any more" in answer.content.decode()
    assert balance(consumer) == Decimal("700.00")


def test_a_form_of_a_deposit_sent_again_with_another_amount_enters_nothing(clerk: Client, consumer: Consumer) -> None:
    form = {"deed": "deposit", "key": str(uuid.uuid4()), "amount": "300", "use": "take", "why": "receipt 7"}
    change(clerk, consumer, **form)

    answer = clerk.post(f"/office/consumer/{consumer.pk}/books/", {**form, "amount": "400"})

    assert answer.status_code == 422
    assert "entered before" in answer.content.decode()
    assert held_now(consumer.pk) == Decimal("300.00")


def test_nobody_takes_a_bills_figure_into_the_books_beyond_their_post(
    officer: Client, consumer: Consumer, section: int
) -> None:
    made = Mismatch.objects.create(
        consumer=consumer, bill="261200000001", day=date(2026, 12, 5), printed=Decimal(0), ours=Decimal(9_000_000),
        noted_at=NOON,
    )  # fmt: skip

    told = {"mismatch": made.pk, "deed": "booked", "why": "a favour"}
    answer = officer.post(f"/office/mismatches/{section}/", told)

    assert answer.status_code == 422
    assert "does not reach so far" in answer.content.decode()
    assert balance(consumer) == Decimal("1000.00")


@pytest.mark.parametrize(("deed", "owed"), [("booked", "1200.00"), ("explained", "1000.00")])
def test_arrears_that_differ_are_settled_with_a_reason(
    officer: Client, consumer: Consumer, section: int, deed: str, owed: str
) -> None:
    made = Mismatch.objects.create(
        consumer=consumer, bill="261200000001", day=date(2026, 12, 5), printed=Decimal(1200), ours=Decimal(1000),
        noted_at=NOON,
    )  # fmt: skip
    address = f"/office/mismatches/{section}/"
    assert "261200000001" in officer.get(address).content.decode()
    assert officer.post(address, {"mismatch": made.pk, "deed": deed, "why": " "}).status_code == 422

    assert officer.post(address, {"mismatch": made.pk, "deed": deed, "why": "looked up"}).status_code == 302

    assert balance(consumer) == Decimal(owed)
    assert "All arrears agree" in officer.get(address).content.decode()


def test_what_two_sources_tell_otherwise_is_dealt_with(client: Client, consumer: Consumer) -> None:
    for source, amount in (("counter", "500.00"), ("bank", "450.00")):
        told = Told(
            key=f"{source}:1", source=source, names=["rrn::633000000001"], amount=Decimal(amount),
            paid_on=day_in_india(NOON), account=consumer.account,
        )  # fmt: skip
        stage([told])
        settle(at=NOON, by="test")
    client.force_login(officer_of(Office.objects.get(kind="company")))
    build.second_factor(client)
    client.cookies["django_language"] = "en"
    assert "₹\N{NO-BREAK SPACE}450.00" in client.get("/office/disagreeing/").content.decode()
    report = Report.objects.get(disagrees=True)
    assert client.post("/office/disagreeing/", {"report": report.pk, "why": ""}).status_code == 422

    assert client.post("/office/disagreeing/", {"report": report.pk, "why": "bank charge"}).status_code == 302

    report.refresh_from_db()
    assert report.looked_at is not None
    assert client.post("/office/disagreeing/", {"report": report.pk, "why": "again"}).status_code == 404


def test_a_form_sent_again_with_another_amount_says_what_stands(clerk: Client, consumer: Consumer) -> None:
    told = {"deed": "change", "what": "less", "why": "meter stood still", "key": str(uuid.uuid4())}
    address = f"/office/consumer/{consumer.pk}/books/"
    clerk.post(address, {**told, "amount": "100"})

    assert clerk.post(address, {**told, "amount": "100"}).status_code == 302
    answer = clerk.post(address, {**told, "amount": "300"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Owed less, as a correction, ₹ 100.00, stands already" in page
    assert Sanction.objects.get().amount == -100
    (key,) = set(re.findall(r'name="key" value="([^"]+)"', page))
    assert clerk.post(address, {**told, "amount": "300", "key": key}).status_code == 302
    assert sorted(Sanction.objects.values_list("amount", flat=True)) == [-300, -100]


def test_deciding_asks_for_the_code_of_the_app(clerk: Client, consumer: Consumer, section: int) -> None:
    """A password alone changes no account, and what was written is there after the code."""
    bare = somebody("engineer", "ee")
    change(clerk, consumer, deed="change", what="less", amount="100", why="meter stood still")
    sanction = Sanction.objects.get()
    set_off = {"deed": "deposit", "use": "give_back", "amount": "5", "why": "left", "key": str(uuid.uuid4())}
    books = f"/office/consumer/{consumer.pk}/books/"

    asked = [
        bare.post(f"/office/sanctions/{section}/", {"sanction": sanction.pk, "deed": "grant"}),
        bare.post(books, set_off),
    ]

    assert [answer["Location"].partition("?")[0] for answer in asked] == ["/office/second/"] * 2
    sanction.refresh_from_db()
    assert sanction.decided_at is None
    assert 'value="left"' in bare.get(books).content.decode()
