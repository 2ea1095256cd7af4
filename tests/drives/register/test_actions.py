"""Who does not walk rises by itself, is asked, answers, and a named officer decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from bijlisetu.audit.models import Entry
from bijlisetu.drives.models import Drive, Matter
from bijlisetu.drives.queries import register_of
from bijlisetu.drives.register.actions import NobodyElse, NotOpen, NoWords, answer, decide, raise_idle, raise_signals
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Door
from bijlisetu.memos.models import Memo
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, number, on_day, told_of, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return planned.place(people=80)


@pytest.fixture
def drive(ground: Ground) -> Drive:
    """On Monday everybody walks."""
    drive = planned.drive_at(ground)
    for worker in ground.walkers:
        door = Door.objects.filter(round=drive.pk, beat__worker=worker).earliest("order")
        walk([told_of(door, at=on_day(0), by=worker)], by=worker, at=on_day(0))
    return drive


def rise(drive: Drive, day: int) -> list[int]:
    return raise_idle(drive, on=on_day(day).date(), at=on_day(day, 18))


def test_after_two_days_it_is_the_sdo_s_then_the_ee_s_then_the_se_s(drive: Drive) -> None:
    assert rise(drive, 1) == []
    levels = []
    for day in range(2, 9):
        rise(drive, day)
        levels.append(set(Matter.objects.values_list("level", flat=True)))

    # The sixth day after Monday is a Sunday.
    assert levels == [{1}, {1}, {2}, {2}, {2}, {3}, {3}]
    assert Matter.objects.count() == 2


def test_raising_twice_on_a_day_changes_nothing(drive: Drive) -> None:
    assert len(rise(drive, 2)) == 2
    assert rise(drive, 2) == []


def test_who_walks_or_has_nothing_to_do_does_not_rise(ground: Ground, drive: Drive) -> None:
    east, west = ground.walkers
    theirs = list(Door.objects.filter(round=drive.pk, beat__worker=west).values_list("pk", flat=True))
    fieldwork.close_doors(doors=theirs, by="sdo", at=on_day(1))
    door = Door.objects.filter(round=drive.pk, beat__worker=east, state="open").latest("order")
    walk([told_of(door, at=on_day(2), by=east)], by=east, at=on_day(2))

    assert rise(drive, 3) == []


def test_who_got_the_beat_yesterday_is_not_idle(ground: Ground, drive: Drive) -> None:
    late = build.officer("late", of=ground.sections[0], role="lineman")
    from django.contrib.auth.models import User

    fieldwork.hand_over(
        from_worker=ground.walkers[0].pk, to_worker=User.objects.get(username=late).pk, by="sdo", at=on_day(3)
    )

    rise(drive, 4)

    assert [matter.person.username for matter in Matter.objects.select_related("person")] == ["lineman1"]


def test_the_officers_of_the_level_are_told(ground: Ground, drive: Drive) -> None:
    build.officer("sdo", of=ground.division, role="sdo")
    build.officer("ee", of=ground.division, role="ee")
    build.officer("other-sdo", of=build.office(), role="sdo")

    rise(drive, 2)
    told = set(Memo.objects.values_list("person__username", flat=True))
    rise(drive, 4)

    assert told == {"sdo"}
    assert set(Memo.objects.values_list("person__username", flat=True)) == {"sdo", "ee"}


def test_an_explanation_and_a_decision_are_kept_with_names(drive: Drive) -> None:
    matter, _ = rise(drive, 2)

    answer(matter, words=" बाढ़ थी ", at=on_day(3), by="lineman0")
    decide(matter, decision=Matter.Decision.NOT_AT_FAULT, note="Flood in the sector", at=on_day(3, 15), by="sdo")

    kept = Matter.objects.get(pk=matter)
    assert (kept.answer, kept.decision, kept.decided_by) == ("बाढ़ थी", "not_at_fault", "sdo")
    assert {"register.raised", "register.answered", "register.decided"} <= set(
        Entry.objects.values_list("deed", flat=True)
    )
    with pytest.raises(NotOpen):
        decide(matter, decision=Matter.Decision.ADMONISHED, note="again", at=on_day(4), by="sdo")
    with pytest.raises(NotOpen):
        answer(matter, words="later", at=on_day(4), by="lineman0")


def test_what_was_decided_does_not_rise_again_within_a_week(drive: Drive) -> None:
    for matter in rise(drive, 2):
        decide(matter, decision=Matter.Decision.EXPLAINED, note="on leave", at=on_day(2, 19), by="sdo")

    assert rise(drive, 4) == []
    assert len(rise(drive, 10)) == 2


@pytest.mark.parametrize("words", ["", "   "])
def test_words_are_needed(drive: Drive, words: str) -> None:
    matter, _ = rise(drive, 2)

    with pytest.raises(NoWords):
        answer(matter, words=words, at=on_day(3), by="lineman0")
    with pytest.raises(NoWords):
        decide(matter, decision=Matter.Decision.EXPLAINED, note=words, at=on_day(3), by="sdo")


def test_the_register_shows_the_open_ones_of_an_office_first(ground: Ground, drive: Drive) -> None:
    first, second = rise(drive, 2)
    decide(first, decision=Matter.Decision.EXPLAINED, note="on leave", at=on_day(2, 19), by="sdo")

    shown = register_of(drive, ground.division.pk, most=10)

    assert [line.id for line in shown] == [second, first]
    assert register_of(drive, build.office().pk, most=10) == ()


def test_signals_become_a_matter_of_the_sdo_and_nothing_else(ground: Ground, drive: Drive) -> None:
    east = ground.walkers[0]
    doors = Door.objects.filter(round=drive.pk, beat__worker=east, state="open").order_by("order")
    visits = [
        told_of(door, "updated", at=on_day(1) + timedelta(minutes=10 * n), by=east, answers=number("6000000001"))
        for n, door in enumerate(doors)
    ]
    walk(visits, by=east, at=on_day(1, 23))

    raised = raise_signals(drive, at=on_day(1, 23))

    (matter,) = Matter.objects.filter(pk__in=raised)
    assert (matter.person_id, matter.why, matter.level) == (east.pk, "signals", 1)
    assert east.is_active
    assert Door.objects.filter(round=drive.pk, beat__worker=east).count() == 40


def test_what_is_decided_is_done(ground: Ground, drive: Drive) -> None:
    east, west = ground.walkers
    first, second = rise(drive, 2)
    idle = {Matter.objects.get(pk=matter).person_id: matter for matter in (first, second)}

    decide(idle[east.pk], decision=Matter.Decision.WALKED_AGAIN, note="not there", at=on_day(3), by="sdo")

    doors = Door.objects.filter(round=drive.pk)
    assert set(doors.values_list("beat__worker", flat=True)) == {west.pk}
    with pytest.raises(NobodyElse), transaction.atomic():
        decide(idle[west.pk], decision=Matter.Decision.HANDED_OVER, note="ill", at=on_day(3), by="sdo")
    assert Matter.objects.get(pk=idle[west.pk]).decided_at is None
