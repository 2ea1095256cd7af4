"""Which part is dark, by who says so: against worlds whose cuts are known, with a third of the registry wrong."""

from __future__ import annotations

import pytest

from bijlisetu.outages.learning.rules import EVERYDAY, Element, Level, Place, Said, Suspected, everyday
from bijlisetu.outages.learning.weighing import Weighing
from tests.outages.learning.finding import play
from tests.outages.learning.world import World

PEOPLE = 100_000
SECTION, FEEDER, LOW = 1, 11, 111
SIZES = {
    Element(Level.SUBSTATION, SECTION): 8000,
    **{Element(Level.FEEDER, number): 2000 for number in (11, 12, 13, 14)},
    **{Element(Level.TRANSFORMER, number): 80 for number in range(100, 500)},
}


def says(*places: Place, ago: int = 1, lit: int = 0) -> list[Said]:
    """Return one person of each place who says it is dark; and so many of the first who have light."""
    return [Said(place, ago, 1) for place in places] + [Said(places[0], ago, 0, 1)] * lit


def weigh(told: list[Said], **more: float) -> list[Suspected]:
    return Weighing(told, people=SIZES, whole=PEOPLE, everyday=more.get("everyday", EVERYDAY)).suspected({SECTION})


def below(*transformers: int) -> list[Place]:
    return [Place(SECTION, low // 10, low) for low in transformers]


def test_three_of_one_transformer_are_its_cut_and_not_its_feeders() -> None:
    (one,) = weigh(says(*below(111, 111, 111)))

    assert (one.element, one.reports) == (Element(Level.TRANSFORMER, LOW), 3)
    assert one.probability > 0.95


def test_as_many_all_over_a_feeder_are_the_feeders() -> None:
    (one,) = weigh(says(*below(110, 111, 112, 113, 114, 115)))

    assert one.element == Element(Level.FEEDER, FEEDER)


def test_all_feeders_of_a_substation_are_the_substations() -> None:
    (one,) = weigh(says(*below(110, 112, 114, 121, 123, 125, 131, 133, 135, 141, 143, 145)))

    assert one.element == Element(Level.SUBSTATION, SECTION)


def test_strays_of_a_wrong_registry_are_not_cuts_of_their_own() -> None:
    found = weigh(says(*below(*[111] * 14, 121, 121, 112, 131, 143)))

    assert [one.element for one in found] == [Element(Level.TRANSFORMER, LOW)]


@pytest.mark.parametrize("told", [below(111), below(111, 111), below(111, 125), below(111, 125, 143)])
def test_one_house_two_or_a_few_far_apart_are_nothing(told: list[Place]) -> None:
    assert weigh(says(*told)) == []


def test_the_same_many_are_nothing_where_so_many_speak_every_day() -> None:
    told = says(*below(110, 111, 112, 113, 114, 115), ago=12)

    assert weigh(told)
    assert weigh(told, everyday=EVERYDAY * 100) == []


def test_neighbours_with_light_make_it_doubtful() -> None:
    told = says(*below(111, 111, 111))

    assert weigh(told)
    assert weigh([*told, *[Said(Place(SECTION, FEEDER, LOW), 1, 0, 1)] * 8]) == []


def test_who_hangs_on_no_known_transformer_speaks_for_the_feeder() -> None:
    (one,) = weigh(says(*[Place(SECTION, FEEDER)] * 6))

    assert one.element == Element(Level.FEEDER, FEEDER)


def test_the_everyday_is_learnt_from_the_circles_own_days_and_from_the_storm_of_the_hour() -> None:
    assert everyday(told=0, people=1000, hours=0) == pytest.approx(EVERYDAY)
    assert everyday(told=7 * 50, people=1000, hours=7 * 24) == pytest.approx(50 / 1000 / 24, rel=0.15)
    assert everyday(told=0, people=1000, hours=0, feeders=[0.5, 0.4, 9.0, 7.0, 8.0]) == 0.5
    assert everyday(told=0, people=1000, hours=0, feeders=[9.0]) == pytest.approx(EVERYDAY)


def test_cuts_of_a_made_up_circle_are_found_within_ten_reports_and_hardly_any_that_is_none() -> None:
    """Ten seeds of a day each, a third of the registry wrong; the larger circles are measured by `make bench`."""
    days = [play(World(seed, substations=5, transformers=12, cuts_a_day=12)) for seed in range(10)]

    cuts, in_time = sum(day.cuts for day in days), sum(day.in_time for day in days)
    assert cuts >= 30
    assert in_time >= 0.9 * cuts, f"{in_time} of {cuts}"
    assert sum(day.false for day in days) <= 10, [day.false for day in days]
