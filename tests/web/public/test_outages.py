"""What everybody reads of outages: each state in words, by area, and never of whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bijlisetu.network.models import Feeder, Office
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import Kind
from tests import build
from tests.outages.desk import HOUR, Desk, desk, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def told(of: Desk, *, kind: Kind = Kind.BREAKDOWN, ago: timedelta = timedelta(0)) -> Outage:
    at = timezone.now() - ago
    outage = enter(of, kind=kind, at=at)
    actions.announce(outage=outage.pk, at=at, by=of.engineer)
    return outage


def test_an_empty_page_does_not_say_that_all_is_well(client: Client) -> None:
    shown = client.get("/outages/").content.decode()

    assert "इसका मतलब यह नहीं कि किसी की बिजली बंद नहीं" in shown
    assert "1912" in shown


def test_a_breakdown_is_shown_with_its_place_times_and_reason(client: Client, at_desk: Desk) -> None:
    outage = told(at_desk)

    shown = client.get("/outages/").content.decode()

    assert f"/outages/{outage.number}/" in shown
    assert at_desk.feeders[0].name in shown
    assert "लोगों की सुरक्षा" in shown
    assert "NEAR SUBSTATION" in client.get(f"/outages/{outage.number}/").content.decode()


def test_a_promise_that_passed_never_reads_as_all_is_well(client: Client, at_desk: Desk) -> None:
    told(at_desk, ago=3 * HOUR)
    actions.pass_time(at=timezone.now())

    shown = client.get("/outages/").content.decode()

    assert "बताया हुआ समय निकल गया" in shown


def test_an_area_shows_its_own_and_one_without_any_says_so(client: Client, at_desk: Desk) -> None:
    outage = told(at_desk)

    assert outage.number in client.get(f"/outages/?office={at_desk.section.pk}").content.decode()
    assert outage.number not in client.get("/outages/?office=999999").content.decode()
    assert client.get("/outages/?office=x").status_code == 404


def test_what_nobody_was_told_of_has_no_page(client: Client, at_desk: Desk) -> None:
    outage = enter(at_desk, at=timezone.now())

    assert client.get(f"/outages/{outage.number}/").status_code == 404
    assert client.get("/outages/00000/").status_code == 404


def test_nobody_is_named(client: Client, at_desk: Desk) -> None:
    person = build.consumer(on=at_desk.feeders[0])
    outage = told(at_desk)

    for address in ("/outages/", f"/outages/{outage.number}/"):
        shown = client.get(address).content.decode()
        assert person.account not in shown
        assert person.name not in shown
        assert at_desk.engineer not in shown.split("<main", 1)[1].split()


def test_browsers_keep_it_for_a_moment_and_other_sites_do_not_frame_it(client: Client) -> None:
    answer = client.get("/outages/")

    assert answer["Cache-Control"] == "private, max-age=30"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "noindex" not in answer.content.decode()


def main_of(page: bytes) -> str:
    """Return what the page says, without what differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.decode()).split("<main", 1)[1]


def test_an_account_is_told_of_its_outage(client: Client, at_desk: Desk) -> None:
    person = build.consumer(on=at_desk.feeders[0])
    outage = told(at_desk)

    shown = client.post("/outages/", {"q": f" {person.account[:5]} {person.account[5:]} "})

    assert f"/outages/{outage.number}/" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert person.name not in shown.content.decode()


@pytest.mark.parametrize("written", ["2101-TN00000007", " 2101 tn00000007", "२१०१-TN0000 0007"])
def test_an_account_of_letters_and_parts_is_told_of_its_outage(client: Client, at_desk: Desk, written: str) -> None:
    outage = told(at_desk)
    build.consumer(on=at_desk.feeders[0], account="2101-TN00000007")

    assert outage.number in main_of(client.post("/outages/", {"q": written}).content)


def test_an_unknown_account_reads_like_one_with_light(client: Client, at_desk: Desk) -> None:
    lit = build.consumer(on=at_desk.feeders[1])
    told(at_desk)

    known, unknown = (client.post("/outages/", {"q": account}) for account in (lit.account, "9999999999"))

    assert known.status_code == unknown.status_code == 200
    assert main_of(known.content) == main_of(unknown.content)
    assert "हमें किसी कटौती की जानकारी नहीं है" in main_of(known.content)


def test_whoever_tries_many_accounts_is_put_off_and_others_are_not(client: Client, at_desk: Desk) -> None:
    answers = [client.post("/outages/", {"q": f"99999{place:05}"}).status_code for place in range(41)]

    assert (answers[:20], answers[40]) == ([200] * 20, 429)  # a new ten minutes may have begun once
    assert client.post("/outages/", {"q": "9999999999"}, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.post("/outages/", {"q": "robertsganj"}).status_code == 200


@pytest.mark.parametrize("ask", ["near sub", "NEAR SUBSTATION", "{feeder}", "{number}"])
def test_a_place_or_a_number_finds_its_outage(client: Client, at_desk: Desk, ask: str) -> None:
    outage = told(at_desk)
    text = ask.format(feeder=at_desk.feeders[0].name.lower(), number=outage.number)

    assert outage.number in main_of(client.post("/outages/", {"q": text}).content)


@pytest.mark.parametrize("ask", ["दुद्धी", "ग्राम दुद्धी", "रॉबर्ट्सगंज", "robertsg", "पूर्वांचल", "Purvanchal Vidyut"])
def test_a_place_is_found_in_whichever_script_it_is_written(client: Client, at_desk: Desk, ask: str) -> None:
    Feeder.objects.filter(pk=at_desk.feeders[0].pk).update(name="DUDDHI TOWN")
    Office.objects.filter(pk=at_desk.section.pk).update(name="ROBERTSGANJ")
    company = Office.objects.filter(kind="company")
    company.update(name="POORVANCHAL", code="POORVANCHAL")
    outage = told(at_desk)

    assert outage.number in main_of(client.post("/outages/", {"q": ask}).content)
    assert outage.number not in main_of(client.post("/outages/", {"q": "रेणुकूट"}).content)


def test_a_company_stands_by_its_name_and_not_by_its_code(client: Client, at_desk: Desk) -> None:
    told(at_desk)
    company = Office.objects.filter(kind="company")
    company.update(name="POORVANCHAL", code="POORVANCHAL")

    shown = [main_of(client.get(f"/outages/{asked}").content) for asked in ("", f"?office={company.get().pk}")]

    assert all("पूर्वांचल विद्युत वितरण निगम" in each and "POORVANCHAL" not in each for each in shown)


def test_a_place_without_one_says_so_and_repeats_no_markup(client: Client, at_desk: Desk) -> None:
    told(at_desk)

    shown = main_of(client.post("/outages/", {"q": "<b>nowhere"}).content)

    assert "&lt;b&gt;nowhere" in shown
    assert "हमें किसी कटौती की जानकारी नहीं है" in shown
    assert client.post("/outages/", {"q": "a\0b"}).status_code == 400
    assert client.post("/outages/", {"q": " "}).status_code == 302
