"""No address holds a name, a number or an account: browsers, proxies and logs keep addresses."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import bijlisetu
from bijlisetu.audit import actions
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from tests import build
from tests.district import District
from tests.web.test_after_a_press import ADDRESSES, values
from tests.web.test_masked import text_of

__all__ = ["values"]
pytestmark = pytest.mark.django_db

TEMPLATES = Path(bijlisetu.__file__).parent / "web" / "templates"
#: Where a link leads, a form goes, a picture or a script's news come from.
LEADS = re.compile(r'(?:href|action|src|data-live|data-href|content)="([^"]*)"')
FORM = re.compile(r"<form(?P<of>[^>]*)>(?P<holds>.*?)</form>", re.DOTALL)
INPUT = re.compile(r"<(?:input|textarea)(?P<of>[^>]*)>", re.DOTALL)
#: A kind of field into which nobody writes a name or a number of a person.
CHOSEN = re.compile(r'type="(?:hidden|radio|checkbox|date|month|submit)"')
#: Forms that go into an address though something is written in them, and what that is.
OPEN = {
    "web/office/campaigns/new.html": "places of the network",
    "web/office/runs/correction/correct.html": "what everybody of a run is told",
    "web/office/sheets/page.html": "the serial of a sheet of paper",
}
NAME, NUMBER, MAILBOX = "Mahesh Pratirup", "6000000871", "namuna.871@example.in"


def leads_of(page: str) -> list[str]:
    return [unquote_plus(lead).replace("&amp;", "&") for lead in LEADS.findall(page)]


def test_no_form_that_goes_into_an_address_takes_what_somebody_writes() -> None:
    found = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.finditer(path.read_text())
        if 'method="post"' not in form["of"] and "novalidate" not in form["of"]
        for field in INPUT.finditer(form["holds"])
        if not CHOSEN.search(field["of"])
    }

    assert found == set(OPEN)


@pytest.mark.parametrize(("name", "parts"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_no_page_leads_to_an_address_with_a_person_in_it(
    admin_client: Client, values: dict[str, Any], name: str, parts: tuple[str, ...]
) -> None:
    if not set(parts) <= values.keys():
        pytest.skip(f"nothing is called {parts}")
    held = [value[-10:] if "@" not in value else value for value in Address.objects.values_list("value", flat=True)]
    people = [one for pair in Consumer.objects.values_list("account", "name") for one in pair]

    answer = admin_client.get(reverse(name, kwargs={part: values[part] for part in parts}), follow=True)

    addresses = [unquote_plus(address) for address, _ in answer.redirect_chain]
    if "html" in answer.headers["Content-Type"]:
        addresses += leads_of(text_of(answer))
    assert people
    assert [lead for lead in addresses if any(one in lead for one in (*held, *people))] == []


@pytest.fixture
def typed(officer: Client, district: District) -> Client:
    """An officer in whose offices two go by one name, one of them with a number and a mailbox."""
    for account in ("9900008711", "9900008712"):
        one = build.consumer(account=account, name=NAME, on=district.feeder)
    build.address(one, f"91{NUMBER}")
    build.address(one, MAILBOX, channels=["email"])
    return officer


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("office:search", {"q": NAME}),
        ("office:search", {"q": "महेश प्रतिरूप"}),
        ("office:search", {"q": NUMBER}),
        ("office:search", {"q": MAILBOX}),
        ("office:search", {"q": "990000871"}),
        ("office:counter", {"q": NAME}),
        ("office:counter", {"q": "8711", "among": ""}),
        ("office:counter", {"q": "7", "among": NAME}),
        ("office:counter", {"q": NUMBER}),
        ("office:deeds", {"by": NAME, "record": NUMBER, "deed": "contact."}),
        ("me:home", {"account": "9900008711", "bill": "BL1", "mobile": NUMBER}),
        ("office:forgotten", {"user": NAME}),
    ],
)
def test_what_is_typed_into_a_box_stands_in_no_address_and_no_log(
    typed: Client, caplog: pytest.LogCaptureFixture, name: str, form: dict[str, str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = typed.post(reverse(name), form, follow=True)
        page = answer.content.decode()

    addresses = [unquote_plus(address) for address, _ in answer.redirect_chain] + leads_of(page)
    said = " ".join(one.getMessage() for one in caplog.records if one.name != "django.db.backends")
    for written in (one for one in form.values() if len(one) > 3 and one != "contact."):
        assert [lead for lead in addresses if written in lead] == []
        assert written not in said


@pytest.mark.parametrize("name", ["office:search", "office:counter"])
@pytest.mark.parametrize("text", [NAME, NUMBER, MAILBOX, "9900008711", "8711"])
def test_an_address_finds_nobody_whatever_is_written_into_it(typed: Client, name: str, text: str) -> None:
    page = typed.get(reverse(name), {"q": text, "among": NAME})

    assert page.status_code == 200
    assert not re.search(r"/office/(consumer|counter)/\d+/", page.content.decode())


@pytest.mark.parametrize("name", ["office:search", "office:counter"])
def test_back_from_a_person_the_list_is_there_again(typed: Client, name: str) -> None:
    listed = typed.post(reverse(name), {"q": NAME}, follow=True)
    (back, _) = listed.redirect_chain[-1]
    typed.get(f"/office/consumer/{Consumer.objects.get(account='9900008711').pk}/")

    page = typed.get(back).content.decode()

    assert back == f"{reverse(name)}?asked"
    assert "9900008711" in page
    assert "9900008712" in page


def test_the_counter_opened_anew_is_empty_whoever_was_asked_for_before(typed: Client) -> None:
    typed.post("/office/counter/", {"q": NAME})

    assert NAME not in typed.get("/office/counter/").content.decode()


def test_the_book_of_deeds_keeps_what_is_asked_for_from_page_to_page(client: Client, district: District) -> None:
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    actions.note(deed="task.assigned", records=[f"task:{one}" for one in range(120)], by="sita", at=timezone.now())
    actions.note(deed="task.assigned", records=["task:999"], by="mohan", at=timezone.now())

    first = client.post("/office/deeds/", {"by": "sita"}, follow=True).content.decode()
    (more,) = {lead for lead in leads_of(first) if "after=" in lead}

    assert more.startswith("?asked")
    assert "task:999" not in first + client.get(f"/office/deeds/{more}").content.decode()
