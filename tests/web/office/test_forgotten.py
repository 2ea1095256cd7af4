"""A forgotten password is chosen anew by a code on the person's own mailbox or phone; strangers learn nothing by it."""

from __future__ import annotations

from datetime import timedelta
from re import findall, sub
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bijlisetu.delivery.memos import Postman
from bijlisetu.kinds.files import kinds
from bijlisetu.memos import actions as memos
from bijlisetu.memos.forgotten import send_keys
from bijlisetu.memos.models import Memo
from bijlisetu.staff import actions as staff
from bijlisetu.staff.models import Card, Forgotten, Key
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


def forget(browser: Client, user: str = "asha", place: str = "192.0.2.1") -> Any:
    page = browser.post("/office/forgotten/", {"user": user}, follow=True, REMOTE_ADDR=place)
    send_keys(at=timezone.now(), secret=settings.SECRET_KEY)
    return page


def later(by: timedelta) -> None:
    """Let time pass: all that was asked and given lies so much further back."""
    Forgotten.objects.update(at=F("at") - by, until=F("until") - by, looked_at=F("looked_at") - by)
    Key.objects.update(at=F("at") - by, until=F("until") - by)


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
    assert Memo.objects.filter(channel="sms").count() == 1


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
    later(timedelta(minutes=10))

    assert say(client, right).status_code == 422


@pytest.mark.parametrize(("places", "messages"), [(1, 5), (2, 10), (9, 12)])
def test_nobody_is_flooded(places: int, messages: int) -> None:
    for turn in range(7 * places):
        forget(Client(), place=f"192.0.2.{turn % places + 1}")
        later(timedelta(minutes=1))

    assert Memo.objects.filter(channel="sms").count() == messages


@pytest.mark.parametrize("place", ["192.0.2.1", "192.0.2.77"])
@pytest.mark.parametrize("waits", [timedelta(0), timedelta(hours=3)])
def test_who_asks_after_a_stranger_asked_often_has_a_code_that_opens(place: str, waits: timedelta) -> None:
    for turn in range(40):
        forget(Client(), place=f"192.0.2.{turn % 8 + 1}")
        later(timedelta(minutes=1))
    browser, last = Client(), list(letters().values())[-1]
    later(waits)

    forget(browser, place=place)

    assert say(browser, code_in([last, *letters().values()][-1]))["Location"].startswith("/office/key/")


def test_a_stranger_who_asks_spoils_no_code_that_came(client: Client) -> None:
    forget(client)
    code = code_in(next(iter(letters().values())))

    for _ in range(3):
        later(timedelta(minutes=1))
        forget(Client(), place="192.0.2.9")

    assert say(client, code)["Location"].startswith("/office/key/")


def test_a_strangers_wrong_codes_are_not_the_persons(client: Client) -> None:
    forget(client)
    code = code_in(next(iter(letters().values())))
    stranger = Client()
    for _ in range(6):
        forget(stranger, place="192.0.2.9")
        for _ in range(5):
            say(stranger, f"{(int(code) + 1) % 10**6:06}")

    assert say(stranger, code).status_code == 429
    assert say(client, code)["Location"].startswith("/office/key/")


def test_one_place_cannot_guess_through_all_names() -> None:
    for number in range(20):
        forget(stranger := Client(), f"name{number}")
        for _ in range(5):
            say(stranger, "000000")

    forget(stranger, "another")

    assert say(stranger, "000000").status_code == 429


def test_the_pages_ask_the_database_the_same_whoever_is_named() -> None:
    def asked(user: str) -> list[list[str]]:
        browser = Client()
        with CaptureQueriesContext(connection) as asking:
            browser.post("/office/forgotten/", {"user": user})
        with CaptureQueriesContext(connection) as saying:
            say(browser, "000000")
        return [[sub(r"'[^']*'|\d+", "?", one["sql"]) for one in each] for each in (asking, saying)]

    asked("a first one, who calls the sender")
    known, other = asked("asha"), asked("nobody")

    assert known == other
    assert not any("auth_user" in sql for each in known for sql in each)


def test_wrong_codes_for_nobody_are_counted_as_for_somebody() -> None:
    def asked(user: str) -> list[str]:
        forget(browser := Client(), user)
        with CaptureQueriesContext(connection) as saying:
            say(browser, "000000")
        return [sub(r"'[^']*'|\d+", "?", one["sql"]) for one in saying]

    assert asked("asha") == asked("nobody")


def test_what_was_typed_for_a_name_is_kept_nowhere() -> None:
    Client().post("/office/forgotten/", {"user": OLD})

    assert OLD not in repr([*Forgotten.objects.values(), *(one.get_decoded() for one in Session.objects.all())])


def test_askings_are_forgotten(client: Client) -> None:
    forget(client)
    later(timedelta(days=3))

    staff.forget_askings(at=timezone.now())

    assert not Forgotten.objects.exists()


