"""The door opens to a key, for what its system was let in for, and to nothing else; no log holds a key."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from django.utils import timezone

from bijlisetu.staff.actions.systems import end_system_key, shut_out
from bijlisetu.staff.models import SystemKey
from bijlisetu.staff.purposes import Purpose
from tests.web.api.asking import Asker, Network, asker, breakdown

pytestmark = pytest.mark.django_db
#: What each purpose opens, tried with every other purpose too.
OPENS = {
    Purpose.OUTAGES_READ: ("get", "/outages"),
    Purpose.OUTAGES_WRITE: ("post", "/outages"),
    Purpose.OUTAGES_ANNOUNCE: ("post", "/outages/17/announce"),
    Purpose.COMPLAINTS_READ: ("get", "/complaints"),
    Purpose.COMPLAINTS_WRITE: ("post", "/complaints"),
    Purpose.TOUCHED_READ: ("get", "/touched"),
    Purpose.TOUCHED_LIST: ("get", "/touched/people"),
}


@pytest.mark.parametrize("header", [
    {}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer nothing"},
    {"Authorization": "Basic YTpi"}, {"Authorization": f"Bearer bs_{'0' * 12}_{'x' * 43}"},
    {"X-API-Key": "{key}"}, {"Authorization": "{key}"}, {"Cookie": "Authorization={key}"},
])  # fmt: skip
def test_without_a_key_nothing_is_said(scada: Asker, header: dict[str, str]) -> None:
    shown = {name: value.replace("{key}", scada.key) for name, value in header.items()}

    answer = Client().get("/api/outages", headers=shown)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["type"] == "urn:bijlisetu:problem:no-key"


def test_no_login_of_a_person_opens_it_and_no_cookie_is_set(admin_client: Client, scada: Asker) -> None:
    assert admin_client.get("/api/outages").status_code == 401
    assert not scada.get("/outages").cookies


def test_no_token_of_a_form_is_asked(scada: Asker, net: Network) -> None:
    browser = Client(enforce_csrf_checks=True)
    said = breakdown({"feeder": net.feeders[0].code})
    headers = {**scada.header, "Idempotency-Key": "1"}

    assert browser.post("/api/outages", said, content_type="application/json", headers=headers).status_code == 201


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("opened", OPENS)
def test_a_system_does_what_it_was_let_in_for(net: Network, purpose: Purpose, opened: Purpose) -> None:
    system = asker(net.division, purpose)
    method, path = OPENS[opened]

    answer = getattr(system, method)(path)

    if purpose is opened:
        assert answer.status_code in (200, 404, 422)
    else:
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:bijlisetu:problem:no-purpose")


def test_a_key_that_ended_and_a_system_that_was_shut_out_are_nobody(net: Network) -> None:
    one, other = asker(net.division), asker(net.division)
    assert one.get("/outages").status_code == other.get("/outages").status_code == 200

    end_system_key(key=SystemKey.objects.get(system=one.system).pk, at=timezone.now(), by="chief")
    shut_out(system=other.system.pk, at=timezone.now(), by="chief")

    assert one.get("/outages").status_code == other.get("/outages").status_code == 401


def test_no_log_holds_a_key(scada: Asker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    scada.get("/outages")
    scada.get("/nowhere")
    scada.post("/outages", b"{")
    Client().get("/api/outages", headers={"Authorization": f"Bearer {scada.key}x"})

    assert scada.key.split("_", 2)[2] not in caplog.text
