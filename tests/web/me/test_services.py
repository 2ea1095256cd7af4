"""Whoever proved their number is shown the way to the other services; a stranger is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

import bijlisetu.contact.actions as contact
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Attempt
from bijlisetu.plumbing import links
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db
PHONE = "916000000001"


def told(of: Consumer) -> str:
    """Return the page of the message that the number of this consumer is registered."""
    notice = build.notice(of, kind="number_proved")
    tried = Attempt.objects.create(
        notice=notice, channel="sms", address=PHONE, state=30, engine="test", claimed_at=NOON
    )
    last_day = timezone.localdate() + timedelta(days=30)
    return f"/b/{links.sign(tried.pk, purpose='bill', last_day=last_day, secret=settings.SECRET_KEY)}"


def consumer() -> Consumer:
    made = build.consumer(account="9900004321", on=build.feeder_of_a_company())
    build.address(made, PHONE, owner="proved", owner_at=NOON, proof="otp")
    return made


def bill(of: Consumer, number: str = "B1", **more: object) -> None:
    Bill.objects.create(
        number=number, consumer=of, cycle=CYCLE, bill_date=CYCLE, due_date=CYCLE + timedelta(days=20), units=153,
        amount_payable=1253, mapping="uppcl", imported_at=NOON, **more,
    )  # fmt: skip


def test_the_page_leads_to_the_bill_and_to_the_helpline(client: Client) -> None:
    someone = consumer()
    bill(someone)
    page = told(someone)

    shown = client.get(page).content.decode()

    assert "अब आप यह कर सकते हैं" in shown
    assert "9900004321" not in shown
    assert 'href="tel:1912"' in shown
    assert "1,253.00" in client.get(f"{page}?bill").content.decode()


def test_without_a_bill_the_rest_is_shown(client: Client) -> None:
    someone = consumer()
    page = told(someone)

    for address in (page, f"{page}?bill"):
        shown = client.get(address).content.decode()
        assert "अपना बिल देखें" not in shown
        assert "tel:1912" in shown


def test_a_cancelled_bill_is_nobodys_service(client: Client) -> None:
    someone = consumer()
    bill(someone, is_cancelled=True)

    assert "अपना बिल देखें" not in client.get(told(someone)).content.decode()


def test_whoever_said_no_sees_nothing_of_the_account(client: Client) -> None:
    someone = consumer()
    bill(someone)
    page = told(someone)
    contact.take(claims=[build.answer("not_own", someone, PHONE, at=NOON + timedelta(hours=1))], at=NOON, by="reply")

    shown = client.get(f"{page}?bill").content.decode()

    assert "1,253.00" not in shown
    assert "tel:1912" not in shown or "अब आप यह कर सकते हैं" not in shown
