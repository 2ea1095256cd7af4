"""Short cuts that come again are gathered, nobody is woken by a breakdown, and whom it matters most hears of each."""

from __future__ import annotations

from datetime import datetime

import pytest

import bijlisetu.editions.actions as editions
from bijlisetu.audit import machines
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage, Told
from bijlisetu.outages.queries import ledger, not_told
from bijlisetu.outages.rules import Kind
from bijlisetu.outages.telling import key_of
from bijlisetu.outages.timing.reading import NAME, faults, shipped
from bijlisetu.outbox.models import Incident, Notice
from bijlisetu.runs import actions as runs
from tests import build
from tests.build import NOON
from tests.carried import send_all
from tests.outages.desk import HOUR, MINUTE, Desk, desk, enter, person, said, told

pytestmark = pytest.mark.django_db
#: Half past five in the afternoon is noon elsewhere; here the night begins at eleven, and ends at six.
NIGHT, MORNING = NOON + 6 * HOUR, NOON + 12.5 * HOUR


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def cut(of: Desk, *, at: datetime, lasts: float | None = None, **more: object) -> Outage:
    """Enter and tell a breakdown of the first feeder, and say after so many minutes that it is back."""
    outage = enter(of, at=at, until_at=None, **more)
    told(of, outage, at=at)
    send_all(at)
    if lasts is not None:
        actions.back(outage=outage.pk, at=at + lasts * MINUTE, by=of.engineer)
        send_all(at + lasts * MINUTE)
    return outage


def kinds_to(who: Consumer) -> list[str]:
    return [kind for kind, _ in said(who)]


def test_a_new_cut_soon_after_the_light_is_gathered_and_neither_it_nor_its_end_is_told(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)

    again = cut(at_desk, at=NOON + 30 * MINUTE, lasts=5)

    assert kinds_to(here) == ["outage_unknown", "outage_back"]
    assert list(Told.objects.filter(outage=again).values_list("stage", "why")) == [
        ("cut", "dead_band"), ("back", "dead_band"),
    ]  # fmt: skip
    assert not_told(again.pk) == [(here.pk, "dead_band")]


def test_what_was_gathered_is_told_once_when_no_more_would_be(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)
    cut(at_desk, at=NOON + 30 * MINUTE, lasts=5)
    last = cut(at_desk, at=NOON + 50 * MINUTE, lasts=10)

    actions.pass_time(at=NOON + 79 * MINUTE)
    assert kinds_to(here).count("outage_digest") == 0
    for minute in (81, 82, 200):
        actions.pass_time(at=NOON + minute * MINUTE)

    digest = Notice.objects.get(kind="outage_digest")
    assert digest.facts["cuts"] == "2"
    assert digest.facts["from"] == (NOON + 50 * MINUTE).isoformat()
    assert digest.facts["until"] == (NOON + 60 * MINUTE).isoformat()
    assert Told.objects.get(stage="digest").outage == last
    assert [one.kind for one in send_all(NOON + 82 * MINUTE)] == ["outage_digest"]


def test_a_new_cut_after_that_time_is_told(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)

    cut(at_desk, at=NOON + 81 * MINUTE)

    assert kinds_to(here) == ["outage_unknown", "outage_back", "outage_unknown"]


def test_each_time_after_the_light_was_told_is_one_of_its_own(at_desk: Desk) -> None:
    here = person(at_desk)
    for start in (0, 30, 81, 120, 170):
        cut(at_desk, at=NOON + start * MINUTE, lasts=10)
    actions.pass_time(at=NOON + 300 * MINUTE)

    assert kinds_to(here) == [
        "outage_unknown", "outage_back", "outage_unknown", "outage_back", "outage_unknown", "outage_back",
        "outage_digest",
    ]  # fmt: skip
    assert Notice.objects.get(kind="outage_digest").facts["cuts"] == "2"


def test_a_short_cut_that_is_none_is_told_and_so_is_its_end(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)
    again = cut(at_desk, at=NOON + 30 * MINUTE)

    actions.pass_time(at=NOON + 44 * MINUTE)
    assert len(said(here)) == 2
    actions.pass_time(at=NOON + 45 * MINUTE)
    actions.pass_time(at=NOON + 46 * MINUTE)

    assert said(here)[2:] == [("outage_unknown", "open")]
    send_all(NOON + 46 * MINUTE)
    assert ledger(again.pk).told == 1
    actions.back(outage=again.pk, at=NOON + HOUR, by="je")
    assert kinds_to(here)[3:] == ["outage_back"]


