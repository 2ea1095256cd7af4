"""Whoever only walks mends and visits doors of their own beat and section's list; the counter's word is not theirs."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Claim
from bijlisetu.fieldwork.models import Visit
from bijlisetu.network.models import Office
from tests import build
from tests.build import NOON
from tests.district import District

pytestmark = pytest.mark.django_db

WALKERS = ["agent", "lineman", "reader"]
NEW = "6000091111"
DOORS = "/field/door/"


def walker(at: Office, role: str = "agent") -> Client:
    browser = Client()
    browser.force_login(User.objects.get(username=build.officer("walker", of=at, role=role)))
    return browser


def mended(browser: Client, someone: Consumer, *, page: str = DOORS, proof: str = "visit") -> bool:
    browser.post(page, {"consumer": someone.pk, "address": NEW, "proof": proof, "sure": f"91{NEW}"})
    return Claim.objects.filter(consumer=someone, value=f"91{NEW}").exists()


def noted(browser: Client, someone: Consumer, *, page: str = DOORS) -> bool:
    browser.post(page, {"consumer": someone.pk, "outcome": "disconnected"})
    return Visit.objects.filter(consumer=someone).exists()


def in_beat_of_walker(someone: Consumer, at: Office, *, is_open: bool = True) -> None:
    round_ = build.round_(closed_at=None if is_open else NOON)
    beat = build.beat(round_, at_office=at)
    build.hold(beat, "walker")
    build.door(beat, to=someone)


@pytest.mark.parametrize("role", WALKERS)
@pytest.mark.parametrize("deed", [mended, noted])
@pytest.mark.parametrize("place", ["circle", "division"])
def test_a_post_above_sections_opens_no_door_without_a_beat(
    district: District, role: str, deed: object, place: str
) -> None:
    browser = walker(getattr(district, place), role)

    assert not deed(browser, district.people["failed"])  # type: ignore[operator]


@pytest.mark.parametrize("role", WALKERS)
@pytest.mark.parametrize("deed", [mended, noted])
def test_doors_of_a_beat_are_whose_beat_it_is(district: District, role: str, deed: object) -> None:
    browser = walker(district.circle, role)
    in_beat_of_walker(district.people["delivered"], district.section)

    assert deed(browser, district.people["delivered"])  # type: ignore[operator]
    assert not deed(browser, district.people["failed"])  # type: ignore[operator]


@pytest.mark.parametrize("deed", [mended, noted])
def test_a_beat_of_a_closed_round_opens_nothing(district: District, deed: object) -> None:
    browser = walker(district.circle)
    in_beat_of_walker(district.people["failed"], district.section, is_open=False)

    assert not deed(browser, district.people["failed"])  # type: ignore[operator]


@pytest.mark.parametrize("deed", [mended, noted])
def test_a_beat_of_somebody_else_opens_nothing(district: District, deed: object) -> None:
    browser = walker(district.circle)
    in_beat_of_walker(district.people["failed"], district.section)
    build.officer("other", of=district.circle, role="agent")
    browser.force_login(User.objects.get(username="other"))

    assert not deed(browser, district.people["failed"])  # type: ignore[operator]


@pytest.mark.parametrize("deed", [mended, noted])
def test_the_list_of_their_section_is_theirs_and_who_is_not_on_it_is_not(district: District, deed: object) -> None:
    browser = walker(district.section)

    assert deed(browser, district.people["failed"])  # type: ignore[operator]
    assert not deed(browser, district.people["read"])  # type: ignore[operator]
    assert not deed(browser, district.outsider)  # type: ignore[operator]


def test_the_page_of_doors_shows_whoever_only_walks_their_sections_list_alone(district: District) -> None:
    account = district.people["failed"].account

    at_section = walker(district.section).get(DOORS).content.decode()
    User.objects.all().delete()
    at_circle = walker(district.circle).get(DOORS).content.decode()

    assert account in at_section
    assert account not in at_circle


@pytest.mark.parametrize("deed", [mended, noted])
@pytest.mark.parametrize("page", ["/office/worklist/{office}/", "/office/consumer/{consumer}/"])
def test_pages_of_the_desk_take_nothing_from_whom_they_show_nothing(
    district: District, deed: object, page: str
) -> None:
    someone = district.people["failed"]
    page = page.format(office=district.section.pk, consumer=someone.pk)
    browser = walker(district.section)

    assert not deed(browser, someone, page=page)  # type: ignore[operator]
    assert someone.name not in browser.get(DOORS).content.decode().partition("<h1>")[0]


def test_an_officer_posts_to_the_list_of_no_other_office(client: Client, district: District) -> None:
    client.force_login(district.officer)

    assert not mended(client, district.people["failed"], page=f"/office/worklist/{district.elsewhere.pk}/")


@pytest.mark.parametrize("role", WALKERS)
def test_whoever_only_walks_cannot_say_that_somebody_came_to_the_counter(district: District, role: str) -> None:
    browser = walker(district.section, role)

    page = browser.get(DOORS).content.decode()
    said = browser.post(
        DOORS, {"consumer": district.people["failed"].pk, "address": NEW, "proof": "counter"}, follow=True
    )

    assert 'name="proof" value="visit"' in page
    assert 'name="proof" value="counter"' not in page
    assert said.status_code == 422
    assert not Claim.objects.filter(value=f"91{NEW}").exists()


def test_a_clerk_elsewhere_who_walks_here_has_no_counter_here(district: District) -> None:
    browser = walker(district.section)
    build.officer("walker", of=district.elsewhere, role="clerk")

    assert not mended(browser, district.people["failed"], proof="counter")
    assert mended(browser, district.people["failed"], proof="visit")
