"""One door of a list is open with the one form; what was found there is kept, and the next door comes into view."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.queries.visits import last_visits
from bijlisetu.reach.models import Task
from bijlisetu.reach.queries.at_doors import where_no_visit_helps, without_a_number
from bijlisetu.reports.words import OUTCOMES
from tests import build
from tests.district import NUMBER, District

NEW = "9811199900"


@pytest.fixture
def engineer(client: Client, district: District) -> Client:
    client.force_login(User.objects.get(username=build.officer("engineer", of=district.section, role="je")))
    return client


def worklist(district: District) -> str:
    return f"/office/worklist/{district.section.pk}/"


def open_door(page: str) -> int:
    (found,) = re.findall(r'name="consumer" value="(\d+)"', page)
    return int(found)


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def head(page: str) -> str:
    """Return what the page's heading says of how much there is to do."""
    (found,) = re.findall(r"<h1>.*?<small>(?:[^<,]*,)?? ?([0-9][^<]*)</small>", page)
    return str(found).strip()


@pytest.mark.parametrize("address", ["/field/door/", "worklist"])
def test_a_list_has_one_form_and_nothing_in_it_is_chosen_for_the_person(
    engineer: Client, district: District, address: str
) -> None:
    page = text(engineer, worklist(district) if address == "worklist" else address)

    assert page.count('class="repair"') == 1
    assert "checked" not in page


@pytest.mark.parametrize("address", ["/field/door/", "worklist", "person"])
def test_a_number_without_a_word_on_its_proof_is_asked_for_one(
    engineer: Client, district: District, address: str
) -> None:
    consumer = district.people["failed"].pk
    pages = {"worklist": worklist(district), "person": f"/office/consumer/{consumer}/"}

    answer = engineer.post(pages.get(address, address), {"consumer": consumer, "address": NEW})

    assert answer.status_code == 422
    assert "चुनें कि नंबर कैसे जाँचा" in answer.content.decode()
    assert not Address.objects.filter(value=f"91{NEW}").exists()


@pytest.mark.parametrize("address", ["/field/door/", "worklist", "person"])
@pytest.mark.parametrize("proof", ["visit", "counter", "call_back", ""])
def test_a_number_that_stands_elsewhere_is_asked_about_before_it_is_kept(
    engineer: Client, district: District, address: str, proof: str
) -> None:
    consumer = district.people["no_address"].pk
    page = {"worklist": worklist(district), "person": f"/office/consumer/{consumer}/"}.get(address, address)
    form = {"consumer": consumer, "address": NUMBER[-10:], "proof": proof}

    asked = engineer.post(page, form)
    before = Address.objects.filter(consumer=consumer).count()
    for_another = engineer.post(page, {**form, "sure": f"91{NEW}"})
    engineer.post(page, {**form, "sure": NUMBER})

    assert asked.status_code == for_another.status_code == 422
    assert "और खातों पर भी दर्ज है" in asked.content.decode()
    assert f'name="sure" value="{NUMBER}"' in asked.content.decode()
    assert before == 0
    assert Address.objects.get(consumer=consumer).value == NUMBER


def test_a_number_whose_holder_said_no_is_asked_about_even_with_a_proof(engineer: Client, district: District) -> None:
    someone = build.consumer(on=district.feeder)
    build.address(someone, f"91{NEW}", owner="not_owner", owner_at=build.NOON)
    form = {"consumer": someone.pk, "address": NEW, "proof": "visit"}
    page = f"/office/consumer/{someone.pk}/"

    asked = engineer.post(page, form)
    before = Address.objects.get(consumer=someone).owner
    engineer.post(page, {**form, "sure": f"91{NEW}"})

    assert asked.status_code == 422
    assert "22 नवम्बर 2026 को इस नंबर वाले ने कहा था" in asked.content.decode()
    assert (before, Address.objects.get(consumer=someone).owner) == ("not_owner", "proved")


def test_after_a_deed_the_next_door_is_open_and_in_view(engineer: Client, district: District) -> None:
    page = worklist(district)
    first = open_door(text(engineer, page))

    saved = engineer.post(page, {"consumer": first, "address": NEW, "proof": "visit"})

    assert saved["Location"].endswith("#open")
    after = text(engineer, saved["Location"].removesuffix("#open"))
    walked = [int(number) for number in re.findall(r'class="name" href="/office/consumer/(\d+)/"', after)]
    assert open_door(after) == walked[walked.index(first) + 1]


@pytest.mark.parametrize("address", ["/field/door/", "worklist"])
def test_after_a_number_is_saved_the_head_counts_one_door_less(
    engineer: Client, district: District, address: str
) -> None:
    page = worklist(district) if address == "worklist" else address
    before = head(text(engineer, page))

    engineer.post(page, {"consumer": district.people["failed"].pk, "address": NEW, "proof": "visit"})

    assert before == "4 काम बाकी"
    assert head(text(engineer, page)) == "3 काम बाकी, 1 बिल नए नंबर पर जा रहा है"


def test_what_is_on_its_way_is_counted_in_the_choice_that_is_shown(engineer: Client, district: District) -> None:
    page = worklist(district)
    engineer.post(page, {"consumer": district.people["failed"].pk, "address": NEW, "proof": "visit"})

    dead, without = (text(engineer, f"{page}?reason={reason}") for reason in ("number_dead", "no_address"))

    assert (head(dead), head(without)) == ("0 काम बाकी, 1 बिल नए नंबर पर जा रहा है", "1 काम बाकी")