def test_what_is_known_to_last_already_is_told_at_once(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)

    told(at_desk, enter(at_desk, at=NOON + 50 * MINUTE, from_at=NOON + 30 * MINUTE), at=NOON + 50 * MINUTE)

    assert kinds_to(here)[2:] == ["outage_breakdown"]


def test_whoever_heard_of_no_light_is_told_of_the_next_cut(at_desk: Desk) -> None:
    here = person(at_desk)
    first = enter(at_desk)
    told(at_desk, first)
    actions.back(outage=first.pk, at=NOON + MINUTE, by="je")

    told(at_desk, enter(at_desk, at=NOON + 2 * MINUTE), at=NOON + 2 * MINUTE)

    assert said(here) == [("outage_breakdown", "withdrawn"), ("outage_breakdown", "open")]


def test_a_cut_that_began_before_the_light_of_another_is_no_new_one(at_desk: Desk) -> None:
    here = person(at_desk)
    first = cut(at_desk, at=NOON)
    wider = enter(at_desk, Elements(substations=(at_desk.section.pk,)), at=NOON + 10 * MINUTE)
    actions.back(outage=first.pk, at=NOON + 20 * MINUTE, by="je")

    told(at_desk, wider, at=NOON + 21 * MINUTE)

    assert kinds_to(here) == ["outage_unknown", "outage_back", "outage_breakdown"]


def test_another_time_is_not_told_to_whoever_is_spared_the_cut(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)
    again = cut(at_desk, at=NOON + 30 * MINUTE)

    actions.promise(outage=again.pk, until_at=NOON + 2 * HOUR, at=NOON + 35 * MINUTE, by="je")
    assert len(said(here)) == 2
    actions.pass_time(at=NOON + 45 * MINUTE)

    assert kinds_to(here)[2:] == ["outage_breakdown"]


def test_planned_work_soon_after_a_light_is_told(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)

    told(at_desk, enter(at_desk, kind=Kind.PLANNED, at=NOON + 30 * MINUTE), at=NOON + 30 * MINUTE)

    assert kinds_to(here)[2:] == ["outage_planned"]


def test_whoever_lives_by_a_machine_hears_of_every_cut_by_day_and_by_night(at_desk: Desk) -> None:
    here = person(at_desk, need="life_support")
    pump = person(at_desk, number=2, need="water")
    cut(at_desk, at=NOON, lasts=20)
    cut(at_desk, at=NOON + 30 * MINUTE, lasts=5)
    cut(at_desk, at=NIGHT, lasts=5)

    assert kinds_to(here) == ["outage_unknown", "outage_back"] * 3
    assert kinds_to(pump) == ["outage_unknown", "outage_back"]


def test_at_night_a_breakdown_wakes_nobody_and_who_is_dark_in_the_morning_is_told(at_desk: Desk) -> None:
    here = person(at_desk)
    outage = enter(at_desk, at=NIGHT, until_at=None)

    assert actions.announce(outage=outage.pk, at=NIGHT, by="je") == ""
    actions.pass_time(at=MORNING - MINUTE)
    assert said(here) == []
    assert not_told(outage.pk) == [(here.pk, "night")]
    actions.pass_time(at=MORNING)
    actions.pass_time(at=MORNING + MINUTE)

    assert said(here) == [("outage_unknown", "open")]
    send_all(MORNING)
    actions.back(outage=outage.pk, at=MORNING + HOUR, by="je")
    assert kinds_to(here) == ["outage_unknown", "outage_back"]


def test_of_a_night_that_is_bright_again_nothing_is_said(at_desk: Desk) -> None:
    here = person(at_desk)

    outage = cut(at_desk, at=NIGHT, lasts=90)
    actions.pass_time(at=MORNING + HOUR)

    assert said(here) == []
    assert list(Told.objects.filter(outage=outage).values_list("stage", "why")) == [("cut", "night"), ("back", "night")]


def test_whoever_was_told_before_the_night_hears_of_the_light_in_it(at_desk: Desk) -> None:
    here = person(at_desk)
    outage = cut(at_desk, at=NIGHT - HOUR)

    actions.back(outage=outage.pk, at=NIGHT + HOUR, by="je")

    assert said(here)[-1] == ("outage_back", "open")


def test_planned_work_is_told_at_night(at_desk: Desk) -> None:
    here = person(at_desk)

    told(at_desk, enter(at_desk, kind=Kind.PLANNED, at=NIGHT), at=NIGHT)

    assert kinds_to(here) == ["outage_planned"]


