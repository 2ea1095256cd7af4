"""An officer names the address to which a system is told of changes, and sees what did not arrive."""

from __future__ import annotations

import html
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.staff.models import System
from bijlisetu.systems.hooks.subscribing import secret_of
from bijlisetu.systems.models import Change, Dispatch, Subscription
from tests import build
from tests.build import NOON
from tests.district import District

pytestmark = pytest.mark.django_db
PAGE = "/office/system/oms/"
ADDRESS = "https://oms.example.in/hook"


@pytest.fixture
def chief(client: Client, district: District) -> Client:
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    build.second_factor(client)
    build.system(district.circle, name="oms")
    return client


def press(chief: Client, deed: str, **said: object) -> tuple[int, str]:
    answer = chief.post(PAGE, {"deed": deed, **said}, follow=True)
    return answer.status_code, html.unescape(answer.content.decode())


def subscribe(chief: Client, **other: object) -> tuple[int, str]:
    return press(chief, "subscribe", **{"address": ADDRESS, "subjects": ["outage"], **other})


def shown_secret(page: str) -> str:
    return "".join(re.findall(r"<code class=\"long\">([0-9a-f]{64})</code>", page))


def test_an_address_is_named_and_its_secret_is_shown_once(chief: Client) -> None:
    _, page = subscribe(chief)

    made = Subscription.objects.get()
    assert (made.address, made.subjects, made.by) == (ADDRESS, ["outage"], "chief")
    assert shown_secret(page) == secret_of(made, secret=settings.SECRET_KEY)
    again = html.unescape(chief.get(PAGE).content.decode())
    assert ADDRESS in again
    assert shown_secret(again) == ""


@pytest.mark.parametrize(("other", "words"), [
    ({"address": "http://oms.example.in/"}, "https://"), ({"address": "https://127.0.0.1/"}, "नेटवर्क के अंदर"),
    ({"address": "nowhere"}, "वेब का पता नहीं"),
])  # fmt: skip
def test_an_address_that_is_not_gone_to_is_refused_with_the_reason(
    chief: Client, other: dict[str, object], words: str
) -> None:
    _, page = subscribe(chief, **other)

    assert words in page
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("other", [{"address": ""}, {"subjects": []}, {"subjects": ["weather"]}])
def test_a_form_with_a_fault_says_so(chief: Client, other: dict[str, object]) -> None:
    assert subscribe(chief, **other)[0] == 422
    assert not Subscription.objects.exists()


def test_the_secret_is_changed_and_the_address_told_no_more(chief: Client) -> None:
    _, first = subscribe(chief)
    hook = Subscription.objects.get().pk

    _, second = press(chief, "change_secret", hook=hook)
    assert len({shown_secret(first), shown_secret(second), ""}) == 3
    press(chief, "unsubscribe", hook=hook)

    assert Subscription.objects.get().ended_at is not None
    assert press(chief, "unsubscribe", hook=hook)[0] == 404


def test_what_was_given_up_is_shown_and_sent_once_more(chief: Client) -> None:
    subscribe(chief)
    change = Change.objects.create(
        subject="outage", event=1, record="00017", what="back", happened_at=NOON, gathered_at=NOON
    )
    Dispatch.objects.create(
        subscription=Subscription.objects.get(), change=change, record="outage:00017", state="given_up",
        why="answered_503", tries=30, due_at=NOON, since=NOON,
    )  # fmt: skip

    page = html.unescape(chief.get(PAGE).content.decode())
    assert "बिजली आ गई 00017" in page
    assert "503" in page
    press(chief, "try_again", hook=Subscription.objects.get().pk)

    found = Dispatch.objects.get()
    assert (found.state, found.tries) == ("waiting", 0)
    assert found.due_at <= timezone.now()


def test_an_address_of_another_system_is_not_changed_from_here(chief: Client, district: District) -> None:
    other = build.system(district.circle)
    theirs = Subscription.objects.create(
        system=other, address=ADDRESS, subjects=["outage"], up_to=0, at=NOON, by="chief"
    )  # fmt: skip

    for deed in ("change_secret", "unsubscribe", "try_again"):
        assert press(chief, deed, hook=theirs.pk)[0] == 404
    assert press(chief, "subscribe", address=ADDRESS, subjects=["outage"])[0] == 200
    System.objects.filter(name="oms").update(purposes=["touched.read"])
    assert 'value="subscribe"' not in chief.get(PAGE).content.decode()
