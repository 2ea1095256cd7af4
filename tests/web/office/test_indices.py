"""The page of the indices, and the regulator's sheet: figures of one's own office, planned and unplanned apart."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.outages.measuring.actions import count_served
from bijlisetu.outages.models import Interruption
from bijlisetu.plumbing.india import day_in_india
from tests import build
from tests.outages.desk import Desk, desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    made = desk()
    for _ in range(2):
        build.consumer(on=made.feeders[0])
    at = timezone.now()
    count_served(at=at)
    dark(made, at - timedelta(hours=2), 90, planned=False)
    dark(made, at - timedelta(hours=4), 30, planned=True)
    return made


def dark(of: Desk, at: datetime, minutes: int, *, planned: bool) -> None:
    Interruption.objects.create(
        feeder=of.feeders[0], from_at=at, until_at=at + timedelta(minutes=minutes), planned=planned, customers=2,
        interrupted=2, source="import",
    )  # fmt: skip


def of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def this_month() -> str:
    return f"{day_in_india(timezone.now() - timedelta(hours=4)):%Y-%m}/1"


def test_the_page_shows_all_planned_and_unplanned_of_the_office_and_its_feeders(at_desk: Desk) -> None:
    company = at_desk.section.places.get().parent
    page = of("je").get(f"/office/outages/{at_desk.section.pk}/indices/?period={this_month()}").content.decode()

    assert ">120.00 <small>2:00</small>" in page
    assert ">90.00 <small>1:30</small>" in page
    assert "TEST FEEDER" in page
    assert "नापा नहीं गया" in page
    upper = of("chief").get(f"/office/outages/{company.pk}/indices/?period={this_month()}").content.decode()
    assert f"/office/outages/{at_desk.section.pk}/indices/" in upper


def test_what_is_not_known_is_said_once() -> None:
    section = desk().section.pk
    page = of("je").get(f"/office/outages/{section}/indices/").content.decode()

    cells = re.findall(r'data-label="SAIDI">(.*?)</td>', page, re.DOTALL)
    assert cells
    assert {" ".join(cell.split()) for cell in cells} == {"पता नहीं"}


def test_of_a_feeder_without_consumers_nothing_is_called_unknown(at_desk: Desk) -> None:
    page = of("je").get(f"/office/outages/{at_desk.section.pk}/indices/?period={this_month()}").content.decode()

    assert at_desk.feeders[1].name in page
    assert "पता नहीं" not in page


def test_of_months_that_nobody_counted_it_says_which_and_what_to_do(at_desk: Desk) -> None:
    address = f"/office/outages/{at_desk.section.pk}/indices/"
    uncounted = "इन महीनों में कितने उपभोक्ता थे, यह पता नहीं"

    long_ago = of("je").get(f"{address}?period=2020-04/3").content.decode()
    assert f"{uncounted}: अप्रैल 2020, मई 2020, जून 2020." in " ".join(long_ago.split())
    assert uncounted not in of("je").get(f"{address}?period={this_month()}").content.decode()


def test_the_sheet_has_the_columns_of_the_regulator_and_the_same_figures(at_desk: Desk) -> None:
    address = f"/office/outages/{at_desk.section.pk}/indices"
    answer = of("je").get(f"{address}.csv?period={this_month()}")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"].startswith("text/csv")
    assert "SAIFI" in rows[1]
    assert [row[2:8] for row in rows[2:5]] == [
        ["2", "2", "4", "2.00", "240", "120.00"], ["2", "1", "2", "1.00", "60", "30.00"],
        ["2", "1", "2", "1.00", "180", "90.00"],
    ]  # fmt: skip
    assert rows[2][10:] == ["नापा नहीं गया", "नापा नहीं गया"]
    paper = of("je").get(f"{address}.pdf?period={this_month()}")
    assert paper.content.startswith(b"%PDF")


def test_what_is_no_period_or_no_form_is_not_there_and_neither_is_anothers_office(at_desk: Desk) -> None:
    address = f"/office/outages/{at_desk.section.pk}/indices"

    assert of("je").get(f"{address}/?period=2026-04/5").status_code == 404
    assert of("je").get(f"{address}.exe").status_code == 404
    assert of("je").get(f"/office/outages/{build.office().pk}/indices/").status_code == 404


def test_an_office_without_figures_says_so_and_not_nought(at_desk: Desk) -> None:
    page = of("je").get(f"/office/outages/{at_desk.section.pk}/indices/?period=2020-04/12").content.decode()

    assert "पता नहीं" in page
