"""The truth of the light: the same seed draws the same days, and everything in them can be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bijlisetu.complaints.categories import categories, meant, tokens_of
from bijlisetu.outages.reasons import reasons_of
from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.cuts import wiring
from bijlisetu.simulator.cuts.crews import answer_of, is_called_mended_falsely
from bijlisetu.simulator.cuts.cut import Cut, Desk, NoCuts, Sort, read_cuts, write_cuts
from bijlisetu.simulator.cuts.drawing import draw
from bijlisetu.simulator.cuts.light import Light
from bijlisetu.simulator.cuts.neighbours import OTHERS, RIGHT, About, said_beside, said_in_the_dark
from bijlisetu.simulator.cuts.wiring import House, Wire, read_wires, wire, write_wires

MIDNIGHT = datetime(2026, 11, 26, tzinfo=INDIA)
RECORDS = [
    (f"38000{number:05}", Wire(f"S{number // 400}", f"F{number // 100}", f"DTR-{number // 25 % 4}"))
    for number in range(2000)
]


@pytest.fixture(scope="module")
def houses() -> list[House]:
    return wire(RECORDS, seed=1)


def days(houses: list[House], seed: int = 1) -> list[Cut]:
    return draw(houses, begins=MIDNIGHT, days=2, seed=seed)


def test_a_third_of_the_records_name_another_wire(houses: list[House]) -> None:
    wrong = [house for house in houses if not house.is_known]

    assert 0.30 < len(wrong) / len(houses) < 0.37
    assert any(house.wire.feeder == house.said.feeder for house in wrong)
    assert any(house.wire.feeder != house.said.feeder for house in wrong)
    assert {house.wire for house in wrong} <= {said for _, said in RECORDS}


def test_where_there_is_one_wire_all_hang_on_it() -> None:
    only = Wire("S", "F", "T")

    assert wire([("1", only), ("2", only)], seed=3) == [House("1", only, only), House("2", only, only)]


def test_the_same_seed_draws_the_same_days_and_another_others(houses: list[House]) -> None:
    assert days(houses) == days(houses)
    assert days(houses) != days(houses, seed=2)


@pytest.mark.parametrize("seed", range(10))
def test_every_cut_can_be_entered_and_ended_in_its_order(houses: list[House], seed: int) -> None:
    for cut in days(houses, seed):
        assert cut.begins_at <= cut.ends_at
        if cut.entered_at is None:
            assert cut.desk is Desk.NEVER
            assert cut.said_back_at is None
            continue
        assert cut.promised_at is not None
        assert cut.said_back_at is not None
        assert cut.entered_at < cut.said_back_at
        assert cut.entered_at < cut.promised_at
        assert cut.reason in reasons_of(cut.sort)


def test_over_some_seeds_every_sort_and_every_way_of_the_desk_occurs(houses: list[House]) -> None:
    cuts = [cut for seed in range(4) for cut in days(houses, seed)]

    assert {cut.sort for cut in cuts} == set(Sort)
    assert {cut.desk for cut in cuts} == set(Desk)
    assert {cut.element.split()[0] for cut in cuts} == {"substation", "feeder", "transformer", "house"}


def test_one_element_is_not_cut_twice_at_once(houses: list[House]) -> None:
    cuts = days(houses)

    for cut in cuts:
        for other in cuts:
            apart = cut.ends_at <= other.begins_at or other.ends_at <= cut.begins_at
            assert cut is other or cut.element != other.element or apart


def test_it_is_dark_where_the_house_truly_hangs_and_nowhere_else(houses: list[House]) -> None:
    moved = next(house for house in houses if house.wire.feeder != house.said.feeder)
    cut = next(cut for cut in days(houses) if cut.sort is Sort.BREAKDOWN)
    there = replace(cut, element=wiring.feeder(moved.wire.feeder))
    elsewhere = replace(cut, element=wiring.feeder(moved.said.feeder))
    middle = cut.begins_at + (cut.ends_at - cut.begins_at) / 2

    assert Light([there]).is_dark(moved, middle)
    assert not Light([elsewhere]).is_dark(moved, middle)
    assert not Light([there]).is_dark(moved, cut.ends_at)


def test_only_who_sits_in_the_dark_says_so_and_while_it_is_dark(houses: list[House]) -> None:
    cuts = days(houses)
    by_name, by_account = {cut.name: cut for cut in cuts}, {house.account: house for house in houses}
    said = list(said_in_the_dark(cuts, houses, seed=1))

    assert said
    for one in said:
        assert by_name[one.subject].is_dark(one.at)
        assert by_account[one.account].hangs_on(by_name[one.subject].element)


def test_liars_sit_in_the_light_and_others_have_other_troubles(houses: list[House]) -> None:
    light = Light(days(houses))
    by_account = {house.account: house for house in houses}
    said = list(said_beside(light, houses, begins=MIDNIGHT, days=2, seed=1))

    counted = Counter(one.about for one in said)
    assert counted[About.OTHER] > counted[About.RUBBISH] > counted[About.LIE] > 0
    assert not any(light.is_dark(by_account[one.account], one.at) for one in said if one.about is About.LIE)


def test_the_right_words_are_understood_as_dark_or_at_least_as_nothing_else() -> None:
    found = [meant(tokens_of(words)) for words in RIGHT]

    assert {one.group for one in found if one is not None} == {"supply"}


@pytest.mark.parametrize(("category", "words"), OTHERS)
def test_the_words_of_another_trouble_are_of_its_category(category: str, words: str) -> None:
    found = meant(tokens_of(words))

    assert found == categories()[category]


def test_both_files_come_back_as_they_were_written(tmp_path: Path, houses: list[House]) -> None:
    write_wires(tmp_path / "wires.csv", houses)
    write_cuts(tmp_path / "cuts.csv", days(houses))

    assert list(read_wires(tmp_path / "wires.csv")) == houses
    assert list(read_cuts(tmp_path / "cuts.csv")) == days(houses)
    with pytest.raises(NoCuts):
        list(read_cuts(tmp_path / "wires.csv"))


def test_a_crew_lies_now_and_then_and_whoever_sits_in_the_dark_says_no() -> None:
    names = [f"2026-{number:06}" for number in range(400)]

    assert 0.18 < sum(is_called_mended_falsely(name, seed=1) for name in names) / 400 < 0.32
    said = Counter(answer_of(name, is_mended=False, seed=1)[0] for name in names)
    assert said["not_solved"] > 300 > said["solved"]
    assert "not_solved" not in {answer_of(name, is_mended=True, seed=1)[0] for name in names}
    assert answer_of(names[0], is_mended=True, seed=1)[1] >= timedelta(minutes=4)
