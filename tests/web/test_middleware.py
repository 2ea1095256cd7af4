"""Before any page: an address is text, and browsers come by https where we are reached by it."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.test import Client

from tests.district import District

pytestmark = pytest.mark.django_db

#: NUL, octets that are no UTF-8, half of a letter, a surrogate, a NUL written too long.
NO_TEXT = ("%00", "a%00b", "%ff", "%e0%a4", "%ed%a0%80", "%c0%80")


@pytest.mark.parametrize("octets", NO_TEXT)
@pytest.mark.parametrize("path", ["/b/{}", "/u/{}", "/c/{}.pdf", "/office/{}/", "/static/{}.css", "/{}", "/field/{}"])
def test_a_path_that_is_no_text_is_a_bad_request(client: Client, path: str, octets: str) -> None:
    assert client.get(path.format(octets)).status_code == 400


@pytest.mark.parametrize("octets", NO_TEXT)
@pytest.mark.parametrize("path", ["/office/search?q={}", "/office/login/?next={}", "/office/?{}=1", "/?{}"])
def test_so_is_a_question(officer: Client, path: str, octets: str) -> None:
    assert officer.get(path.format(octets)).status_code == 400


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language", "messages"])
def test_so_is_a_cookie_with_a_nul(client: Client, name: str) -> None:
    answer = client.get("/office/", headers={"Cookie": rf'{name}="\000aaaaaaaaaaaa"'})

    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["रमेश", "%E0%A4%B0", "100%25", "a+b%20c", "%F0%9F%92%A1", "%EF%BF%BD"])
def test_text_of_any_script_is_a_question(officer: Client, text: str) -> None:
    assert officer.get(f"/office/search?q={text}").status_code == 200


@pytest.mark.parametrize("field", ["scope", "why", "deed"])
def test_a_form_of_people_at_work_holds_no_nul(officer: Client, district: District, field: str) -> None:
    assert officer.post("/office/stops/", {"scope": "all", "why": "x", field: "a\0"}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/office/login/", "/b/nothing", "/static/web/style.css", "/static/none.css", "/b/%00"]
)
def test_browsers_are_told_to_come_by_https(client: Client, settings: Any, path: str) -> None:
    settings.PUBLIC_URL = "https://bill.example.in"

    with contextlib.closing(client.get(path)) as answer:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_where_we_are_reached_by_http_they_are_not(client: Client) -> None:
    assert "Strict-Transport-Security" not in client.get("/office/login/").headers
