"""A person sees what is held of them, and stops or starts messages of each purpose by one press."""

from __future__ import annotations

import orjson
import pytest
from django.test import Client

from bijlisetu.consumers.models import Consumer, FactChange
from bijlisetu.contact.models import Address, Informed, Unsubscribed, Wished
from tests import build
from tests.district import District, token_for

pytestmark = pytest.mark.django_db


def address(district: District, degree: str) -> str:
    return f"/b/{token_for(district.people[degree])}/data"


def page(client: Client, district: District, degree: str = "unproved") -> str:
    answer = client.get(address(district, degree))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_shows_the_notice_and_the_own_number_masked(client: Client, district: District) -> None:
    build.address(district.people["unproved"], "916000000099")

    shown = page(client, district)

    assert "बिजली विभाग आपके बिजली कनेक्शन के लिए" in shown or "विद्युत आपके" in shown
    assert "98xxxxxx33" in shown
    assert "919811122233" not in shown
    assert "60xxxxxx99" not in shown


def test_who_is_proved_sees_all_that_is_on_file(client: Client, district: District) -> None:
    build.address(district.people["delivered"], "916000000099")

    assert "60xxxxxx99" in page(client, district, "delivered")


@pytest.mark.parametrize("purpose", ["reminder", "marketing"])
def test_stopping_is_as_easy_as_starting(client: Client, district: District, purpose: str) -> None:
    where, consumer = address(district, "unproved"), district.people["unproved"]

    for wanted, refused in (("no", True), ("yes", False), ("no", True)):
        assert client.post(where, {"purpose": purpose, "wanted": wanted}).status_code == 302
        assert Unsubscribed.objects.filter(consumer=consumer, purpose=purpose).exists() == refused
    assert Wished.objects.filter(purpose=purpose).count() == 3


def test_a_press_says_which_notice_stood_above_it(client: Client, district: District) -> None:
    client.post(address(district, "unproved"), {"purpose": "reminder", "wanted": "no"})

    told = Informed.objects.get()
    assert (told.consumer, told.language, told.source, told.by) == (
        district.people["unproved"], "hi", "own_page", "link",
    )  # fmt: skip
    assert told.notice in page(client, district)


@pytest.mark.parametrize("wish", [{}, {"purpose": "service", "wanted": "no"}, {"purpose": "reminder", "wanted": "x"}])
def test_bills_cannot_be_refused_and_other_words_mean_nothing(
    client: Client, district: District, wish: dict[str, str]
) -> None:
    assert client.post(address(district, "unproved"), wish).status_code == 404
    assert not Wished.objects.exists()


def test_a_stranger_and_a_wrong_link_see_nothing(client: Client, district: District) -> None:
    where = address(district, "unproved")
    client.post(where.replace("/data", "/answer/not_mine"))

    shown = client.get(where)
    assert shown.status_code == client.post(where, {"purpose": "reminder"}).status_code == 404
    assert "अधूरा" not in shown.content.decode()
    assert client.get("/b/abc/data").status_code == 404


def test_an_officer_who_told_the_consumer_says_so_with_the_number(client: Client, district: District) -> None:
    consumer = district.people["failed"]
    client.force_login(district.officer)
    said = {"consumer": consumer.pk, "address": "6000000009", "proof": "visit"}

    client.post(f"/office/consumer/{consumer.pk}/", said)
    assert not Informed.objects.exists()
    client.post(f"/office/consumer/{consumer.pk}/", {**said, "address": "6000000008", "informed": "1"})

    told = Informed.objects.get()
    assert (told.value, told.source, told.by) == ("916000000008", "visit", district.officer.get_username())


def test_advertisements_do_not_come_until_they_are_asked_for(client: Client, district: District) -> None:
    where, before = address(district, "unproved"), page(client, district)

    client.post(where, {"purpose": "marketing", "wanted": "yes"})
    after = page(client, district)
    client.post(where, {"purpose": "marketing", "wanted": "no"})

    assert "<b>सलाह और ऑफ़र</b>: नहीं आते" in before
    assert "<b>सलाह और ऑफ़र</b>: आते हैं" in after
    assert "<b>सलाह और ऑफ़र</b>: नहीं आते" in page(client, district)
    assert [one.is_wanted for one in Wished.objects.order_by("pk")] == [True, False]


@pytest.mark.parametrize("proof", ["link", "otp"])
def test_the_file_of_what_is_held_shows_the_person_as_their_page_does(
    client: Client, district: District, proof: str
) -> None:
    consumer = district.people["delivered"]
    Address.objects.filter(consumer=consumer).update(proof=proof)
    held = {"name": "काल्पनिक पुरानी", "address": "पुरानी गली 7", "meter_number": "OLD0001111", "pole": "POLE-OLD"}
    for facts in (
        held,
        {"name": "बनावटी देवी", "address": "नई गली 8", "meter_number": "NEW0002222", "pole": "POLE-NEW"},
    ):
        Consumer.objects.filter(pk=consumer.pk).update(**facts)
    assert FactChange.objects.filter(consumer=consumer, field="name", before="काल्पनिक पुरानी").exists()

    told = client.get(f"{address(district, 'delivered')}.json").content.decode()

    for whole in ("पुरानी", "बनावटी", "गली", "OLD000", "NEW000", "POLE"):
        assert whole not in told
    person = orjson.loads(told)["person"]
    assert (person["account"], person["name"]) == (consumer.account, "ब••• दे•••")
    assert (person["address"], person["meter_number"], person["pole"]) == ("•••", "..2222", "•••")