def test_after_the_last_door_of_a_page_the_next_page_opens(engineer: Client, district: District) -> None:
    Task.objects.all().delete()
    people = [build.consumer(on=district.feeder) for _ in range(51)]
    for person in people:
        build.task(person)
    page = worklist(district)
    listed = re.findall(r'class="name" href="/office/consumer/(\d+)/"', text(engineer, page))

    saved = engineer.post(page, {"consumer": listed[-1], "outcome": "locked"}, follow=True)

    (left,) = {str(person.pk) for person in people} - set(listed)
    assert open_door(saved.content.decode()) == int(left)


def test_any_door_can_be_opened(engineer: Client, district: District) -> None:
    wanted = district.people["not_owner"].pk

    assert open_door(text(engineer, f"{worklist(district)}?door={wanted}")) == wanted


@pytest.mark.parametrize("outcome", without_a_number())
@pytest.mark.parametrize("address", ["/field/door/", "worklist"])
def test_what_was_found_is_kept_with_who_and_when_and_closes_nothing(
    engineer: Client, district: District, address: str, outcome: str
) -> None:
    consumer = district.people["failed"]
    page = worklist(district) if address == "worklist" else address

    told = engineer.post(page, {"consumer": consumer.pk, "address": "", "outcome": outcome}, follow=True)

    visit = Visit.objects.get()
    assert (visit.consumer, visit.outcome, visit.by) == (consumer, outcome, "engineer")
    assert timezone.now() - visit.at < timedelta(minutes=1)
    assert Task.objects.get(consumer=consumer).closed_at is None
    words = str(OUTCOMES[outcome])
    assert words in told.content.decode()
    assert f"पिछली बार: <b>{words}</b>" in text(engineer, worklist(district))
    assert words in text(engineer, f"/office/consumer/{consumer.pk}/")


def test_who_was_there_today_is_led_to_further_doors_and_comes_back_tomorrow(
    engineer: Client, district: District
) -> None:
    consumer = open_door(text(engineer, "/field/door/"))
    build.visit(Consumer.objects.get(pk=consumer), "locked", at=build.NOON)
    yesterday = text(engineer, "/field/door/")

    engineer.post("/field/door/", {"consumer": consumer, "outcome": "locked"})

    assert open_door(yesterday) == consumer
    assert open_door(text(engineer, "/field/door/")) != consumer


@pytest.mark.parametrize("form", [{"outcome": "burnt"}, {"outcome": "locked", "consumer": "x"}, {"outcome": "locked"}])
def test_what_no_form_of_ours_says_is_refused(engineer: Client, district: District, form: dict[str, str]) -> None:
    named = {"consumer": str(district.people["failed"].pk)} if form["outcome"] == "burnt" else {}

    assert engineer.post("/field/door/", {**named, **form}).status_code == 404
    assert not Visit.objects.exists()


def test_a_door_of_another_section_is_not_theirs(engineer: Client, district: District) -> None:
    form = {"consumer": district.outsider.pk, "outcome": "locked"}

    assert engineer.post(worklist(district), form).status_code == 404
    assert not Visit.objects.exists()


@pytest.mark.parametrize("address", ["/field/door/", "worklist"])
def test_a_door_just_visited_goes_behind_the_others(engineer: Client, district: District, address: str) -> None:
    page = worklist(district) if address == "worklist" else address
    first = open_door(text(engineer, page))

    engineer.post(page, {"consumer": first, "outcome": "locked"})

    after = text(engineer, page)
    listed = re.findall(r'class="name" href="/office/consumer/(\d+)/"', after)
    assert open_door(after) != first
    assert str(first) not in listed[:-1]


@pytest.mark.parametrize("outcome", where_no_visit_helps())
def test_where_no_visit_helps_the_office_sees_to_it_and_nobody_is_sent_again(
    engineer: Client, district: District, outcome: str
) -> None:
    consumer = district.people["failed"]

    form = {"consumer": district.people["no_address"].pk, "outcome": outcome}
    told = engineer.post("/field/door/", form, follow=True)
    visit = build.visit(consumer, outcome, at=timezone.now() - timedelta(days=1, minutes=1))
    Task.objects.update(opened_at=timezone.now() - timedelta(days=3))

    assert "अब कार्यालय देखेगा" in told.content.decode()
    assert consumer.account not in text(engineer, "/field/door/")
    (told_office,) = re.findall(r'<section class="for-office">.*?</section>', text(engineer, worklist(district)))
    assert f"/office/consumer/{consumer.pk}/" in told_office
    assert str(OUTCOMES[outcome]) in told_office
    assert visit.by in told_office


def test_a_later_visit_that_finds_somebody_takes_it_off_the_offices_list(engineer: Client, district: District) -> None:
    consumer = district.people["failed"]
    build.visit(consumer, "not_found", at=timezone.now() - timedelta(hours=1))
    Task.objects.update(opened_at=timezone.now() - timedelta(days=3))

    engineer.post("/field/door/", {"consumer": consumer.pk, "outcome": "locked"})

    assert "for-office" not in text(engineer, worklist(district))


def test_presses_within_minutes_are_one_visit_and_the_last_holds(engineer: Client, district: District) -> None:
    consumer = district.people["failed"]

    for outcome in ("locked", "locked", "not_found", "disconnected"):
        engineer.post("/field/door/", {"consumer": consumer.pk, "outcome": outcome})

    assert last_visits([consumer.pk], form="contact")[consumer.pk][::3] == ("disconnected", 1)
