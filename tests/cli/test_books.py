"""`bijlisetu books`: accounts are opened, and a month is charged only by a rule that lets us."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from bijlisetu.cli.registry.books import NotCharged, books
from bijlisetu.ledger.models import Entry, Surcharged
from bijlisetu.ledger.surcharge.reading import policies_of
from bijlisetu.ledger.surcharge.rules import By
from bijlisetu.network.models import Office
from tests import build
from tests.ledger.test_books import bill as entered
from tests.ledger.test_books import put
from tests.reach.test_undelivered import bill, stand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bijlisetu.plumbing.startup.set_up", lambda: None)


def test_the_books_of_nobody_are_opened_at_once() -> None:
    assert CliRunner().invoke(books, ["open"], catch_exceptions=False).output == "0 entries made\n"


def test_where_no_rule_is_known_nothing_is_charged() -> None:
    company = build.office("company")

    for office in (company.code, "NO SUCH OFFICE"):
        with pytest.raises(NotCharged):
            CliRunner().invoke(
                books, ["charge", "2026-10", "--office", office], catch_exceptions=False, standalone_mode=False
            )


def test_a_bill_that_reached_nobody_is_let_off_by_its_evidence_where_the_rule_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    company = build.office("company")
    feeder = build.feeder(section=build.office(parent=Office.objects.get(pk=company.pk)))
    spared, told = build.consumer(on=feeder), build.consumer(on=feeder)
    stand(spared, "failed", reason="number_dead")
    stand(told, "delivered")
    put(*(entered(bill(one), "1000.00", of=one, day=date(2026, 8, 1)) for one in (spared, told)))
    september, october = date(2026, 9, 1), date(2026, 10, 1)
    rule = replace(policies_of("jbvnl", begins=september, ends=october)[0], charged_by=By.US, excuses_undelivered=True)
    monkeypatch.setattr("bijlisetu.ledger.surcharge.reading.policies_of", lambda *_, **__: [rule])

    said = CliRunner().invoke(books, ["charge", "2026-09", "--office", company.code], catch_exceptions=False).output

    assert said.splitlines()[-1].startswith("1 of 2 charged")
    charged = Entry.objects.get(sort="surcharge")
    assert charged.reference == f"surcharge:2026-09:{told.pk}"
    let_off = Surcharged.objects.get(consumer=spared)
    assert (let_off.amount, let_off.excused) == (
        Decimal(0), {f"B{spared.pk}": "not delivered: number_dead, notice 17"},
    )  # fmt: skip
