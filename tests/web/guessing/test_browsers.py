"""A browser's cookie: given at the login page, made known by a login, and made by nobody else."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

import bijlisetu.staff.actions as staff
from bijlisetu.web.guessing.browsers import COOKIE, KEPT_FOR, Browser, browser_in, number, remember
from tests.build import NOON

GOOD = "Vidyut-Setu-77"


def cookie_after(deed: Any, before: str = "") -> str:
    """The cookie's value after the deed; as before if the deed leaves none."""
    request, answer = RequestFactory().get("/office/login/"), HttpResponse()
    request.COOKIES[COOKIE] = before
    deed(request, answer)
    return answer.cookies[COOKIE].value if COOKIE in answer.cookies else before


def test_a_browser_keeps_its_number_and_becomes_known() -> None:
    new = browser_in(first := cookie_after(number))
    known = browser_in(cookie_after(remember, first))

    assert new is not None
    assert known is not None
    assert (new.is_known, known) == (False, Browser(new.number, is_known=True))
    assert cookie_after(number, first) == first


@pytest.mark.parametrize(
    "value", ["", "known", "1-known", "1-known:abc:def", ":" * 4000, "é", "-known:1sXyZ:" + "0" * 43]
)
def test_nobody_else_makes_one(value: str) -> None:
    assert browser_in(value) is None


def test_nor_turns_a_new_browser_into_a_known_one() -> None:
    assert browser_in(cookie_after(number).replace("new", "known")) is None


def test_half_a_year_later_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    value = cookie_after(remember)
    later = time.time() + (KEPT_FOR + timedelta(days=1)).total_seconds()
    monkeypatch.setattr("time.time", lambda: later)

    assert browser_in(value) is None


@pytest.mark.django_db
def test_the_login_page_numbers_browsers_and_a_login_makes_them_known(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    staff.open_login(user="asha", password=GOOD, at=NOON, by="terminal")
    client = Client()

    known = []
    for password in (None, "guessed", GOOD):
        form = {"username": "asha", "password": password}
        client.get("/office/login/") if password is None else client.post("/office/login/", form)
        browser = browser_in(client.cookies[COOKIE].value)
        known.append(browser is not None and browser.is_known)

    assert known == [False, False, True]
    assert client.cookies[COOKIE]["httponly"]
