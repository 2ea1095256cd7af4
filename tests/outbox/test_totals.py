"""What is kept of notices, turns and tries is what a recount gives, whoever moves them and by whatever statement."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Attempt, AttemptTotal, Notice, Turn, TurnTotal
from bijlisetu.outbox.totals import ALL, ATTEMPTS, TURNS
from bijlisetu.plumbing.database.totals import differences, gather, tidy
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

moments = st.integers(0, 6 * 24 * 60).map(lambda minute: NOON + timedelta(minutes=minute))
places = st.integers(0, 3)
moves = st.one_of(
    st.tuples(st.just("posted"), places, moments),
    st.tuples(st.just("tried"), moments, st.sampled_from(["whatsapp", "sms"]), st.sampled_from(Attempt.State.values)),
    st.tuples(st.just("tries_move"), st.sampled_from(Attempt.State.values), st.sampled_from(["", "number_dead"])),
    st.tuples(st.just("turns_move"), st.sampled_from(["", "whatsapp"]), moments, st.booleans()),
    st.tuples(st.just("settled"), places, st.sampled_from(Notice.State.values)),
    st.tuples(st.just("deleted"), places),
    st.tuples(st.just("gathered"), moments),
    st.tuples(st.just("tidied"), moments),
)


class Moves:
    """Every deed that moves rows, each as one statement that knows nothing of totals."""

    def __init__(self) -> None:
        line = build.feeder()
        self.people: list[Consumer] = [build.consumer(on=line) for _ in range(4)]
        self.posted_until = 0

    def posted(self, place: int, at: datetime) -> None:
        self.posted_until += 1
        build.notice(self.people[place], kind="outage_planned", outage=f"feeder-{self.posted_until}", at=at)

    def tried(self, at: datetime, channel: str, state: int) -> None:
        Attempt.objects.bulk_create(
            Attempt(notice=notice, channel=channel, address="9", state=state, engine="one", claimed_at=at)
            for notice in Notice.objects.exclude(attempts__channel=channel)
        )

    def tries_move(self, state: int, reason: str) -> None:
        Attempt.objects.update(state=state, reason=reason)

    def turns_move(self, channel: str, at: datetime, awaits: bool) -> None:
        Turn.objects.update(channel=channel, at=at, awaits=awaits)

    def settled(self, place: int, state: str) -> None:
        Notice.objects.filter(consumer=self.people[place]).update(state=state)
        Turn.objects.filter(notice__consumer=self.people[place]).delete()

    def deleted(self, place: int) -> None:
        Notice.objects.filter(consumer=self.people[place]).delete()

    def gathered(self, at: datetime) -> None:
        for each in ALL:
            gather(each, at=at)

    def tidied(self, at: datetime) -> None:
        for each in ALL:
            tidy(each, at=at)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(moves, max_size=20))
def test_totals_are_what_a_recount_gives(deeds: list[tuple[object, ...]]) -> None:
    with transaction.atomic():
        world = Moves()
        for deed, *told in deeds:
            getattr(world, str(deed))(*told)

        assert [one for each in ALL for one in differences(each)] == []
        transaction.set_rollback(True)


def test_minutes_long_past_are_put_together_by_days() -> None:
    for minute in range(3):
        someone = build.notice(build.consumer())
        Attempt.objects.create(
            notice=someone, channel="sms", address="9", state=60, engine="one",
            claimed_at=NOON + timedelta(minutes=minute),
        )  # fmt: skip
    gather(ATTEMPTS, at=NOON)
    assert AttemptTotal.objects.count() == 3

    later = NOON + timedelta(days=9)
    tidy(ATTEMPTS, at=later)
    gather(ATTEMPTS, at=later)

    assert AttemptTotal.objects.get().attempts == 3
    assert differences(ATTEMPTS) == []


def test_totals_of_nothing_are_dropped() -> None:
    build.notice(build.consumer())
    gather(TURNS, at=NOON)
    Turn.objects.all().delete()
    gather(TURNS, at=NOON)

    tidy(TURNS, at=NOON)

    assert not TurnTotal.objects.exists()
