"""The box of search takes whatever somebody has of a person, and no number gets into an address."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from bijlisetu.consumers.models import Consumer
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db

NUMBER = "6000000871"
FOUND = "/office/search?asked"


@pytest.fixture
def holder(district: District) -> Consumer:
    return build.consumer(
        on=district.feeder, mobile=f"91{NUMBER}", email="namuna.871@example.in", meter_number="TN 00871"
    )


def asked(client: Client, text: str) -> str:
    """Return what the box answers: the address that it opens, or the page."""
    answer = client.post("/office/search", {"q": text})
    if answer.headers.get("Location") != FOUND:
        return str(answer.headers.get("Location"))
    return client.get(FOUND).content.decode()


@pytest.mark.parametrize(
    "text", [NUMBER, f"+91 {NUMBER[:5]} {NUMBER[5:]}", f"0{NUMBER}", "६०००००0८७१", "namuna.871@EXAMPLE.in"]
)
def test_a_number_or_mailbox_opens_the_one_who_has_it(officer: Client, holder: Consumer, text: str) -> None:
    assert asked(officer, text) == f"/office/consumer/{holder.pk}/"


def test_a_number_of_several_lists_them_and_nobody_elses(officer: Client, holder: Consumer, district: District) -> None:
    other = build.consumer(on=district.feeder, mobile=f"91{NUMBER}")
    build.address(district.outsider, f"91{NUMBER}")

    page = asked(officer, NUMBER)

    assert holder.account in page
    assert other.account in page
    assert district.outsider.account not in page


def test_a_number_of_another_office_finds_nobody(officer: Client, district: District) -> None:
    build.address(district.outsider, f"91{NUMBER}")

    assert "कोई नहीं मिला" in asked(officer, NUMBER)


@pytest.mark.parametrize("text", [NUMBER, f"%2B91{NUMBER}", "namuna.871@example.in"])
def test_an_address_finds_nobody_by_a_number(officer: Client, holder: Consumer, text: str) -> None:
    page = officer.get(f"/office/search?q={text}").content.decode()

    assert "कम से कम तीन" in page
    assert holder.account not in page


def test_the_box_sends_a_form_and_its_answer_is_not_named_after_the_number(
    officer: Client, holder: Consumer, district: District, caplog: pytest.LogCaptureFixture
) -> None:
    build.consumer(on=district.feeder, mobile=f"91{NUMBER}")

    with caplog.at_level(logging.DEBUG):
        page = asked(officer, NUMBER)

    assert '<form class="search" role="search" method="post" action="/office/search">' in page
    assert NUMBER not in page.partition("</head>")[0]
    assert NUMBER not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )


@pytest.mark.parametrize("text", ["TN00871", "tn 00871", "TN-00871", " TN00871 "])
def test_a_meter_is_found_however_it_is_written(officer: Client, holder: Consumer, text: str) -> None:
    assert holder.account in asked(officer, text)


def test_zeros_before_a_meter_do_not_matter(officer: Client, district: District) -> None:
    written = build.consumer(on=district.feeder, meter_number="0008712345")

    assert written.account in asked(officer, "8712345")
    assert "कोई नहीं मिला" in asked(officer, "0000000")


def test_a_feeder_is_found_by_code_or_name_and_leads_to_its_people(officer: Client, district: District) -> None:
    by_code, by_name = asked(officer, district.feeder.code.lower()), asked(officer, "est fee")

    listed = officer.get(f"/office/feeder/{district.feeder.pk}/").content.decode()

    assert f'href="/office/feeder/{district.feeder.pk}/"' in by_code
    assert f'href="/office/feeder/{district.feeder.pk}/"' in by_name
    assert f'href="/office/feeder/{district.outsider.feeder_id}/"' not in by_name
    assert all(person.account in listed for person in district.people.values())


def test_the_list_of_a_feeder_goes_on_and_back(officer: Client, district: District) -> None:
    many = [build.consumer(account=f"88{nth:08}", on=district.feeder) for nth in range(60)]
    page = f"/office/feeder/{district.feeder.pk}/"

    first = officer.get(page).content.decode()
    second = officer.get(f"{page}?after={many[49].pk}").content.decode()
    back = officer.get(f"{page}?before={many[50].pk}").content.decode()

    assert many[49].account in first
    assert f"?after={many[49].pk}" in first
    assert many[50].account not in first
    assert many[50].account in second
    assert many[49].account in back
    assert 'rel="prev"' not in back


def test_another_offices_feeder_is_not_there(officer: Client, district: District) -> None:
    assert officer.get(f"/office/feeder/{district.outsider.feeder_id}/").status_code == 404
    assert officer.get("/office/feeder/999999999/").status_code == 404


def test_a_search_without_an_end_is_cut(officer: Client, district: District) -> None:
    assert officer.post("/office/search", {"q": "प" * 100_000}, follow=True).status_code == 200
