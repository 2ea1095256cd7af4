"""Whoever is asked whose a number is learns nothing of an account by the link, and a yes leads to the proof."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bijlisetu.contact.models import Address, Asking
from bijlisetu.outbox.models import Attempt
from bijlisetu.plumbing import links
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
PHONE, ACCOUNT, NAME = "919999900000", "9900004321", "राम प्रसाद परीक्षण"


@pytest.fixture
def page() -> str:
    """Return the page of the question to the number of a consumer."""
    someone = build.consumer(account=ACCOUNT, name=NAME, mobile=PHONE, on=build.feeder_of_a_company())
    Asking.objects.create(value=PHONE, rule="dummy", consumer=someone, by="officer", at=NOON)
    notice = build.notice(someone, kind="number_asked")
    tried = Attempt.objects.create(
        notice=notice, channel="sms", address=PHONE, state=30, engine="test", claimed_at=NOON
    )
    last_day = timezone.localdate() + timedelta(days=30)
    return f"/b/{links.sign(tried.pk, purpose='bill', last_day=last_day, secret=settings.SECRET_KEY)}"


def names_nobody(shown: str) -> bool:
    return not [one for one in (ACCOUNT, ACCOUNT[-4:], NAME, PHONE[2:]) if one in shown]


@pytest.mark.parametrize("answer", ["", "is_mine", "not_mine"])
def test_no_page_behind_the_link_names_the_account(client: Client, page: str, answer: str) -> None:
    if answer:
        client.post(f"{page}/answer/{answer}")

    assert names_nobody(client.get(page).content.decode())
    assert names_nobody(client.get(f"{page}/not-mine").content.decode())
    assert client.get(f"{page}/data").status_code == 404
    assert client.get(f"{page}/bill.pdf").status_code in (302, 404)
    assert f"{page}/data" not in client.get(page).content.decode()


def test_a_yes_leads_to_the_proof_by_account_and_bill(client: Client, page: str) -> None:
    shown = client.post(f"{page}/answer/is_mine", follow=True).content.decode()

    assert "खाता नंबर और बिल नंबर" in shown
    assert "{public}" not in shown
    assert 'class="deed wide" href="/"' in shown
    assert Address.objects.get().owner == "unknown"


def test_a_no_is_asked_once_more_and_strikes_it_out(client: Client, page: str) -> None:
    assert f'href="{page}/not-mine"' in client.get(page).content.decode()

    client.post(f"{page}/answer/not_mine")

    assert Address.objects.get().owner == "not_owner"
    assert "किसी के बिल नहीं भेजे जाएँगे" in client.get(page).content.decode()
