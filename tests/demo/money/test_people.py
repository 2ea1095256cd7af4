"""Who pays what: twice, in part, too much or on another's account, as the truth has it for each."""

from __future__ import annotations

from collections import Counter

from bijlisetu.simulator.people.paying import (
    PAYS_ANYWAY,
    PAYS_WHEN_REMINDED,
    PAYS_WHEN_TOLD,
    WAYS,
    Because,
    Slip,
    amounts,
    payer,
)

MANY = 4_000


def test_people_pay_for_the_reasons_and_by_the_ways_of_the_truth() -> None:
    payers = [payer(f"99{serial:08d}", seed=7) for serial in range(MANY)]
    because, ways = Counter(one.because for one in payers), Counter(one.way for one in payers)

    for why, share in (
        (Because.ANYWAY, PAYS_ANYWAY), (Because.TOLD, PAYS_WHEN_TOLD), (Because.REMINDED, PAYS_WHEN_REMINDED),
    ):  # fmt: skip
        assert abs(because[why] / MANY - share) < 0.03
    for way, share in WAYS.items():
        assert abs(ways[way] / MANY - share) < 0.03
    assert payers == [payer(f"99{serial:08d}", seed=7) for serial in range(MANY)]


def test_each_slip_makes_its_payments() -> None:
    assert amounts(125_300, Slip.NONE) == (125_300,)
    assert amounts(125_300, Slip.TWICE) == (125_300, 125_300)
    assert amounts(125_300, Slip.PART) == (60_000,)
    assert amounts(5_000, Slip.PART) == (10_000,)
    assert amounts(125_300, Slip.OVER) == (140_000,)
