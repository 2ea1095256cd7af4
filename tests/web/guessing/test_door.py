"""Real browsers at a real server: who guesses at full speed keeps neither pages waiting nor their neighbours out."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import count
from threading import Event, Semaphore
from typing import Self
from urllib.parse import urlencode

import pytest

import bijlisetu.staff.actions as staff
from tests.build import NOON
from tests.web.serving import served

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "Vidyut-Setu-77"
GUESSERS, GUESSES_BEFORE = 3, 4
COMES_AGAIN = 2
LONGEST = 120.0  #: seconds; no promise, only so that the test ends


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    with served() as port:
        yield port


@pytest.fixture(autouse=True)
def _officers(db: None) -> None:
    for user in ("asha", "ravi"):
        staff.open_login(user=user, password=GOOD, at=NOON, by="terminal")


class Browser:
    """A browser of this room."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cookies: dict[str, str] = {}
        self.ask("GET", "/office/login/")

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONGEST)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            form = {"csrfmiddlewaretoken": self.cookies["csrftoken"], **form}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, urlencode(form) if form else None, headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        for said in answer.headers.get_all("Set-Cookie", []):
            if found := re.match(r"([^=]+)=([^;]*)", said):
                self.cookies[found[1]] = found[2].strip('"')
        return answer.status

    def post(self, path: str, **form: str) -> int:
        """Post the form; where one is told to come again, as on a machine with much to do, do so."""
        answers = (self.ask("POST", path, form) for _ in range(1 + COMES_AGAIN))
        return next((answer for answer in answers if answer != HTTPStatus.SERVICE_UNAVAILABLE), 503)

    def log_in(self, user: str, password: str) -> int:
        return self.post("/office/login/", username=user, password=password)


class Guessers:
    """Strangers of this room who never stop guessing, each a browser of their own or a new one for each guess."""

    def __init__(self, port: int, *, are_new_each_time: bool) -> None:
        self._port, self._are_new = port, are_new_each_time
        self._guessed, self._is_over, self._names = Semaphore(0), Event(), count()

    def __enter__(self) -> Self:
        self._threads = ThreadPoolExecutor(GUESSERS)
        self._all = [self._threads.submit(self._guess, number) for number in range(GUESSERS)]
        for _ in range(GUESSES_BEFORE):
            assert self._guessed.acquire(timeout=LONGEST)
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for one in self._all:
            one.result()
        self._threads.shutdown()

    def _guess(self, number: int) -> None:
        browser = Browser(self._port)
        while not self._is_over.is_set():
            if self._are_new:
                browser = Browser(self._port)
            browser.log_in(f"user-{number}-{next(self._names)}", "guessed-guessed")
            self._guessed.release()


@pytest.mark.parametrize("are_new_each_time", [False, True])
def test_a_new_browser_gets_in_while_the_room_is_full_of_guesses(port: int, are_new_each_time: bool) -> None:
    with Guessers(port, are_new_each_time=are_new_each_time):
        first = Browser(port).log_in("asha", GOOD)
        page = Browser(port).ask("GET", "/office/login/")

    assert (first, page) == (302, 200)


def test_so_do_colleagues_who_come_all_at_once(port: int) -> None:
    with ThreadPoolExecutor(6) as colleagues:
        answers = list(colleagues.map(lambda user: Browser(port).log_in(user, GOOD), ["asha", "ravi"] * 3))

    assert answers == [302] * 6


def test_a_password_is_changed_meanwhile(port: int) -> None:
    browser, new = Browser(port), "Anya-Setu-88-naya"
    browser.log_in("ravi", GOOD)
    with Guessers(port, are_new_each_time=False):
        changed = browser.post("/office/password/", old=GOOD, new=new, again=new)

    assert changed == 302


def test_a_form_that_brings_more_than_a_password_is_refused(port: int) -> None:
    assert Browser(port).log_in("asha", "x" * 10_000) == 413
