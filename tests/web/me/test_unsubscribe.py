"""No more reminders: by the mail program's own button, or on the page behind the link."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from bijlisetu.channels.letter import Mail
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Unsubscribed
from bijlisetu.delivery.actions import Claimed
from bijlisetu.delivery.letters import Pen
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.values import ChannelKind, Language
from tests import build
from tests.district import District, attempt_to, token_for

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def person(district: District, monkeypatch: pytest.MonkeyPatch) -> Consumer:
    """Somebody who got a reminder by e-mail."""
    monkeypatch.setitem(kinds(), "reminder", replace(kinds()["bill_issued"], name="reminder", purpose="reminder"))
    consumer = district.people["delivered"]
    Notice.objects.filter(consumer=consumer).update(kind="reminder")
    Attempt.objects.filter(notice__consumer=consumer).update(channel="email", address="ramesh@example.in")
    return consumer


@pytest.fixture
def address(person: Consumer) -> str:
    return f"/u/{token_for(person, purpose='unsubscribe', days=180)}"


def refused() -> list[tuple[str, str, str]]:
    return list(Unsubscribed.objects.values_list("value", "purpose", "how"))


FORM = ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
PARTS = (ONE_CLICK, MULTIPART_CONTENT)


@pytest.mark.parametrize(("body", "kind"), [FORM, PARTS])
def test_the_mail_programs_button_ends_them_without_cookie_or_login(address: str, body: object, kind: str) -> None:
    machine = Client(enforce_csrf_checks=True)

    answer = machine.post(address, body, content_type=kind)

    assert answer.status_code == 200  # RFC 8058: no redirect
    assert refused() == [("ramesh@example.in", "reminder", "one_click")]


def test_a_program_that_follows_links_ends_nothing(client: Client, address: str) -> None:
    assert client.get(address).status_code == client.head(address).status_code == 200
    assert client.post(address).status_code == client.post(address, {"List-Unsubscribe": "no"}).status_code == 400
    assert refused() == []


def test_the_page_asks_once_and_says_what_still_comes(client: Client, address: str) -> None:
    page = client.get(address).content.decode()

    assert "क्या ये संदेश बंद करने हैं?" in page
    assert "भुगतान की याद दिलाने वाले संदेश" in page
    assert "r***@example.in" in page
    assert "ramesh@" not in page
    assert "बिल, बिजली कटौती की ख़बर और क़ानूनी सूचनाएँ आती रहेंगी" in page
    assert page.count('class="deed') == 1


def test_a_press_on_the_page_ends_them(client: Client, address: str) -> None:
    page = client.post(address, {**ONE_CLICK, "page": "1"}, follow=True).content.decode()

    assert "ये संदेश बंद कर दिए गए हैं" in page
    assert refused() == [("ramesh@example.in", "reminder", "page")]
    assert "ये संदेश बंद कर दिए गए हैं" in client.get(address).content.decode()


def test_a_mistake_can_be_taken_back(client: Client, address: str) -> None:
    client.post(address, ONE_CLICK)

    page = client.post(address, {"again": "1"}, follow=True).content.decode()

    assert "ये संदेश आपको फिर आएँगे" in page
    assert refused() == []


def test_a_second_click_changes_nothing(client: Client, address: str) -> None:
    client.post(address, ONE_CLICK)

    assert client.post(address, ONE_CLICK).status_code == 200
    assert len(refused()) == 1


def test_it_speaks_the_consumers_language(client: Client, person: Consumer, address: str) -> None:
    Consumer.objects.filter(pk=person.pk).update(language="en")

    assert "Do you want to stop these messages?" in client.get(address).content.decode()


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_bill_cannot_be_refused(client: Client, district: District, way: str) -> None:
    address = f"/u/{token_for(district.people['read'], purpose='unsubscribe')}"

    answer = client.get(address) if way == "get" else client.post(address, ONE_CLICK)

    assert answer.status_code == 404
    assert refused() == []


@pytest.mark.parametrize("body", [ONE_CLICK, {"again": "1"}])
def test_a_link_of_another_purpose_or_past_its_day_ends_nothing(
    client: Client, person: Consumer, body: dict[str, str]
) -> None:
    tokens = [token_for(person), token_for(person, purpose="unsubscribe", days=-1), "A" * 27, "नमस्ते"]

    answers = [client.post(f"/u/{token}", body) for token in tokens]

    assert {answer.status_code for answer in answers} == {404}
    assert all("1912" in answer.content.decode() for answer in answers)
    assert refused() == []


def test_it_is_kept_out_of_caches_and_search_engines(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_the_link_at_the_end_of_a_mail_opens_it(client: Client, person: Consumer) -> None:
    pen = Pen(kinds=kinds(), public_url="https://bill.example.in", secret=settings.SECRET_KEY)
    attempt = attempt_to(person)
    claimed = Claimed(
        attempt=attempt.pk, channel=ChannelKind.EMAIL, address=attempt.address, tries=1, kind="reminder",
        facts=build.facts(person), language=Language.HINDI, lane=Lane.SERVICE, wait=timedelta(hours=1),
        expires_at=timezone.now() + timedelta(days=1), claimed_at=timezone.now(),
    )  # fmt: skip

    mail = pen.write(claimed, at=timezone.now()).content

    assert isinstance(mail, Mail)
    assert mail.unsubscribe in mail.text
    assert mail.unsubscribe in mail.html
    assert client.get(mail.unsubscribe.removeprefix("https://bill.example.in")).status_code == 200
