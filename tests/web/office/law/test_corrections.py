"""What a person says is wrong is the office's work, and what the office answers is theirs to read."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.contact.models import Correction
from bijlisetu.contact.unmasking import unmask
from tests import build
from tests.district import District, token_for

pytestmark = pytest.mark.django_db


def address(district: District, degree: str = "delivered") -> str:
    return f"/b/{token_for(district.people[degree])}/data"


def page(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def officer(district: District) -> Client:
    browser = Client()
    browser.force_login(district.officer)
    return browser


def test_what_is_asked_is_answered_and_read(client: Client, officer: Client, district: District) -> None:
    list_of = f"/office/corrections/{district.section.pk}/"
    client.post(address(district), {"deed": "correct", "what": "name", "words": "सही नाम <b>परीक्षण</b> है"})

    assert "सही नाम &lt;b&gt;परीक्षण&lt;/b&gt; है" in page(officer, list_of)
    assert "काम कर रहा है" in page(client, address(district))
    number = Correction.objects.get().pk
    officer.post(list_of, {"number": number, "words": ""})
    assert Correction.objects.get().answered_at is None
    officer.post(list_of, {"number": number, "words": "बिलिंग में ठीक हुआ"})
    officer.post(list_of, {"number": number, "words": "दूसरा"})

    assert "✓ बिलिंग में ठीक हुआ" in page(client, address(district))
    assert Correction.objects.get().answered_by == district.officer.username
    deeds = Entry.objects.filter(deed__startswith="correction").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["correction.asked", "correction.answered"]


def test_asked_twice_it_is_one_piece_of_work(client: Client, district: District) -> None:
    for what in ("name", "name", "meter"):
        client.post(address(district), {"deed": "correct", "what": what, "words": "सही यह है"})

    assert sorted(Correction.objects.values_list("what", flat=True)) == ["meter", "name"]


@pytest.mark.parametrize(
    "said", [{"what": "aadhaar", "words": "x"}, {"what": "name", "words": " "}, {"what": "name", "words": "a\0b"}, {}]
)
def test_what_says_nothing_is_not_taken(client: Client, district: District, said: dict[str, str]) -> None:
    assert client.post(address(district), {"deed": "correct", **said}).status_code == 404
    assert not Correction.objects.exists()


def test_whoever_is_not_proved_asks_for_nothing(client: Client, district: District) -> None:
    where = address(district, "unproved")

    assert client.post(where, {"deed": "correct", "what": "name", "words": "x"}).status_code == 404
    assert client.get(f"{where}.json").status_code == 404
    assert "क्या गलत है?" not in page(client, where)
    assert not Correction.objects.exists()


def test_another_office_neither_sees_nor_answers(client: Client, district: District) -> None:
    client.post(address(district), {"deed": "correct", "what": "name", "words": "x"})
    far = build.office(name="FAR")
    build.officer("far", of=far)
    browser = Client()
    browser.force_login(User.objects.get(username="far"))

    assert browser.get(f"/office/corrections/{district.section.pk}/").status_code == 404
    assert (
        browser.post(
            f"/office/corrections/{far.pk}/", {"number": Correction.objects.get().pk, "words": "x"}
        ).status_code
        == 404
    )
    assert Correction.objects.get().answered_at is None


def test_all_that_is_held_can_be_read_and_taken_along(client: Client, district: District) -> None:
    person = district.people["delivered"]
    held = person.addresses.get()
    unmask(consumer=person.pk, address=held.pk, why="call", by="asha", at=timezone.now())
    client.post(address(district), {"purpose": "marketing", "wanted": "yes"})
    client.post(address(district), {"deed": "correct", "what": "meter", "words": "मीटर 7"})

    answer = client.get(f"{address(district)}.json")
    told = json.loads(answer.content)

    assert "attachment" in answer["Content-Disposition"]
    assert told["person"]["account"] == person.account
    assert [one["source"] for one in told["addresses"]] == [held.source]
    assert [one["by"] for one in told["seen_in_full"]] == ["कार्यालय में कोई"]
    assert [(one["purpose"], one["is_wanted"]) for one in told["consents"]] == [("marketing", True)]
    assert told["notices_told"][0]["source"] == "own_page"
    assert told["corrections"][0]["words"] == "मीटर 7"
    assert told["messages"]
    assert told["kept_for_days"]["photos"]
    assert {one["name"] for one in told["kept_by_law"]} >= {"supply"}
    assert held.value[-10:] not in answer.content.decode()
    assert "asha" not in answer.content.decode() + page(client, address(district))


@pytest.mark.parametrize(("what", "stands"), [("name", "दूसरा"), ("address", "दूसरा"), ("other", "पहला | दूसरा")])
def test_what_is_said_later_of_the_same_is_not_lost(client: Client, district: District, what: str, stands: str) -> None:
    for words in ("पहला", "दूसरा", "दूसरा"):
        client.post(address(district), {"deed": "correct", "what": what, "words": words})

    assert Correction.objects.get(what=what).words == stands
    assert stands in client.get(address(district)).content.decode()
    assert Entry.objects.filter(deed="correction.asked").count() == 2


def test_other_things_too_long_to_stand_together_leave_the_last(client: Client, district: District) -> None:
    for words in ("क" * 300, "ख" * 300):
        client.post(address(district), {"deed": "correct", "what": "other", "words": words})

    assert Correction.objects.get().words == "ख" * 300
