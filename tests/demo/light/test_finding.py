"""What is found from people's words counts where it is truly dark, and soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bijlisetu.demo.light.finding import Finding
from bijlisetu.demo.light.finding import found as count
from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.cuts import wiring
from bijlisetu.simulator.cuts.cut import Cut, Desk, Sort
from bijlisetu.simulator.cuts.neighbours import About, Said, Way
from bijlisetu.simulator.cuts.wiring import House, Wire

NOON = datetime(2026, 11, 26, 12, tzinfo=INDIA)
MINUTE = timedelta(minutes=1)
WIRE, BESIDE = Wire("S", "F1", "T1"), Wire("S", "F2", "T1")
HOUSES = [House("1", WIRE, WIRE), House("2", BESIDE, WIRE)]
CUT = Cut(
    name="C001", sort=Sort.BREAKDOWN, desk=Desk.NEVER, element=wiring.feeder("F1"), reason="storm", begins_at=NOON,
    ends_at=NOON + 60 * MINUTE, entered_at=None, promised_at=None, said_back_at=None,
)  # fmt: skip
SAID = [Said(f"{n}", NOON + n * MINUTE, Way.CHAT, "light nahi hai", About.DARK, "C001") for n in range(1, 15)]


def found(*findings: Finding) -> dict[str, float | int]:
    return count([CUT], findings, said=SAID, houses=HOUSES, days=2)


def test_a_cut_is_found_where_it_is_and_its_reports_and_minutes_are_counted() -> None:
    figures = found(Finding(CUT.element, NOON + 8 * MINUTE))

    assert figures == {
        "cuts": 1,
        "cuts_of_few": 0,
        "cuts_found": 1,
        "cuts_found_exactly": 1,
        "found_within_10_reports": 1,
        "minutes_to_find_median": 8.0,
        "false_outages": 0,
        "circle_days": 2,
    }


def test_a_cut_of_which_fewer_than_three_wrote_before_the_desk_spoke_cannot_be_found() -> None:
    spoken_of = replace(CUT, entered_at=NOON + 3 * MINUTE)

    for cut, said in ((CUT, SAID[:2]), (spoken_of, SAID), (CUT, SAID[:1] * 5)):
        figures = count([cut], [], said=said, houses=HOUSES, days=2)
        assert (figures["cuts"], figures["cuts_of_few"]) == (0, 1)


def test_what_is_found_late_is_found_but_not_within_ten() -> None:
    figures = found(Finding(CUT.element, NOON + 12 * MINUTE))

    assert (figures["cuts_found"], figures["found_within_10_reports"]) == (1, 0)


def test_a_part_of_it_and_what_feeds_it_lead_there_but_a_neighbour_does_not() -> None:
    at = NOON + 5 * MINUTE

    for element in (wiring.transformer("F1", "T1"), wiring.substation("S")):
        figures = found(Finding(element, at))
        assert (figures["cuts_found"], figures["cuts_found_exactly"], figures["false_outages"]) == (1, 0, 0)
    assert found(Finding(wiring.transformer("F2", "T1"), at))["false_outages"] == 1
    assert found(Finding(CUT.element, NOON - MINUTE))["false_outages"] == 1
