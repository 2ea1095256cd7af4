"""The limit of people a day as a plan."""

from __future__ import annotations

from datetime import timedelta

from bijlisetu.delivery.ramp import milestones, opens_at
from tests.build import NOON

DAY = timedelta(days=1)


def test_each_further_lakh_has_its_day() -> None:
    plan = milestones(10_000, left_today=10_000, waiting=250_000, step=100_000, at=NOON)

    assert [mark.people for mark in plan] == [100_000, 200_000, 250_000]
    assert [mark.at - NOON for mark in plan] == [9 * DAY, 19 * DAY, 24 * DAY]


def test_who_can_be_written_to_today_need_not_wait() -> None:
    (plan,) = milestones(2_000, left_today=500, waiting=300, step=100_000, at=NOON)

    assert plan.at == NOON


def test_the_next_person_waits_behind_all_others() -> None:
    assert opens_at(1_000, 2_999, at=NOON) == NOON + 3 * DAY
