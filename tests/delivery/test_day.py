"""The portfolio's day: never more people than it may write to, whoever claims, and counted at a slow pace."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.channels.news import SenderNews
from bijlisetu.delivery import actions, outlook
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.rules import Ladder, ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox import senders
from bijlisetu.outbox.models import Attempt, Turn
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

BILL = kinds()["bill_issued"]
OPEN = ladder([BILL], channels=frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS}), factor=1)
WHATSAPP, SMS = ChannelKind.WHATSAPP, ChannelKind.SMS
SOON = NOON + timedelta(seconds=5)
COUNTED_ANEW = NOON + timedelta(seconds=30)


def people(how_many: int) -> None:
    feeder = build.feeder()
    for number in range(how_many):
        build.notice(build.consumer(on=feeder, mobile=f"916000000{number:03}"))


def limit(per_day: int) -> None:
    senders.learn(news=[SenderNews(at=NOON, per_day=per_day)])


def claim(at: datetime = NOON, *, seats: int = 50, sms: int = 0, engine: str = "one") -> list[Claimed]:
    """Claim by a ladder that knows of no limit yet, as between two looks."""
    return actions.claim(rooms={WHATSAPP: seats, SMS: sms}, engine=engine, ladder=OPEN, at=at)


def shut(rungs: Ladder) -> set[ChannelKind]:
    return {rung.channel for rung in rungs if rung.shut}


def seen(at: datetime) -> set[ChannelKind]:
    return shut(outlook.look(OPEN, kinds=[BILL], at=at).ladder)


@pytest.mark.django_db
def test_one_claim_takes_no_more_people_than_are_left_of_the_day() -> None:
    people(6)
    limit(4)

    assert [len(claim(seats=3)), len(claim()), len(claim())] == [3, 1, 0]


@pytest.mark.django_db
def test_without_a_limit_nobody_is_held_back() -> None:
    people(3)
    limit(-1)

    assert len(claim()) == 3


@pytest.mark.django_db
def test_whoever_cannot_wait_takes_the_next_channel_before_anybody_has_looked() -> None:
    people(3)
    limit(1)
    claim()
    urgent = Turn.objects.filter(awaits=False).order_by("notice_id")[0].notice_id
    Turn.objects.filter(notice=urgent).update(lane=1)

    assert [one.channel for one in claim(SOON, sms=50)] == [SMS]
    assert Turn.objects.filter(channel=WHATSAPP).count() == 1


@pytest.mark.django_db(transaction=True)
def test_engines_that_claim_at_once_share_one_day() -> None:
    people(40)
    limit(15)
    together = threading.Barrier(4)

    def take(engine: int) -> list[str]:
        try:
            together.wait()
            return [one.address for _ in range(6) for one in claim(seats=3, engine=str(engine))]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as engines:
        taken = [address for part in engines.map(take, range(4)) for address in part]

    assert len(taken) == len(set(taken)) == 15


@pytest.mark.django_db
def test_people_are_counted_one_by_one_only_now_and_then() -> None:
    limit(1)
    assert seen(NOON) == set()
    build.notice(build.consumer(mobile="916000000001"))
    actions.claim(rooms={WHATSAPP: 1}, engine="one", ladder=OPEN, at=NOON)
    Attempt.objects.update(claimed_at=NOON - timedelta(days=1))  # a day has passed for this person

    assert seen(SOON) == {WHATSAPP}
    assert seen(COUNTED_ANEW) == set()


@pytest.mark.django_db
def test_a_letter_put_off_counts_until_all_are_counted_anew() -> None:
    people(2)
    limit(1)
    (one,) = claim()
    held = Verdict(outcome=Outcome.TRY_LATER, reason=Reason.HELD_BY_US, wait=1)
    actions.record(answers=[Answered(one, held)], engine="one", at=NOON, factor=1)

    assert claim(SOON) == []
    assert len(claim(COUNTED_ANEW)) == 1


@pytest.mark.django_db
def test_a_limit_told_anew_is_counted_anew() -> None:
    people(3)
    limit(1)
    claim()
    limit(-1)
    claim(seats=1)

    limit(3)

    assert len(claim()) == 1
