"""The page of savings shows what was counted, to those who see reach, in both languages and as a table."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from bijlisetu.network.models import Office
from bijlisetu.plumbing.database.totals import gather
from bijlisetu.reach.totals import ALL
from bijlisetu.reports.models import Paid, Sent
from tests import build
from tests.district import officer_of
from tests.reports.saved.test_counting import billed

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Office:
    return build.office("company")


@pytest.fixture
def browser(client: Client, company: Office) -> Client:
    client.force_login(officer_of(company))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def counted(company: Office) -> int:
    """Count three bills, one of them proved; of a hundred reminded sixty paid, of twenty held back eight."""
    feeder = build.feeder(section=build.office(parent=company))
    for degree, proved in (("read", True), ("delivered", False), ("failed", False)):
        billed(feeder, degree, proved=proved)
    for one in ALL:
        gather(one, at=timezone.now())
    told = {"occasion": "2026-11", "office_id": company.pk}
    for group, days, people in (
        ("reached", 4, 2), ("unreached", None, 1), ("new", 4, 2), ("reminded", 3, 60), ("reminded", None, 40),
        ("held_back", 5, 8), ("held_back", None, 12),
    ):  # fmt: skip
        Paid.objects.create(group=group, days=days, people=people, **told)
    Sent.objects.create(kind="bill_issued", channel="whatsapp", messages=100, **told)
    Sent.objects.create(kind="reminder_due", channel="sms", messages=50, **told)
    return company.pk


def test_a_page_without_bills_says_so(browser: Client, company: Office) -> None:
    assert "No bills were told of yet" in browser.get(f"/office/saved/{company.pk}/").content.decode()


def test_what_was_saved_and_what_reminders_do_stand_with_their_bounds(browser: Client, counted: int) -> None:
    page = " ".join(browser.get(f"/office/saved/{counted}/").content.decode().split())

    assert "₹ 5.60" in page
    assert "Of a hundred reminded, 20.0 more paid" in page
    assert "lies between -3.5 and 40.3" in page
    assert "₹ 7.00" in page  # 100 messages at 0.14, for each of two newly reached


def test_a_month_that_was_not_counted_is_no_page(browser: Client, counted: int) -> None:
    assert browser.get(f"/office/saved/{counted}/?month=2026-10").status_code == 404


def test_the_table_has_a_line_for_each_month(browser: Client, counted: int) -> None:
    lines = browser.get(f"/office/saved/{counted}/table.csv").content.decode().splitlines()

    assert lines[0].endswith("Month,Bills,Reached,Proved,Sheets saved,Visits saved,Rupees saved")
    assert lines[1].split(",")[1:] == ["3", "2", "1", "1", "1", "5.60"]
