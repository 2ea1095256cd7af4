"""Whoever may let a run out is told once that it waits, and not of one that waits no more."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from bijlisetu.kinds.files import kinds
from bijlisetu.memos.models import Memo
from bijlisetu.runs import actions as runs
from tests import build
from tests.build import NOON
from tests.runs.conftest import World

TONIGHT = NOON.replace(hour=17)  # half past ten in India


def told(state: str = "queued") -> list[str]:
    found = Memo.objects.filter(kind="second_officer_asked", state=state, channel="email")
    return list(found.order_by("person__username").values_list("person__username", flat=True))


def closed(world: World) -> int:
    run = build.run(*world.people, by=world.maker)
    runs.close(run=run, at=NOON, by=world.maker)
    return run


def test_the_officers_over_all_whom_it_tells_hear_of_it_but_not_its_maker(world: World) -> None:
    build.officer("elsewhere", of=build.office())
    build.officer("clerk", of=world.office, role="clerk")

    run = closed(world)

    assert told() == ["second", "third"]
    facts = Memo.objects.filter(person__username="second")[0].facts
    assert facts["what_en"] == f"{kinds()['bill_issued'].title['en']}: to 4 people"
    assert facts["page"] == f"/office/run/{run}/"
    assert facts["who_en"] == "Officer, TEST SECTION"  # no login is anybody's name


def test_those_further_up_are_left_in_peace_while_one_nearer_may_do_it(world: World) -> None:
    division = build.office("division")
    build.officer("far", of=division)
    section = build.office(parent=division)
    near = build.officer("near", of=section)
    people = [build.consumer(on=build.feeder(section=section), mobile=f"91600000001{n}") for n in range(3)]

    runs.close(run=build.run(*people, by="outsider"), at=NOON, by="outsider")
    assert told() == [near]

    runs.close(run=build.run(*people, by=near, key="bills:2026-12"), at=NOON, by=near)
    assert told() == ["far", near], "whoever makes it does not let it out"


def test_news_that_joins_the_run_is_no_second_reason_to_write(world: World) -> None:
    first = closed(world)

    again = closed(world)

    assert again == first
    assert told() == ["second", "third"]


def test_a_small_run_asks_nobody(world: World) -> None:
    runs.close(run=build.run(world.people[0], by=world.maker), at=NOON, by=world.maker)

    assert told() == []


def test_of_a_run_that_is_let_out_or_stopped_nobody_hears_any_more(world: World) -> None:
    run = closed(world)
    runs.send_canary(run=run, at=NOON, by=world.maker)
    assert told() == ["second", "third"]

    runs.release(run=run, at=NOON + timedelta(minutes=15), by=world.second)
    assert (told(), told("withdrawn")) == ([], ["second", "third"])

    Memo.objects.all().delete()
    other = build.run(*world.people, by=world.maker, key="bills:2026-12")
    runs.close(run=other, at=NOON, by=world.maker)
    runs.stop(run=other, why="ग़लत", at=NOON, by=world.third)
    assert (told(), told("withdrawn")) == ([], ["second", "third"])


def test_it_waits_for_the_morning(world: World) -> None:
    runs.close(run=build.run(*world.people, by=world.maker), at=TONIGHT, by=world.maker)

    assert not Memo.objects.filter(due_at__lte=F("posted_at")).exists()