def test_a_stranger_who_asks_spoils_no_link_of_the_office(client: Client) -> None:
    key = staff.give_key(user="asha", lasts=timedelta(days=1), at=timezone.now(), by="chief")

    forget(client)

    token = staff.token_of(key, secret=settings.SECRET_KEY)
    assert staff.whose(token, at=timezone.now(), secret=settings.SECRET_KEY).get_username() == "asha"


def test_whoever_was_not_asked_for_a_code_is_led_to_the_beginning(client: Client) -> None:
    assert client.get("/office/forgotten/code/")["Location"] == "/office/forgotten/"


def test_a_name_with_a_nul_is_no_name(client: Client) -> None:
    assert client.post("/office/forgotten/", {"user": "a\0"}).status_code == 400


def five_askings_and_their_code() -> str:
    """Spend what is sent to a person for one place, and return the code."""
    for _ in range(5):
        forget(Client())
        later(timedelta(minutes=1))
    return code_in(list(letters().values())[-1])


def office_gives_a_key() -> None:
    key = staff.give_key(user="asha", lasts=timedelta(days=1), at=timezone.now(), by="chief")
    token = staff.token_of(key, secret=settings.SECRET_KEY)
    staff.use_key(token=token, password=NEW, at=timezone.now(), secret=settings.SECRET_KEY)


ENDINGS = {
    "a key of the office was used": office_gives_a_key,
    "the office gave a key": lambda: staff.give_key(
        user="asha", lasts=timedelta(days=1), at=timezone.now(), by="chief"
    ),
    "the login was closed and opened again": lambda: (
        staff.close_login(user="asha", at=timezone.now(), by="chief"),
        User.objects.update(is_active=True),
    ),
    "the person chose another password": lambda: staff.change_password(
        user="asha", password=NEW, at=timezone.now(), by="asha"
    ),
    "the number is another's now": lambda: staff.rename(
        user="asha", named=staff.Named(mobile="916000000002"), at=timezone.now(), by="chief"
    ),
}


@pytest.mark.parametrize("ends", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("waits", [timedelta(0), timedelta(minutes=11)])
def test_a_code_that_was_put_out_of_use_never_opens_again(ends: Any, waits: timedelta) -> None:
    code = five_askings_and_their_code()
    later(waits)
    ends()
    later(timedelta(minutes=1))

    forget(thief := Client())

    assert say(thief, code).status_code == 422


@pytest.mark.parametrize("ends", ENDINGS.values(), ids=ENDINGS)
def test_a_code_that_is_out_opens_nothing_once_it_was_put_out_of_use(client: Client, ends: Any) -> None:
    forget(client)
    code = code_in(next(iter(letters().values())))

    ends()

    assert say(client, code).status_code == 422


def test_the_database_lets_no_ended_key_last_longer() -> None:
    key = staff.give_key(user="asha", lasts=timedelta(days=1), at=timezone.now(), by="asha")
    staff.close_login(user="asha", at=timezone.now(), by="chief")

    with pytest.raises(IntegrityError, match="key_ended_for_good"):
        Key.objects.filter(pk=key).update(until=F("until") + timedelta(days=1))


def guess(code: str, place: str, times: int = 25) -> None:
    """Say wrong codes for the person from the place; no more than one place may."""
    for turn in range(times):
        if turn % 5 == 0:
            forget(thief := Client(), place=place)
        say(thief, f"{(int(code) + 1 + turn) % 10**6:06}")


def test_a_code_guessed_at_from_many_places_dies_and_another_comes_to_the_person(client: Client) -> None:
    forget(client)
    old = code_in(next(iter(letters().values())))
    thief = Client()
    forget(thief, place="192.0.2.11")

    for number in range(2):
        guess(old, f"192.0.2.{number + 20}")
    assert say(thief, old).status_code == 422

    send_keys(at=timezone.now(), secret=settings.SECRET_KEY)
    new = code_in(list(letters().values())[-1])
    assert new != old
    assert say(thief, old).status_code == 422
    assert say(client, new)["Location"].startswith("/office/key/")


def test_however_many_places_guess_a_days_codes_for_one_person_are_bounded(client: Client) -> None:
    for number in range(40):
        forget(Client(), place=f"192.0.2.{number + 20}")
        Key.objects.filter(used_at=None, ended_at=None).update(tries=50)
        send_keys(at=timezone.now(), secret=settings.SECRET_KEY)

    assert Key.objects.count() == 7
    staff.give_key(user="asha", lasts=timedelta(days=1), at=timezone.now(), by="chief")  # the office's link remains


def test_colleagues_known_here_are_not_shut_out_by_who_guesses_beside_them() -> None:
    colleague = Client()
    colleague.post("/office/login/", {"username": "asha", "password": OLD})
    colleague.post("/office/logout/")
    for number in range(20):
        forget(stranger := Client(), f"name{number}")
        for _ in range(5):
            say(stranger, "000000")
    assert say(stranger, "000000").status_code == 429

    forget(colleague)

    assert say(colleague, "000000").status_code == 422
    assert say(colleague, code_in(list(letters().values())[-1]))["Location"].startswith("/office/key/")
