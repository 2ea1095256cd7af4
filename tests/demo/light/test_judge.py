"""The judge of the days of light: what it counts of letters follows from the truth and from when they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bijlisetu.demo.light import judge
from bijlisetu.demo.light.desk import Entered
from bijlisetu.demo.light.ground import Ground
from bijlisetu.demo.light.letters import Letter
from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.cuts import wiring
from bijlisetu.simulator.cuts.cut import Cut, Desk, Sort
from bijlisetu.simulator.cuts.wiring import House, Wire

NOON = datetime(2026, 11, 26, 12, tzinfo=INDIA)
MINUTE = timedelta(minutes=1)
HERE, THERE = Wire("S", "F1", "T1"), Wire("S", "F2", "T1")
KNOWN, MOVED = House("380000010001", HERE, HERE), House("380000010002", HERE, THERE)
AREAS = ("फीडर एक", "feeder one")
CUT = Cut(
    name="C001", sort=Sort.BREAKDOWN, desk=Desk.KEPT, element=wiring.feeder("F1"), reason="storm", begins_at=NOON,
    ends_at=NOON + 60 * MINUTE, entered_at=NOON + 5 * MINUTE, promised_at=NOON + 70 * MINUTE,
    said_back_at=NOON + 62 * MINUTE,
)  # fmt: skip
ENTERED = Entered(CUT, 1, "12", AREAS, NOON + 5 * MINUTE, NOON + 62 * MINUTE)
GROUND = Ground(
    houses=(KNOWN, MOVED), by_account={house.account: house for house in (KNOWN, MOVED)},
    by_end={"0001": [KNOWN], "0002": [MOVED]}, phones={}, elements={},
    own={KNOWN.account: frozenset({"6000000001"}), MOVED.account: frozenset({"6000000002"})},
)  # fmt: skip


def letter(kind: str, *, taken: int, arrived: int | None, address: str = "6000000001", end: str = "0001") -> Letter:
    """Return a letter of the kind, taken and arrived so many minutes after noon."""
    return Letter(
        place=taken, id=f"{kind}{taken}{address}", channel="sms", address=address, account_end=end, kind=kind,
        facts={"area": AREAS[0], "account_end": end}, buttons={}, taken_at=(NOON + taken * MINUTE).timestamp(),
        arrived_at=None if arrived is None else (NOON + arrived * MINUTE).timestamp(),
    )  # fmt: skip


def heard(*letters: Letter) -> Sequence[judge.Heard]:
    return list(judge.heard(letters, ground=GROUND, diary={"C001": ENTERED}))


def told(*letters: Letter) -> tuple[int, int, int]:
    counts = judge.told(heard(*letters), ground=GROUND, cuts=[CUT])
    assert counts["touched"] == counts["told_before"] + counts["told_late"] + counts["not_told"] == 2
    return counts["told_before"], counts["told_late"], counts["not_told_wrong_wire"]


def test_whom_the_records_have_on_another_wire_is_not_told() -> None:
    assert told(letter("outage_breakdown", taken=6, arrived=7)) == (1, 0, 1)


def test_what_comes_when_the_light_is_back_came_late() -> None:
    assert told(letter("outage_breakdown", taken=58, arrived=61)) == (0, 1, 1)


def test_what_never_arrived_or_went_to_a_stranger_was_told_to_nobody() -> None:
    stranger = letter("outage_breakdown", taken=6, arrived=7, address="6000000009")

    assert told(letter("outage_breakdown", taken=6, arrived=None), stranger) == (0, 0, 1)


def test_a_letter_handed_over_after_the_light_is_a_fault() -> None:
    in_time = letter("outage_breakdown", taken=6, arrived=7)

    assert judge.after_light(heard(in_time, letter("outage_back", taken=63, arrived=64))) == 0
    assert judge.after_light(heard(in_time, letter("outage_changed", taken=70, arrived=71))) == 1


def test_a_cut_that_comes_after_the_word_that_it_is_over_is_a_fault() -> None:
    overtaken = letter("outage_breakdown", taken=61, arrived=66)

    assert judge.after_light(heard(overtaken, letter("outage_back", taken=63, arrived=64))) == 1


def test_the_word_that_it_is_over_follows_a_cut_on_the_same_phone() -> None:
    cut, back = letter("outage_breakdown", taken=6, arrived=7), letter("outage_back", taken=63, arrived=64)
    elsewhere = letter("outage_back", taken=63, arrived=64, address="6000000002", end="0002")

    assert judge.restored_without_cut(heard(cut, back)) == 0
    assert judge.restored_without_cut(heard(back)) == 1
    assert judge.restored_without_cut(heard(cut, elsewhere)) == 1
