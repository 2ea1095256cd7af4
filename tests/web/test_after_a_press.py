"""Whatever a form leaves in the address bar can be opened: by a reload, after a login, in another language."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from bijlisetu.outbox.models import Incident, Notice
from bijlisetu.runs import actions as runs
from tests import build
from tests.district import District, token_for
from tests.outages.desk import with_outage
from tests.web.browser.pages import names

#: But those that a phone's own script or an exchange speaks with: none of them is ever left in a browser's bar.
ADDRESSES = sorted(
    {
        each
        for each in names(get_resolver())
        if not each[0].startswith(("field:api_", "api:", "bbps", "missed_call", "office:import_piece"))
    }
)


@pytest.fixture
def values(district: District) -> dict[str, Any]:
    """Return what stands in addresses."""
    run = build.run(district.people["read"], by="maker", at=timezone.now())
    runs.close(run=run, at=timezone.now(), by="maker")
    Incident.objects.create(pk=run, kind="account", subject="one", at=build.NOON, last_at=build.NOON)
    person = district.people["delivered"]
    complaint = build.complaint(person)
    receipt = build.receipt(person, at=district.section, now=timezone.now())
    return {
        "till": receipt.till_id, "receipt": receipt.pk, "payment": receipt.payment_id,
        "complaint": complaint.number, "enclosure": complaint.enclosed.get().enclosure_id,
        "office": district.circle.pk, "consumer": person.pk, "feeder": district.feeder.pk,
        "bill": person.bills.get().pk, "number": run, "notice": Notice.objects.get(run=run).pk,
        "telling": build.telling(district.circle).pk, "campaign": build.campaign(district.circle, at=timezone.now()),
        "which": "rejects", "breach": 1, "serial": build.sheet(district.section, person),
        "token": token_for(person), "meaning": "confirm", "person": district.officer.pk,
        "day": "2026-11-21", "form": "csv", "visit": build.visit(person).pk, "field": "meter",
        "outage": with_outage(district.feeder, by="chief", of=district.circle).number,
        "bulletin": "00000-1", "page": "reach", "subject": "home", "file": "hygiene-rules",
        "system": build.system(district.circle).name, "name": "bbps",
        "challenge": build.challenge(person, "916000000001", at=timezone.now()).pk,
        "change": build.change(person, "916000000001", "916000000002").pk,
    }  # fmt: skip


@pytest.mark.parametrize(("name", "parts"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_every_address_answers_a_browser_that_opens_it(
    admin_client: Client, values: dict[str, Any], name: str, parts: tuple[str, ...]
) -> None:
    address = reverse(name, kwargs={part: values[part] for part in parts})

    answer = admin_client.get(address, follow=True)

    # A link of another purpose is closed, and says what to do.
    assert answer.status_code in (200, 404, 410, 205), address


@pytest.mark.parametrize(("name", "parts"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_what_a_press_leads_to_can_be_loaded_again(
    admin_client: Client, values: dict[str, Any], name: str, parts: tuple[str, ...]
) -> None:
    address = reverse(name, kwargs={part: values[part] for part in parts})

    answer = admin_client.post(address, {"deed": "stop", "scope": "all", "why": "जाँच"}, follow=True)

    left_in_the_bar = answer.redirect_chain[-1][0] if answer.redirect_chain else address
    assert admin_client.get(left_in_the_bar, follow=True).status_code in (200, 404, 410, 205)


@pytest.mark.parametrize("meaning", ["confirm", "not_mine"])
def test_a_press_on_a_public_page_leads_back_to_it(client: Client, district: District, meaning: str) -> None:
    address = f"/b/{token_for(district.people['unproved'])}"

    pressed = client.post(f"{address}/answer/{meaning}")
    english = client.post("/language/", {"language": "en", "next": pressed["Location"]}, follow=True)

    assert (pressed.status_code, pressed["Location"]) == (302, address)
    assert 'lang="en"' in english.content.decode()


def test_after_a_login_a_press_that_came_too_late_does_nothing(admin_client: Client, values: dict[str, Any]) -> None:
    address = f"/office/delivery/incident/{values['number']}/"
    outside = Client().post(address)

    opened = admin_client.get(outside["Location"].split("next=")[1])

    assert opened["Location"] == "/office/delivery/"
    assert Incident.objects.get(pk=values["number"]).ended_at is None


def test_out_of_the_office_leads_only_a_press(admin_client: Client) -> None:
    assert admin_client.get("/office/logout/")["Location"] == "/office/"
    assert admin_client.post("/office/logout/")["Location"] == "/office/login/"
