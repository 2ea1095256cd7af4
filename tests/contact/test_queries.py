"""Addresses held against their claims, and shown with who said what."""

from __future__ import annotations

from datetime import timedelta

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.contact.models import Address
from bijlisetu.contact.queries import astray, held_by
from bijlisetu.values import Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

PHONE = "916000000001"
LATER = NOON + timedelta(hours=1)


def test_an_address_that_somebody_changed_by_hand_is_astray() -> None:
    right, wrong = build.consumer(mobile=PHONE), build.consumer(mobile=PHONE)
    build.address(right, "916000000002", owner="proved", owner_at=NOON)
    Address.objects.filter(consumer=wrong).update(owner="proved", owner_at=NOON)

    assert astray() == [(wrong.pk, PHONE)]


def test_an_address_without_a_claim_and_a_claim_without_its_address_are_astray() -> None:
    bare = build.consumer()
    Address.objects.create(consumer=bare, value=PHONE, channels=build.MOBILE, source="visit", known_at=NOON)
    lost = build.consumer(mobile=PHONE)
    Address.objects.filter(consumer=lost).delete()

    assert sorted(astray()) == sorted([(bare.pk, PHONE), (lost.pk, PHONE)])


def test_an_address_is_shown_with_who_named_it_and_whose_word_it_is_that_it_is_theirs() -> None:
    someone = build.consumer()
    contact.repair(account=someone.account, address=Mobile(PHONE[2:]), proof="", at=NOON, by="je.rampur")
    contact.take(claims=[build.answer("own", someone, PHONE, at=LATER)], at=LATER, by="reply")

    [held] = held_by(someone.pk)

    assert (held.source, held.by, held.known_at) == ("office", "je.rampur", NOON)
    assert (held.owner, held.proof, held.owner_by, held.owner_at) == (
        "proved",
        "reply",
        "reply",
        LATER,
    )
