"""On paper: what the page of savings would estimate in many districts holds what reminders truly did in each."""

from __future__ import annotations

from datetime import date

from bijlisetu.arrears.heldback import is_held_back
from bijlisetu.reports.saved.counting import AFTER_STEP
from bijlisetu.reports.saved.rules import Group, effect_of
from bijlisetu.simulator.people.behaviour import share_of
from bijlisetu.simulator.people.paying import Because, payer

SEEDS, PEOPLE = 40, 1_500
FIRST_STEP = 12  #: days after the bill
ARRIVES = 0.8


def district(seed: int) -> tuple[Group, Group, float]:
    """Return the reminded and the held back of a district, and how much more of the former paid because of it."""
    people, paid, moved = {True: 0, False: 0}, {True: 0, False: 0}, 0
    for serial in range(PEOPLE):
        account = f"99{serial:08d}"
        one = payer(account, seed=seed)
        if one.because is Because.ANYWAY and one.after < FIRST_STEP:
            continue
        is_reminded = not is_held_back(serial, cycle=date(2026, 11, 1), ladder=f"common/{seed}", percent=5)
        arrives = share_of(seed=seed, kind="arrives", name=account) < ARRIVES
        because_of_it = one.because is Because.REMINDED and is_reminded and arrives
        by_itself = one.because is Because.ANYWAY and one.after <= FIRST_STEP + AFTER_STEP
        people[is_reminded] += 1
        paid[is_reminded] += because_of_it or by_itself
        moved += because_of_it
    return Group(people[True], paid[True]), Group(people[False], paid[False]), moved / people[True]


def test_nine_of_ten_districts_hold_the_truth() -> None:
    held = 0
    for seed in range(SEEDS):
        reminded, held_back, truth = district(seed)
        found = effect_of(reminded, held_back)
        held += found.low <= truth <= found.high

    assert held >= 0.9 * SEEDS


def test_reminders_do_something_in_every_district() -> None:
    assert all(0.1 < district(seed)[2] < 0.3 for seed in range(5))
