"""A number that was proved in somebody else's hand: no undoes it, and the bill does not go there any more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings

import bijlisetu.contact.proof.actions as proof
from bijlisetu.channels.letter import Outcome, Verdict
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Address
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.plumbing.codes import code_of
from bijlisetu.reach import actions as reach
from bijlisetu.reach.models import Standing, Task
from bijlisetu.tracking import presses
from bijlisetu.values import ChannelKind, Email, Mobile
from tests import build
from tests.build import NOON
from tests.carried import fold, status

pytestmark = pytest.mark.django_db

PHONE = "916000000001"
SOON, LATER = NOON + timedelta(minutes=1), NOON + timedelta(hours=1)
LADDER = ladder(kinds().values(), channels=frozenset(ChannelKind) - {ChannelKind.CALL}, factor=1)


def prove(consumer: int) -> None:
    asked = proof.ask(
        consumer=consumer, address=Mobile(PHONE[2:]), entrance=ClaimSource.VISIT, by="lineman", at=NOON
    )  # fmt: skip
    code = code_of(asked.challenge.hex, secret=settings.SECRET_KEY)
    proof.answer(challenge=asked.challenge, code=code, at=SOON, secret=settings.SECRET_KEY)


def carried(kind: str, *, at: datetime) -> list[str]:
    """Return to which addresses an engine would carry notices of the kind now."""
    claimed = delivery.claim(rooms=build.rooms(), engine="test", ladder=LADDER, at=at)
    return [one.address for one in claimed if one.kind == kind]


def test_no_undoes_the_proof_and_the_bill_goes_elsewhere() -> None:
    someone = build.consumer(on=build.feeder_of_a_company())
    prove(someone.pk)
    assert carried("number_proved", at=SOON) == [PHONE]
    told = Attempt.objects.get(notice__kind="number_proved")

    presses.answer(attempt=told.pk, meaning="not_mine", at=LATER)

    assert Address.objects.values_list("value", "owner", "proof").get() == (PHONE, "not_owner", "link")
    build.notice(someone, at=LATER)
    assert carried("bill_issued", at=LATER) == []


def test_the_moment_a_number_is_proved_the_missed_bill_follows_and_its_receipt_closes_the_task() -> None:
    someone = build.consumer(on=build.feeder_of_a_company())
    build.notice(someone)
    delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON)
    reach.refresh(at=NOON)
    assert Task.objects.get().reason == "no_address"

    prove(someone.pk)
    reach.refresh(at=SOON)
    assert Task.objects.get().closed_at is None  # a code closes nothing
    claimed = {one.kind: one for one in delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=SOON)}
    accepted = [
        Answered(one, Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"wamid.{one.kind}")) for one in claimed.values()
    ]
    delivery.record(answers=accepted, engine="one", at=SOON, factor=1)
    fold(statuses=[status(claimed["bill_issued"], "delivered", wamid="wamid.bill_issued")])
    reach.refresh(at=LATER)

    assert set(claimed) == {"number_code", "number_proved", "bill_issued"}
    assert {one.address for one in claimed.values()} == {PHONE}
    assert Task.objects.get().evidence == claimed["bill_issued"].attempt
    assert Standing.objects.values_list("degree", "proved").get() == ("delivered", True)


def test_a_mailbox_proves_itself_by_the_press_on_its_link() -> None:
    someone = build.consumer(on=build.feeder_of_a_company())
    bill = build.notice(someone)
    Notice.objects.filter(pk=bill.pk).update(state="exhausted")
    proof.ask(
        consumer=someone.pk, address=Email.parse("ramesh@example.in"), entrance=ClaimSource.COUNTER, by="clerk", at=NOON
    )
    assert carried("mailbox_asked", at=NOON) == ["ramesh@example.in"]
    asked = Attempt.objects.get(notice__kind="mailbox_asked")

    presses.answer(attempt=asked.pk, meaning="confirm", at=SOON)

    assert Address.objects.values_list("value", "owner", "proof").get() == ("ramesh@example.in", "proved", "link")
    assert Notice.objects.get(pk=bill.pk).state == "open"
