"""The report of a month: told in time or not, promised and kept; and who was not told, masked, with the reason."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.outages import actions
from bijlisetu.outages.ledgers.keeping import keep
from bijlisetu.outages.models import Outage
from bijlisetu.web.office.reach.occasions import in_words
from bijlisetu.web.templatetags.runs import of_what
from tests import build
from tests.carried import send_all
from tests.outages.desk import HOUR, Desk, desk, enter, with_outage

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


@pytest.fixture
def outage(at_desk: Desk) -> Outage:
    # Both are told at night too, whenever this runs.
    build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="hospital")
    build.consumer(on=at_desk.feeders[0], account="9900007788", name="Asha Namuna", need="hospital")
    at = timezone.now()
    made = enter(at_desk, at=at)
    actions.announce(outage=made.pk, at=at, by="je")
    send_all(at)
    actions.back(outage=made.pk, at=at + 3 * HOUR, by="je")
    keep(at=at + 3 * HOUR)
    return made


def of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def test_the_month_shows_each_outage_its_people_and_its_promise(at_desk: Desk, outage: Outage) -> None:
    page = of("je").get(f"/office/outages/{at_desk.section.pk}/report/").content.decode()

    assert f'<a href="/office/outage/{outage.number}/untold/">1</a>' in page
    assert f'<a href="/office/outage/{outage.number}/">फीडर {at_desk.feeders[0].name}</a>' in page
    assert "पहला समय सही" in page
    table = of("je").get(f"/office/outages/{at_desk.section.pk}/report.csv").content.decode()
    assert table.splitlines()[1].startswith(outage.number)


def test_an_outage_is_chosen_by_its_place_where_its_reach_is_looked_at(at_desk: Desk, outage: Outage) -> None:
    of_outage, of_month = Occasion("outages", outage.number), Occasion("bills", "2026-11")

    with translation.override("hi"):
        written = in_words([of_outage, of_month])

    assert written[of_outage] == f"फीडर {at_desk.feeders[0].name} · {outage.number}"
    assert written[of_month] == "नवम्बर 2026"


def test_a_run_of_an_outage_is_named_by_the_outage_not_by_its_stage() -> None:
    assert of_what("outage:2026-11:00021:4:cut") == "00021"
    assert of_what("correction:outage:2026-11:00021:4:cut") == "00021"


def test_an_office_shows_what_each_below_it_did(at_desk: Desk, outage: Outage) -> None:
    other = build.office(parent=at_desk.section.places.get().parent, name="FAR SUBSTATION")
    line = build.feeder(section=other)
    build.consumer(on=line, mobile="916000000002")
    far = with_outage(line, by="je-far", of=other)
    actions.announce(outage=far.pk, at=timezone.now(), by="je-far")
    actions.back(outage=far.pk, at=timezone.now(), by="je-far")
    keep(at=timezone.now())
    company = at_desk.section.places.get().parent_id

    page = of("chief").get(f"/office/outages/{company}/report/")

    assert page.status_code == 200
    for section in (at_desk.section, other):
        assert f"/office/outages/{section.pk}/report/?month=" in page.content.decode()


def test_who_was_not_told_is_listed_with_the_reason_and_masked(outage: Outage) -> None:
    page = of("je").get(f"/office/outage/{outage.number}/untold/").content.decode()
    table = of("je").get(f"/office/outage/{outage.number}/untold.csv").content.decode()

    assert "Asha Namuna" in page
    assert "7788" in page
    assert "9900007788" not in page + table
    assert table.splitlines()[1] == "..7788,TEST FEEDER,जाने से पहले वापस लिया"


def test_a_month_without_outages_says_so_and_another_office_sees_nothing(at_desk: Desk, outage: Outage) -> None:
    page = of("je").get(f"/office/outages/{at_desk.section.pk}/report/?month=2020-01").content.decode()

    assert "कोई कटौती दर्ज नहीं" in page
    build.officer("stranger", of=build.office(), role="je")
    for address in (f"/office/outages/{at_desk.section.pk}/report/", f"/office/outage/{outage.number}/untold/"):
        assert of("stranger").get(address).status_code == 404
    assert of("je").get(f"/office/outages/{at_desk.section.pk}/report/?month=x").status_code == 404
