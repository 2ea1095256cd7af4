"""An answer does not open a run that somebody has stopped."""

from __future__ import annotations

import pytest

from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Notice, Turn
from bijlisetu.runs import actions as runs
from bijlisetu.tracking import presses
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
LADDER = ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1)


def reached_a_stranger() -> int:
    """Make a run whose only letter was read by somebody else, and another number to try."""
    told = build.consumer(mobile="916000000001")
    build.address(told, "916000000002")
    run = build.run(told)
    runs.close(run=run, at=NOON, by="maker")
    Attempt.objects.create(
        notice=Notice.objects.get(), channel="whatsapp", address="916000000001", state=60, engine="one",
        claimed_at=NOON,
    )  # fmt: skip
    Notice.objects.update(state="reached", settled_at=NOON)
    Turn.objects.all().delete()
    return run


def deny() -> None:
    presses.answer(attempt=Attempt.objects.get().pk, meaning="not_mine", at=NOON)


def claimed() -> list[str]:
    return [one.address for one in delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON)]


def test_a_strangers_no_sends_the_letter_to_the_other_number() -> None:
    reached_a_stranger()

    deny()

    assert claimed() == ["916000000002"]


def test_but_not_while_the_run_is_stopped() -> None:
    run = reached_a_stranger()
    runs.stop(run=run, why="wrong amounts", at=NOON, by="terminal")

    deny()

    assert claimed() == []
    assert Turn.objects.get().gate == -run


def test_of_a_finished_run_it_goes_out() -> None:
    reached_a_stranger()
    runs.finish(at=NOON)

    deny()

    assert claimed() == ["916000000002"]
