"""What the first few hundred letters propose."""

from __future__ import annotations

import pytest

from bijlisetu.runs.rules import Outcomes, Proposal, judge, proposal


def seen(**more: int) -> Outcomes:
    return Outcomes(**{"people": 300, "arrived": 250, "failed": 30, "refused": 0, "objected": 5, **more})


@pytest.mark.parametrize(
    ("outcomes", "is_time_over", "proposed"),
    [
        (seen(), True, Proposal.GO),
        (seen(), False, Proposal.WAIT),
        (seen(arrived=100, failed=10), True, Proposal.WAIT),  # 115 of 300 known
        (seen(refused=4), False, Proposal.STOP),  # harm is said at once
        (seen(refused=3), True, Proposal.GO),  # a few happen to anybody
        (seen(objected=40), True, Proposal.STOP),
        (seen(arrived=160, failed=121), True, Proposal.STOP),
        (seen(arrived=180, failed=120), True, Proposal.GO),
        (Outcomes(people=300, arrived=0, failed=0, refused=0, objected=0), True, Proposal.WAIT),
    ],
)
def test_what_is_proposed(outcomes: Outcomes, is_time_over: bool, proposed: Proposal) -> None:
    assert proposal(outcomes, is_time_over=is_time_over) is proposed


def test_each_point_says_its_number_in_both_languages() -> None:
    refused = judge(seen(refused=7))[0]

    assert not refused.passed
    assert "7" in refused.hi
    assert "7" in refused.en
