"""The ledger's word where nothing was tried, for the address is known to be no good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Health, Suspect
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.reach import actions
from bijlisetu.reach.models import Standing, Task
from bijlisetu.reach.queries import person
from bijlisetu.values import ChannelKind, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

PHONE, MAILBOX = "916000000001", "ramesh@example.in"
LADDER = ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1)


def verdict(value: str, finding: str, *shut: str) -> None:
    until = NOON + timedelta(days=90)
    Health.objects.create(value=value, finding=finding, shut=list(shut), since=NOON, until=until, last_on=NOON.date())


def dead(value: str = PHONE, finding: str = "number_dead") -> None:
    verdict(value, finding, "whatsapp", "sms", "call", "email")


def bill(to: Consumer, *, at: datetime = NOON) -> tuple[str, str, str]:
    """Post the bill and let the engine look at it once; return degree, reason, and the reason of the task."""
    build.notice(to, at=at)
    delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=at)
    actions.refresh(at=at)
    return (
        *Standing.objects.values_list("degree", "reason").get(),
        Task.objects.values_list("reason", flat=True).get(),
    )


def test_all_numbers_dead_is_another_thing_than_no_number() -> None:
    dead()

    assert bill(build.consumer(mobile=PHONE)) == ("failed", "number_dead", "number_dead")


def test_no_number_is_still_no_number() -> None:
    dead()

    assert bill(build.consumer()) == ("no_address", "", "no_address")


@pytest.mark.parametrize("finding", ["number_dead", "phone_absent"])
def test_the_number_is_named_before_the_mailbox(finding: str) -> None:
    dead(finding=finding)
    dead(MAILBOX, "mailbox_dead")

    assert bill(build.consumer(mobile=PHONE, email=MAILBOX)) == ("failed", finding, finding)


def test_a_number_that_a_rule_doubts_is_told_as_such_and_is_somebodys_work() -> None:
    Suspect.objects.create(value=PHONE, rule="dummy", since=NOON, by="officer")

    assert bill(build.consumer(mobile=PHONE)) == ("failed", "number_suspect", "number_suspect")


def test_a_dead_number_that_is_proved_gets_the_missed_bill() -> None:
    dead()
    someone = build.consumer(mobile=PHONE)
    bill(someone)

    again = contact.repair(
        account=someone.account, address=Mobile(PHONE[2:]), proof="counter", at=NOON + timedelta(hours=1), by="office"
    )
    claimed = delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON + timedelta(hours=1))

    assert again == 1
    assert [(one.kind, one.address) for one in claimed if one.kind == "bill_issued"] == [("bill_issued", PHONE)]


def test_the_person_is_shown_with_the_health_of_each_number() -> None:
    dead()
    shown = person(build.consumer(mobile=PHONE, email=MAILBOX).pk)

    assert shown is not None
    assert {held.value: held.health.finding for held in shown.held} == {PHONE: "number_dead", MAILBOX: ""}
