"""Whatever people and addresses there are: nobody twice, nobody who refused, and all who are meant add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.campaigns.models import Campaign, Meant, SectionCount
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address, Health, Unsubscribed, Wished
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Feeder
from bijlisetu.outbox.models import Attempt, Notice, Turn
from tests import build
from tests.build import NOON
from tests.campaigns.world import WARNING, World, claimed, tell, told, whys
from tests.campaigns.world import world as made_world

pytestmark = pytest.mark.django_db

VALUES = ("916000000001", "916000000002", "916000000003", "a@example.in", "b@example.in")
OWNERS = ("unknown", "unknown", "proved", "not_owner")
PURPOSES = ("service", "reminder", "marketing")
#: Of each consumer: the values they have, each with whose it is.
PEOPLE = st.lists(st.dictionaries(st.sampled_from(VALUES), st.sampled_from(OWNERS), max_size=3), max_size=7)
SOME = st.sets(st.sampled_from(VALUES), max_size=3)
ROUNDS = 4  #: of the ladder, each a day later


@pytest.fixture
def world() -> World:
    return made_world()


@pytest.mark.parametrize("purpose", PURPOSES)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, refused=SOME, wanted=SOME, dead=SOME)
def test_each_number_once_nobody_who_refused_and_the_sum_is_the_audience(
    world: World, monkeypatch: pytest.MonkeyPatch, purpose: str, people: list[dict[str, str]], refused: set[str],
    wanted: set[str], dead: set[str],
) -> None:  # fmt: skip
    _begin_anew(world)
    monkeypatch.setitem(kinds(), WARNING, replace(kinds()[WARNING], purpose=purpose))
    made = [_somebody(world.here if place % 2 else world.there, has) for place, has in enumerate(people)]
    _say(refused, wanted, dead, purpose)

    campaign = tell(world.all)
    went = [
        address for day in range(ROUNDS) for _, address in _at_once(claimed(at=NOON + timedelta(hours=20 * day)))
    ]  # fmt: skip

    by_why = Counter(whys(campaign).values())
    assert set(whys(campaign)) == {one.pk for one in made}
    assert campaign.people == len(made) == by_why.total()
    assert campaign.messages == by_why[""] == len(told(campaign)) == campaign.done
    assert Counter({one.why: one.people for one in SectionCount.objects.filter(campaign=campaign)}) <= by_why
    assert sum(SectionCount.objects.values_list("people", flat=True)) == len(made)
    assert max(Counter(_owners(campaign).values()).values(), default=1) == 1
    assert not {value for value in went if value in dead}
    if purpose != "service":
        assert not refused & set(went)
    if purpose == "marketing":
        assert set(went) <= wanted
    struck = {value for value in VALUES if all(has.get(value, "not_owner") == "not_owner" for has in people)}
    assert not struck & set(went)
    shared = [one for one, why in whys(campaign).items() if why == "shared"]
    assert all(_is_told_beside(one, campaign) for one in shared)


def _at_once(letters: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each number is written to once a turn of the engine, on one channel."""
    assert max(Counter(address for _, address in letters).values(), default=1) == 1
    return letters


def _owners(campaign: Campaign) -> dict[tuple[str, str], str]:
    """Return every address that a message may go to by itself, and for whom: no two messages have one in common."""
    found: list[tuple[str, int]] = []
    for consumer, to in told(campaign).items():
        values = [to] if to else list(
            Consumer.objects.get(pk=consumer).addresses.exclude(owner="not_owner").values_list("value", flat=True)
        )  # fmt: skip
        found += [(value, consumer) for value in values]
    counted = Counter(value for value, _ in found)
    assert max(counted.values(), default=1) == 1
    return {(value, str(consumer)): value for value, consumer in found}


def _is_told_beside(consumer: int, campaign: Campaign) -> bool:
    """Return whether the number of somebody who has no message of their own is told for another account."""
    own = set(Consumer.objects.get(pk=consumer).addresses.values_list("value", flat=True))
    return bool(own & set(told(campaign).values()))


def _somebody(on: Feeder, has: dict[str, str]) -> Consumer:
    made = build.consumer(on=on)
    for value, owner in has.items():
        known = {} if owner == "unknown" else {"owner": owner, "owner_at": NOON}
        build.address(made, value, channels=["email"] if "@" in value else build.MOBILE, **known)
    return made


def _say(refused: set[str], wanted: set[str], dead: set[str], purpose: str) -> None:
    for value in wanted:
        Wished.objects.create(value=value, purpose=purpose, is_wanted=True, how="page", at=NOON, heard_at=NOON)
    for value in refused:
        Unsubscribed.objects.create(value=value, purpose=purpose, at=NOON, how="page", everywhere=True)
    for value in dead:
        Health.objects.create(
            value=value, finding="number_dead", shut=["whatsapp", "sms", "email"], since=NOON,
            until=NOON + timedelta(days=90), last_on=NOON.date(),
        )  # fmt: skip


def _begin_anew(world: World) -> None:
    """Hypothesis tries many examples within one test."""
    for table in (Address, Attempt, Turn, Notice, Meant, SectionCount, Campaign, Wished, Unsubscribed, Health):
        table.objects.all().delete()
    Consumer.objects.update(feeder=build.feeder())
