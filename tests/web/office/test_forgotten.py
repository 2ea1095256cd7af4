"""A forgotten password is chosen anew by a code on the person's own mailbox or phone; strangers learn nothing by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.delivery.memos import Postman
from bijlisetu.kinds.files import kinds
from bijlisetu.memos import actions as memos
from bijlisetu.memos.models import Memo
from bijlisetu.staff import actions as staff
from bijlisetu.staff.models import Card, Key
from bijlisetu.values import ChannelKind

pytestmark = pytest.mark.django_db
OLD, NEW = "Vidyut-Setu-77", "Anya-Setu-88-naya"


@pytest.fixture(autouse=True)
def asha(settings: Any) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    staff.open_login(user="asha", password=OLD, at=timezone.now(), by="terminal")
    person = User.objects.get()
    Card.objects.create(person=person, email="asha@example.in", mobile="916000000001")
    return person


def forget(browser: Client, user: str = "asha") -> Any:
    return browser.post("/office/forgotten/", {"user": user}, follow=True)


def say(browser: Client, code: str) -> Any:
    return browser.post("/office/forgotten/code/", {"code": code})


def letters() -> dict[str, str]:
    """Write what waits, and return the text by address, as the engine does."""
    now = timezone.now()
    postman = Postman(
        lines=[], kinds=kinds(), public_url="https://bijli.example", secret=settings.SECRET_KEY, now=lambda: now
    )
    claimed = memos.claim(channels=[ChannelKind.EMAIL, ChannelKind.SMS], stopped=[], limit=9, at=now)
    return {one.address: str(postman.write(one).content) for one in claimed}


def code_in(text: str) -> str:
    from re import findall

    return str(findall(r"(?<!\d)\d{6}(?!\d)", text)[0])


def test_the_code_comes_by_mail_and_sms_and_opens_the_login(client: Client) -> None:
    forget(client)
    told = letters()
    codes = {code_in(text) for text in told.values()}
    assert told.keys() == {"asha@example.in", "916000000001"}
    assert len(codes) == 1

    path = say(client, codes.pop())["Location"]
    client.post(path, {"new": NEW, "again": NEW})

    assert User.objects.get().check_password(NEW)
    assert client.get(path).status_code == 404


def test_no_table_has_the_code(client: Client) -> None:
    forget(client)

    code = code_in(next(iter(letters().values())))

    assert code not in repr([*Memo.objects.values("facts", "key"), *Key.objects.values()])


@pytest.mark.parametrize("user", ["nobody", "closed", "cardless", "आशा", "x' OR 1=1 --", "asha "])
def test_a_stranger_learns_nothing_of_who_has_a_login(client: Client, user: str) -> None:
    for name in ("closed", "cardless"):
        staff.open_login(user=name, password=OLD, at=timezone.now(), by="terminal")
    staff.close_login(user="closed", at=timezone.now(), by="terminal")
    known, other = forget(Client()).content, forget(Client(), user).content

    def told(page: bytes) -> bytes:
        return page.partition(b"csrfmiddlewaretoken")[0]

    assert told(known) == told(other)
    asked = Key.objects.count()
    assert asked == (2 if user.strip() == "asha" else 1)


def test_after_five_wrong_codes_the_right_one_opens_nothing(client: Client) -> None:
    forget(client)
    right = code_in(next(iter(letters().values())))
    wrong = f"{(int(right) + 1) % 10**6:06}"

    for _ in range(5):
        assert say(client, wrong).status_code == 422

    assert say(client, right).status_code == 422


def test_a_code_is_good_for_ten_minutes(client: Client) -> None:
    forget(client)
    right = code_in(next(iter(letters().values())))
    Key.objects.update(until=timezone.now() - timedelta(seconds=1))

    assert say(client, right).status_code == 422


def test_nobody_is_flooded(client: Client) -> None:
    for _ in range(9):
        forget(client)

    assert Key.objects.count() == 5


def test_a_stranger_who_asks_spoils_no_link_of_the_office(client: Client) -> None:
    key = staff.give_key(user="asha", lasts=timedelta(days=1), at=timezone.now(), by="chief")

    forget(client)

    token = staff.token_of(key, secret=settings.SECRET_KEY)
    assert staff.whose(token, at=timezone.now(), secret=settings.SECRET_KEY).get_username() == "asha"


def test_whoever_was_not_asked_for_a_code_is_led_to_the_beginning(client: Client) -> None:
    assert client.get("/office/forgotten/code/")["Location"] == "/office/forgotten/"


def test_a_name_with_a_nul_is_no_name(client: Client) -> None:
    assert client.post("/office/forgotten/", {"user": "a\0"}).status_code == 400
