"""Whoever guesses passwords locks out nobody else, and keeps no page waiting."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

import bijlisetu.staff.actions as staff
from bijlisetu.project.settings import AXES_COOLOFF_TIME, AXES_FAILURE_LIMIT
from bijlisetu.web.guessing.door import IS_TURNED_AWAY
from tests.build import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_quick_hashes")]
GOOD, OTHER = "Vidyut-Setu-77", "Anya-Setu-88-naya"
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def asha(_quick_hashes: None, db: None) -> User:
    for user in ("asha", "ravi"):
        staff.open_login(user=user, password=GOOD, at=NOON, by="terminal")
    return User.objects.get(username="asha")


def log_in(user: str, password: str, *, place: str = HERE, **headers: str) -> Any:
    return Client(REMOTE_ADDR=place, **headers).post("/office/login/", {"username": user, "password": password})


def guess(times: int, *, user: str = "asha", **more: str) -> list[int]:
    return [log_in(user, "guessed", **more).status_code for _ in range(times)]


def is_in(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer["Location"] == "/office/")


def test_after_eight_guesses_even_the_right_password_waits() -> None:
    assert guess(AXES_FAILURE_LIMIT - 1) == [200] * (AXES_FAILURE_LIMIT - 1)

    answers = [log_in("asha", "guessed"), log_in("asha", GOOD)]

    assert [answer.status_code for answer in answers] == [429, 429]
    assert answers[1]["Retry-After"] == "300"
    assert "पाँच मिनट" in answers[1].content.decode()


def test_neither_the_owner_elsewhere_nor_the_room_is_locked_out() -> None:
    guess(AXES_FAILURE_LIMIT + 3)

    assert is_in(log_in("asha", GOOD, place=THERE))
    assert is_in(log_in("ravi", GOOD, place=HERE))


def test_another_browser_does_not_begin_anew() -> None:
    for number in range(AXES_FAILURE_LIMIT):
        guess(1, HTTP_USER_AGENT=f"browser {number}")

    assert log_in("asha", GOOD, HTTP_USER_AGENT="yet another").status_code == 429


def test_what_a_stranger_writes_in_a_header_is_no_place() -> None:
    for number in range(AXES_FAILURE_LIMIT):
        guess(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    assert log_in("asha", GOOD, HTTP_X_FORWARDED_FOR="198.51.100.99").status_code == 429


def test_the_pause_ends_though_somebody_keeps_trying() -> None:
    guess(AXES_FAILURE_LIMIT)
    AccessAttempt.objects.update(attempt_time=timezone.now() - AXES_COOLOFF_TIME / 2)
    guess(3)
    AccessAttempt.objects.update(attempt_time=timezone.now() - AXES_COOLOFF_TIME * 1.01)

    assert is_in(log_in("asha", GOOD))


def test_the_right_password_forgets_the_slips() -> None:
    guess(AXES_FAILURE_LIMIT - 1)
    log_in("asha", GOOD)

    assert guess(AXES_FAILURE_LIMIT - 1) == [200] * (AXES_FAILURE_LIMIT - 1)


@pytest.mark.parametrize("user", ["nobody", "asha\0", "x" * 4000, "' OR 1=1 --", "आशा", " "])
def test_strange_names_are_ordinary_failures(user: str) -> None:
    assert log_in(user, "guessed").status_code == 200


def test_so_are_strange_browsers() -> None:
    assert guess(2, HTTP_USER_AGENT="x" * 5000, HTTP_ACCEPT="y" * 5000) == [200, 200]


def test_no_guess_is_kept_with_its_password() -> None:
    log_in("asha", "a-secret-slip")

    assert "a-secret-slip" not in repr(AccessAttempt.objects.values())


def turned_away(client: Client, path: str, form: dict[str, str]) -> Any:
    """What the page says to whoever's turn did not come."""
    return client.post(path, form, **{"asgi.scope": {IS_TURNED_AWAY: True}})


def test_whose_turn_did_not_come_is_told_so_and_no_password_is_looked_at() -> None:
    answer = turned_away(Client(), "/office/login/", {"username": "asha", "password": GOOD})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "कुछ सेकंड" in answer.content.decode()


def change(client: Client, old: str = GOOD, new: str = OTHER, again: str | None = None) -> Any:
    form = {"old": old, "new": new, "again": new if again is None else again}
    return client.post("/office/password/", form)


@pytest.fixture
def desk(client: Client, asha: User) -> Client:
    client.force_login(asha)
    return client


def test_an_officer_changes_their_password_and_stays(desk: Client, asha: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(asha)

    assert change(desk).status_code == 302

    assert desk.get("/office/password/").status_code == 200
    assert elsewhere.get("/office/password/").status_code == 302
    assert is_in(log_in("asha", OTHER))


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"old": "guessed"}, "पुराना पासवर्ड"),
        ({"new": "short-Setu"}, "12 अक्षर"),
        ({"new": "602214076023"}, "सिर्फ़ अंक"),
        ({"new": "password1234"}, "सबसे पहले"),
        ({"again": "another-word-77"}, "एक जैसे नहीं"),
        ({"new": ""}, "यह भरें"),
    ],
)
def test_what_is_wrong_with_it_is_said_in_hindi(desk: Client, asha: User, form: dict[str, str], told: str) -> None:
    answer = change(desk, **form)

    assert answer.status_code == 200
    assert told in answer.content.decode()
    asha.refresh_from_db()
    assert asha.check_password(GOOD)


def test_a_borrowed_browser_cannot_guess_the_old_one(desk: Client, asha: User) -> None:
    for _ in range(AXES_FAILURE_LIMIT):
        change(desk, old="guessed")

    assert "पाँच मिनट" in change(desk).content.decode()
    asha.refresh_from_db()
    assert asha.check_password(GOOD)


def test_nor_is_the_old_one_where_the_turn_did_not_come(desk: Client) -> None:
    answer = turned_away(desk, "/office/password/", {"old": GOOD, "new": OTHER, "again": OTHER})

    assert "कुछ सेकंड" in answer.content.decode()


def test_a_login_that_is_closed_is_logged_out(desk: Client) -> None:
    staff.close_login(user="asha", at=NOON, by="terminal")

    assert desk.get("/office/password/").status_code == 302
    assert not is_in(log_in("asha", GOOD))


def test_a_session_that_somebody_slipped_in_before_the_login_is_worth_nothing(client: Client) -> None:
    slipped = client.session
    slipped["theirs"] = True
    slipped.save()
    client.cookies["sessionid"] = str(slipped.session_key)
    watcher = Client()
    watcher.cookies["sessionid"] = str(slipped.session_key)

    assert is_in(client.post("/office/login/", {"username": "asha", "password": GOOD}))

    assert client.cookies["sessionid"].value != slipped.session_key
    assert watcher.get("/office/password/")["Location"].startswith("/office/login/")
