"""The report of an evening as pages: each figure leads to its rows, and nobody sees another office's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from bijlisetu.contact.models import Claim
from bijlisetu.memos.models import Enclosure
from bijlisetu.reach.models import Standing
from bijlisetu.reports.models import Evening
from bijlisetu.staff.called import name_of
from tests.district import District
from tests.reports.evening.test_making import SIX, make_due, officer

pytestmark = pytest.mark.django_db
DAY = "2026-11-28"


@pytest.fixture
def chief(client: Client, district: District) -> Client:
    """An officer of the circle; the division and the section have officers too, an agency's man mended two numbers."""
    client.force_login(officer(district.circle))
    officer(district.division, "near", "ee")
    officer(district.elsewhere, "far", "ee")
    officer(district.section, "ravi", "agent", "SYNTHETIC AGENCY")
    for degree, proof in (("no_address", ""), ("failed", "visit")):
        Claim.objects.create(
            consumer=district.people[degree], value="916000000077", word="own" if proof else "reaches", proof=proof,
            source="visit", by="ravi", at=SIX - timedelta(hours=1),
        )  # fmt: skip
    make_due(at=SIX)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_last_report_is_shown_with_its_seal(chief: Client, district: District) -> None:
    shown = page(chief, reverse("office:evening", args=[district.circle.pk]))

    made = Evening.objects.get(office=district.circle)
    assert f"{made.seal}:{made.hash}" in shown
    assert "SYNTHETIC AGENCY" in shown
    assert "28 नवम्बर 2026" in shown


def test_every_figure_that_has_rows_leads_to_as_many(chief: Client, district: District) -> None:
    shown = page(chief, reverse("office:evening", args=[district.circle.pk]))
    found = re.findall(r'<a href="([^"]+/(?:people|mended)/[^"]*)">(?:<b>)?([\d,]+)', shown)

    assert len(found) > 6
    for address, figure in found:
        rows = page(chief, address.replace("&amp;", "&"))
        assert rows.count('<th scope="row">') == int(figure), address


def test_rows_say_who_brought_the_number_and_for_whom_it_masked(chief: Client, district: District) -> None:
    address = reverse("office:evening_mended", args=[district.circle.pk, DAY])

    rows = page(chief, f"{address}?list=proved&agency=SYNTHETIC+AGENCY")

    assert "60xxxxxx77" in rows
    assert "916000000077" not in rows
    assert name_of("ravi")[0] in rows
    assert district.people["failed"].account in rows
    assert district.people["no_address"].account not in rows


def test_where_a_number_was_replaced_the_row_says_the_new_one(chief: Client, district: District) -> None:
    of = district.people["no_address"]
    Claim.objects.create(
        consumer=of, value="916000000066", word="left", source="visit", by="ravi", at=SIX - timedelta(hours=1)
    )

    rows = page(chief, f"{reverse('office:evening_mended', args=[district.circle.pk, DAY])}?list=day")

    assert of.account in rows
    assert "60xxxxxx66" not in rows


def test_one_persons_rows_are_those_counted_beside_their_name(chief: Client, district: District) -> None:
    address = reverse("office:evening_mended", args=[district.circle.pk, DAY])

    workers = page(chief, f"{address}?list=workers")

    assert ">2</td>" in workers
    ravi = User.objects.get(username="ravi").pk
    assert f"by={ravi}" in workers
    assert page(chief, f"{address}?list=day&agency=SYNTHETIC+AGENCY&by={ravi}").count('<th scope="row">') == 2
    for nobody in ("ravi", "999999", "x"):
        assert "यहाँ कोई नंबर ठीक नहीं हुआ" in page(chief, f"{address}?list=day&by={nobody}")


def test_what_was_mended_after_the_report_is_not_among_its_rows(chief: Client, district: District) -> None:
    of = district.people["waiting"]
    late = SIX + timedelta(hours=1)
    Claim.objects.create(consumer=of, value="916000000078", word="reaches", source="visit", by="ravi", at=late)

    assert of.account not in page(chief, reverse("office:evening_mended", args=[district.circle.pk, DAY]))


@pytest.mark.parametrize(("form", "sort"), [("pdf", "application/pdf"), ("csv", "text/csv; charset=utf-8")])
def test_the_files_are_those_of_the_mail(chief: Client, district: District, form: str, sort: str) -> None:
    answer = chief.get(reverse("office:evening_file", args=[district.circle.pk, DAY, form]))

    made = Evening.objects.get(office=district.circle)
    assert answer.content == bytes(Enclosure.objects.get(pk=getattr(made, form)).content)
    assert answer["Content-Type"] == sort
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    "address", ["evening/{0}/", "evening/{0}/2026-11-28/", "evening/{0}/2026-11-28/mended/",
                "evening/{0}/2026-11-28/report.pdf", "evening/{0}/2026-11-28/report.csv"],
)  # fmt: skip
def test_another_offices_report_is_not_there(chief: Client, district: District, address: str) -> None:
    near = Client()
    near.force_login(officer(district.division, "other", "ee"))

    for office, status in ((district.elsewhere.pk, 404), (district.circle.pk, 404), (district.division.pk, 200)):
        assert near.get(f"/office/{address.format(office)}").status_code == status


@pytest.mark.parametrize(
    "address",
    ["2026-11-29/", "2026-02-30/", "x/", "2026-11-28/report.exe", "2026-11-28/mended/?list=x", "2026-13-01/mended/"],
)
def test_a_day_or_list_that_is_not_there_is_not_found(chief: Client, district: District, address: str) -> None:
    assert chief.get(f"/office/evening/{district.circle.pk}/{address}").status_code == 404


def test_before_the_first_report_the_page_says_when_it_comes(client: Client, district: District) -> None:
    client.force_login(district.officer)

    assert "शाम 6 बजे" in page(client, reverse("office:evening", args=[district.division.pk]))


def test_the_figures_stand_while_the_lists_move_on(chief: Client, district: District) -> None:
    address = reverse("office:evening", args=[district.circle.pk])
    before = re.findall(r"<b>(.*?)</b>", page(chief, address))
    Standing.objects.update(degree="failed", reached=False)

    assert re.findall(r"<b>(.*?)</b>", page(chief, address)) == before