def test_short_cuts_before_a_night_are_told_together_in_the_morning(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NIGHT - HOUR, lasts=20)
    cut(at_desk, at=NIGHT - HOUR / 2, lasts=5)

    actions.pass_time(at=NIGHT + 2 * HOUR)
    assert "outage_digest" not in kinds_to(here)
    actions.pass_time(at=MORNING)

    assert kinds_to(here)[-1] == "outage_digest"


def test_an_owed_light_is_told_even_to_whom_the_next_cut_was_spared(at_desk: Desk) -> None:
    here = person(at_desk)
    first = cut(at_desk, at=NIGHT - HOUR)
    wider = enter(at_desk, Elements(substations=(at_desk.section.pk,)), at=NIGHT)
    told(at_desk, wider, at=NIGHT)

    actions.back(outage=first.pk, at=NIGHT + MINUTE, by="je")
    assert kinds_to(here) == ["outage_unknown"]
    actions.back(outage=wider.pk, at=NIGHT + HOUR, by="je")

    assert kinds_to(here) == ["outage_unknown", "outage_back"]
    assert Told.objects.get(outage=first, stage="back").why == "dark_by_another"


def test_the_utility_may_have_every_cut_told(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)
    text = shipped().replace("gather_minutes = 60", "gather_minutes = 0").replace("23:00:00", "06:00:00")

    editions.issue(
        file=NAME, text=text, why="test", holds_from=NOON + 25 * MINUTE, at=NOON + 25 * MINUTE, by="chief",
        check=lambda told: None,
    )  # fmt: skip
    cut(at_desk, at=NOON + 30 * MINUTE, lasts=5)
    cut(at_desk, at=NIGHT)

    assert kinds_to(here) == ["outage_unknown", "outage_back"] * 2 + ["outage_unknown"]


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("told_days_ahead = 7", "told_days_ahead = 0", "planned.told_days_ahead"),
        ("told_days_ahead = 7", "", "planned.told_days_ahead"),
        ("late_hours = 24", "late_hours = true", "planned.late_hours"),
        ("[24, 1]", "[24, 24]", "planned.again_hours"),
        ("[24, 1]", "[0]", "planned.again_hours"),
        ("[24, 1]", "24", "planned.again_hours"),
        ("gather_minutes = 60", 'gather_minutes = "60"', "short_cuts.gather_minutes"),
        ("long_minutes = 15", "long_minutes = -1", "short_cuts.long_minutes"),
        ("begins = 23:00:00", "begins = 23", "night.begins"),
        ("ends = 06:00:00", "ends = 06:00:00\nwakes = 1", "night.wakes"),
        ('["life_support", "hospital"]', '["lift"]', "always.needs"),
        ("[always]", "[never]", "never"),
    ],
)
def test_what_the_file_cannot_say_is_named(old: str, new: str, at: str) -> None:
    assert old in shipped()
    assert faults(shipped()) == []

    assert at in [one.at for one in faults(shipped().replace(old, new))]


def test_nobody_who_is_dark_is_told_of_short_cuts_before(at_desk: Desk) -> None:
    here = person(at_desk)
    cut(at_desk, at=NOON, lasts=20)
    cut(at_desk, at=NOON + 30 * MINUTE, lasts=5)
    cut(at_desk, at=NOON + 81 * MINUTE)

    actions.pass_time(at=NOON + 90 * MINUTE)

    assert kinds_to(here) == ["outage_unknown", "outage_back", "outage_unknown"]


def test_a_digest_that_an_officer_stopped_keeps_no_other_waiting(at_desk: Desk) -> None:
    person(at_desk)
    cut(at_desk, at=NOON, lasts=20)
    last = cut(at_desk, at=NOON + 30 * MINUTE, lasts=5)
    told_by = last.events.get(what="back")
    run = build.run(person(at_desk, number=2), by=machines.CLOCK, at=NOON, key=f"{key_of(last)}{told_by.pk}:digest")
    runs.stop(run=run, why="not today", at=NOON, by=machines.TERMINAL)
    elsewhere = person(at_desk, feeder=1, number=3)
    for begins in (0, 30):
        other = Elements(feeders=(at_desk.feeders[1].pk,))
        outage = enter(at_desk, other, at=NOON + begins * MINUTE, until_at=None)
        told(at_desk, outage, at=NOON + begins * MINUTE)
        send_all(NOON + begins * MINUTE)
        actions.back(outage=outage.pk, at=NOON + (begins + 5) * MINUTE, by="je")
        send_all(NOON + (begins + 5) * MINUTE)

    actions.pass_time(at=NOON + 200 * MINUTE)

    assert kinds_to(elsewhere)[-1] == "outage_digest"
    assert not Incident.objects.filter(kind="clock").exists()
