"""Who goes first within a lane."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.delivery import actions
from bijlisetu.delivery.actions import Answered
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox import actions as outbox
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

LADDER = ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1)
REFUSED = Verdict(outcome=Outcome.REFUSED, reason=Reason.NOT_ON_WHATSAPP)
LATER = NOON + timedelta(hours=1)


def claim() -> list[actions.Claimed]:
    return actions.claim(rooms={ChannelKind.WHATSAPP: 1}, engine="one", ladder=LADDER, at=LATER)


def test_a_bill_half_way_up_its_ladder_goes_before_those_not_begun() -> None:
    for last in range(3):
        build.notice(build.consumer(mobile=f"91600000000{last}"))
    (first,) = claim()
    actions.record(answers=[Answered(first, REFUSED)], engine="one", at=LATER, factor=1)

    (second,) = actions.claim(rooms={ChannelKind.SMS: 1}, engine="one", ladder=LADDER, at=LATER)

    assert (second.channel, second.address) == (ChannelKind.SMS, first.address)


def test_a_repaired_number_does_not_wait_behind_a_bill_run() -> None:
    repaired = build.consumer()
    build.notice(repaired)
    claim()  # without an address: exhausted
    build.notice(build.consumer(mobile="916000000001"))
    build.address(repaired, "916000000002")

    outbox.reopen(consumers=[repaired.pk], at=LATER)

    assert [one.address for one in claim()] == ["916000000002"]
