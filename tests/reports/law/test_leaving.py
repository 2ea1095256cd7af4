"""Before a period is cut it is told what the next night would let go; the night then lets go of just that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bijlisetu.audit.holds import hold
from bijlisetu.consumers.models import Consumer
from bijlisetu.editions.actions import issue
from bijlisetu.jobs.retention import STATEMENTS, let_go
from bijlisetu.reports.law.leaving import PAST, cut, night_after
from bijlisetu.reports.law.periods import NAME, SORTS, read, shipped
from tests import build
from tests.build import NOON
from tests.jobs import test_retention as made

pytestmark = pytest.mark.django_db
MAKES: dict[str, Callable[[Consumer, datetime], None]] = {name: make for name, make, _ in made.SORTS}
DAYS = made.DAYS
OLD = timedelta(days=20)


def shorter(name: str, days: int) -> str:
    head, _, rest = shipped().partition(f"[{name}]")
    return f"{head}[{name}]{rest.replace(f'days = {DAYS[name]}', f'days = {days}', 1)}"


@pytest.mark.parametrize("name", MAKES)
def test_what_is_told_is_what_the_night_lets_go(name: str) -> None:
    for at in (NOON - OLD, NOON - OLD - timedelta(days=2), NOON):
        MAKES[name](build.consumer(), at)
    kept = build.consumer()
    MAKES[name](kept, NOON - OLD)
    hold(why="मंच", by="law", at=NOON, until=NOON + timedelta(days=9), consumer=kept.pk)
    text = shorter(name, 10)

    (told,) = cut(read(shipped()), read(text), at=NOON)
    issue(file=NAME, text=text, why="x", holds_from=NOON, at=NOON, by="chief", check=read)
    gone = let_go(at=night_after(NOON))

    assert (told.name, told.before, told.after) == (name, DAYS[name], 10)
    assert told.rows == gone[name] == (3 if name in made.OF_NOBODY else 2)


def test_what_is_kept_longer_or_as_long_is_not_told() -> None:
    made.challenge(build.consumer(), NOON - OLD)

    assert cut(read(shipped()), read(shorter("challenges", 91)), at=NOON) == []
    assert cut(read(shipped()), read(shipped()), at=NOON) == []


@pytest.mark.parametrize(("hour", "day"), [(0, 22), (20, 22), (21, 23)])
def test_the_night_comes_at_a_quarter_past_two_in_india(hour: int, day: int) -> None:
    assert night_after(datetime(2026, 11, 22, hour, tzinfo=UTC)) == datetime(2026, 11, day, 20, 47, tzinfo=UTC)


def test_every_sort_is_known_when_it_is_past() -> None:
    assert PAST.keys() == STATEMENTS.keys() == set(SORTS)
