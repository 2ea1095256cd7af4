"""Whoever guesses passwords locks out nobody else, and keeps no page waiting."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

import bijlisetu.staff.actions as staff
from bijlisetu.project.settings import AXES_COOLOFF_TIME, AXES_FAILURE_LIMIT
from bijlisetu.web.office.guessing import AT_ONCE, MARKS, Doorway, TooManyAtOnce, doorway, place_of
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


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("", None),
        ("unknown", None),
    ],
)
def test_a_place_is_an_address_or_a_house(address: str, place: str | None) -> None:
    assert place_of(RequestFactory(REMOTE_ADDR=address).get("/")) == place


def test_the_doorway_lets_in_one_of_a_place_and_few_in_all() -> None:
    door = Doorway(2)
    with door.turn("a"):
        with pytest.raises(TooManyAtOnce), door.turn("a"):
            pass
        with door.turn("b"), pytest.raises(TooManyAtOnce), door.turn("c"):
            pass
        with door.turn("c"):
            pass


def test_guesses_beyond_that_are_sent_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All places try together; each that got in stays until all others have their answer."""
    places = [f"192.0.2.{number}" for number in range(10, 14)]
    sent_away = Barrier(len(places), timeout=60)

    def slow(*_: Any, **__: Any) -> None:
        sent_away.wait()

    def one(place: str) -> int:
        answer = log_in("asha", GOOD, place=place)
        if answer.status_code == 503:
            assert answer["Retry-After"] == "5"
            sent_away.wait()
        return int(answer.status_code)

    monkeypatch.setattr("django.contrib.auth.forms.authenticate", slow)
    with ThreadPoolExecutor(len(places)) as threads:
        answers = sorted(threads.map(one, places))

    assert answers == [200] * AT_ONCE + [503] * (len(places) - AT_ONCE)


@pytest.fixture
def hammered() -> Iterator[None]:
    """Somebody in the same room, and somebody elsewhere, never stop guessing."""
    with doorway.turn(HERE), doorway.turn(THERE):
        yield


def a_known_browser(*people: str) -> Client:
    browser = Client(REMOTE_ADDR=HERE)
    for user in people:
        browser.post("/office/login/", {"username": user, "password": GOOD})
        browser.post("/office/logout/")
    return browser


def test_while_somebody_guesses_all_day_people_get_in_where_they_did_before(request: pytest.FixtureRequest) -> None:
    browser = a_known_browser("asha", "ravi")
    request.getfixturevalue("hammered")

    for user in ("asha", "ravi"):
        assert is_in(browser.post("/office/login/", {"username": user, "password": GOOD}))
        browser.post("/office/logout/")


def test_and_change_their_password(request: pytest.FixtureRequest, desk: Client) -> None:
    request.getfixturevalue("hammered")

    assert change(desk).status_code == 302


@pytest.mark.parametrize("marks", ["", "asha", "." * 4000, "é", "0" * 64])
def test_nobody_makes_the_mark_of_a_known_browser(hammered: None, marks: str) -> None:
    stranger = Client(REMOTE_ADDR=HERE)
    stranger.cookies[MARKS] = marks

    assert stranger.post("/office/login/", {"username": "asha", "password": GOOD}).status_code == 503


def test_a_known_browser_is_known_for_its_own_people_alone(request: pytest.FixtureRequest) -> None:
    browser = a_known_browser("ravi")
    request.getfixturevalue("hammered")

    assert browser.post("/office/login/", {"username": "asha", "password": "guessed"}).status_code == 503


def test_it_may_guess_no_more_than_others() -> None:
    browser = a_known_browser("asha")
    form = {"username": "asha", "password": "guessed"}

    answers = [browser.post("/office/login/", form).status_code for _ in range(AXES_FAILURE_LIMIT)]

    assert answers == [200] * (AXES_FAILURE_LIMIT - 1) + [429]


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
        ({"new": ""}, "अपेक्षित"),
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


def test_a_login_that_is_closed_is_logged_out(desk: Client) -> None:
    staff.close_login(user="asha", at=NOON, by="terminal")

    assert desk.get("/office/password/").status_code == 302
    assert not is_in(log_in("asha", GOOD))
