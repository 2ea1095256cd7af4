"""Advertisements go to whoever agreed and to nobody else; what is owed asks for no consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions import Said, Wish, keep_wishes
from bijlisetu.contact.models import Unsubscribed
from bijlisetu.delivery import actions, outlook
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

BILL = kinds()["bill_issued"]
ALL = frozenset(ChannelKind)
PHONE = "916000000001"
MONTHS = (date(2026, month % 12 + 1, 1) for month in count())


def agree(consumer: Consumer | None, value: str = PHONE, *, is_wanted: bool = True, at: datetime = NOON) -> None:
    wish = Wish(consumer.pk if consumer else None, value, "marketing")
    keep_wishes(said=[Said(wish, is_wanted, "page", at)], at=at, by="link")


def leased(someone: Consumer, purpose: str) -> bool:
    """Whether a new message of the purpose is leased to go to them."""
    made = build.notice(someone, cycle=next(MONTHS))
    kind = replace(BILL, purpose=purpose)
    seen = outlook.look(ladder([kind], channels=ALL, factor=1), kinds=[kind], at=NOON)
    claimed = actions.claim(rooms=build.rooms(), engine="one", ladder=seen.ladder, at=NOON)
    return Attempt.objects.filter(notice=made, pk__in=[one.attempt for one in claimed]).exists()


def offered(someone: Consumer) -> bool:
    return leased(someone, "marketing")


def test_advertisements_go_to_nobody_who_did_not_agree() -> None:
    someone = build.consumer(mobile=PHONE)
    assert not offered(someone)

    agree(someone)
    assert offered(someone)
    agree(someone, is_wanted=False, at=NOON + timedelta(minutes=1))
    assert not offered(someone)
    agree(someone, at=NOON + timedelta(minutes=2))
    assert offered(someone)


def test_the_yes_of_an_account_is_not_that_of_another_at_the_same_number() -> None:
    one, other = build.consumer(mobile=PHONE), build.consumer(mobile=PHONE)
    agree(one)

    assert offered(one)
    assert not offered(other)
    agree(None)
    assert offered(other)


def test_a_yes_at_one_number_says_nothing_of_another() -> None:
    someone = build.consumer(mobile=PHONE)
    agree(someone, "916000000098")

    assert not offered(someone)


@pytest.mark.parametrize("purpose", ["service", "statutory"])
def test_what_is_owed_depends_on_no_consent(purpose: str) -> None:
    someone = build.consumer(mobile=PHONE)
    for refused in ("reminder", "marketing", purpose):
        Unsubscribed.objects.create(
            consumer=someone, value=PHONE, purpose=refused, at=NOON, how="link", everywhere=True
        )  # fmt: skip

    assert leased(someone, purpose)
