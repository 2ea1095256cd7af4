"""Tries of a dead engine that no claim will find, for another try has reached their notice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bijlisetu.delivery import actions
from bijlisetu.outbox.engines import SILENT_AFTER
from bijlisetu.outbox.models import Attempt, Notice, Turn
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=5)
LATER = NOON + LEASE + SILENT_AFTER + timedelta(seconds=1)


def held_by_the_dead(*, at: datetime = NOON) -> Attempt:
    """Make a try that its engine claimed just before it fell silent."""
    build.engine("dead", at=NOON)
    notice = build.notice(build.consumer(mobile="916000000001"))
    return Attempt.objects.create(
        notice=notice, channel="sms", address="916000000001", state=Attempt.State.CLAIMED, engine="dead", claimed_at=at
    )


def reached_meanwhile() -> None:
    Turn.objects.all().delete()
    Notice.objects.update(state=Notice.State.REACHED, settled_at=NOON)


def test_it_is_unsure_once_its_lease_is_over() -> None:
    held = held_by_the_dead()
    reached_meanwhile()

    assert actions.close_lost(at=LATER, lease=LEASE) == 1

    held.refresh_from_db()
    assert (held.state, held.reason) == (Attempt.State.UNSURE, "no_receipt")


def test_until_then_its_engine_may_answer() -> None:
    held_by_the_dead()
    reached_meanwhile()

    assert actions.close_lost(at=NOON + LEASE, lease=LEASE) == 0


def test_what_a_claim_will_find_is_left_to_it() -> None:
    held_by_the_dead()

    assert actions.close_lost(at=LATER, lease=LEASE) == 0


def test_what_a_living_engine_holds_is_its_own() -> None:
    held_by_the_dead()
    reached_meanwhile()
    build.engine("living", at=LATER)
    Attempt.objects.update(engine="living")

    assert actions.close_lost(at=LATER, lease=LEASE) == 0
