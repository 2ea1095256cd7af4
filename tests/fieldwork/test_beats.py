"""Beats are laid, held, split and handed over, and a telephone is told what changed and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.fieldwork import actions, queries
from bijlisetu.fieldwork.actions import Laid
from bijlisetu.fieldwork.forms.files import FormNotUsable
from bijlisetu.fieldwork.models import Beat, Door, Holding
from bijlisetu.fieldwork.refusals import NoRound, NotInRound
from bijlisetu.fieldwork.totals import DOORS
from bijlisetu.plumbing.database.totals import differences
from tests import build
from tests.fieldwork.field import Field, laid, person, told

pytestmark = pytest.mark.django_db
LATER = build.NOON + timedelta(hours=5)
DAY = build.NOON.date()


def lay(field: Field, number: int, doors: list[Door], **more: object) -> int:
    beat = Laid(number, f"BEAT {number}", field.office, [door.consumer_id for door in doors], **more)  # type: ignore[arg-type]
    return actions.lay_beats(round_=field.round, beats=[beat], by="chief", at=LATER)[number]


def told_since(beat: int, version: int) -> tuple[list[int], list[int]]:
    page = queries.doors_of(beat, since=version)
    return [door.id for door in page.doors], list(page.gone)


def test_a_beat_is_laid_in_walking_order_and_held() -> None:
    field = laid(5)

    (beat,) = queries.beat_of(field.worker.pk, on=DAY)
    page = queries.doors_of(beat.id)

    assert (beat.id, beat.doors, beat.form, beat.number) == (field.beat, 5, "contact", 1)
    assert [door.id for door in page.doors] == [door.pk for door in field.doors]
    assert ([door.order for door in page.doors], {door.why for door in page.doors}) == ([1, 2, 3, 4, 5], {"no_address"})
    assert page.version == beat.version
    assert Holding.objects.get().worker == field.worker


def test_doors_come_in_portions() -> None:
    field, seen, after = laid(5), [], 0

    while True:
        page = queries.doors_of(field.beat, after=after, limit=2)
        seen += [door.id for door in page.doors]
        if page.next is None:
            break
        after = page.next

    assert seen == [door.pk for door in field.doors]


def test_only_what_changed_is_told_again() -> None:
    field = laid(5)
    version = queries.doors_of(field.beat).version

    actions.take(visits=[told(field, 3)], by="worker", at=LATER)

    assert told_since(field.beat, version) == ([field.doors[3].pk], [])
    assert told_since(field.beat, queries.doors_of(field.beat).version) == ([], [])


def test_a_door_that_leaves_is_told_as_gone_and_keeps_what_was_found() -> None:
    field = laid(3)
    actions.take(visits=[told(field, 0, "not_found")], by="worker", at=LATER)
    version = queries.doors_of(field.beat).version

    second = lay(field, 2, field.doors[:1])

    assert told_since(field.beat, version) == ([], [field.doors[0].pk])
    (moved,) = queries.doors_of(second).doors
    assert (moved.id, moved.state, moved.why) == (field.doors[0].pk, "blocked", "not_found")
    assert differences(DOORS) == []


def test_a_door_that_left_while_the_line_was_broken_is_told_to_whoever_has_no_version_yet() -> None:
    field = laid(3)
    assert len(queries.doors_of(field.beat, limit=2).doors) == 2  # and here the line broke

    lay(field, 2, field.doors[:1])

    assert told_since(field.beat, 0) == ([door.pk for door in field.doors[1:]], [field.doors[0].pk])


def test_a_door_that_comes_back_is_not_gone() -> None:
    field = laid(3)
    version = queries.doors_of(field.beat).version
    lay(field, 2, field.doors[:1])

    lay(field, 1, field.doors)

    assert told_since(field.beat, version) == ([door.pk for door in field.doors], [])
    assert Door.objects.count() == 3


def test_a_beat_is_split() -> None:
    field, heir = laid(4), person("heir")

    made = actions.split(
        beat=field.beat, doors=[door.pk for door in field.doors[2:]], worker=heir.pk, by="chief", at=LATER
    )

    assert [door.id for door in queries.doors_of(made).doors] == [door.pk for door in field.doors[2:]]
    assert [beat.number for beat in queries.beat_of(heir.pk, on=DAY)] == [2]
    assert queries.beat_of(field.worker.pk, on=DAY)[0].doors == 2
    with pytest.raises(NotInRound):
        actions.split(beat=made, doors=[field.doors[0].pk], worker=None, by="chief", at=LATER)


def test_beats_are_handed_over_and_who_held_them_when_is_known() -> None:
    field, heir = laid(), person("heir")

    assert actions.hand_over(from_worker=field.worker.pk, to_worker=heir.pk, by="chief", at=LATER) == 1
    assert actions.assign(beats=[field.beat], worker=heir.pk, by="chief", at=LATER) == 0
    assert actions.assign(beats=[field.beat], worker=None, by="chief", at=LATER + timedelta(hours=1)) == 1

    held = list(Holding.objects.order_by("from_at").values_list("worker__username", "from_at", "until_at"))
    assert held == [("worker", build.NOON, LATER), ("heir", LATER, LATER + timedelta(hours=1))]
    assert Beat.objects.get().worker is None
    assert not queries.holds(heir.pk, field.beat, on=DAY)


def test_progress_says_what_is_not_begun_open_done_and_blocked() -> None:
    field = laid(5)
    visits = [told(field, 0, "updated"), told(field, 1, "locked"), told(field, 2, "no_phone")]
    actions.take(visits=visits, by="worker", at=LATER)
    Door.objects.filter(pk=field.doors[4].pk).update(beat=None)

    found = queries.progress(field.round)

    mine, nobodys = found[field.beat], found[0]
    assert (mine.not_begun, mine.open, mine.done, mine.blocked, mine.doors) == (1, 1, 1, 1, 4)
    assert (dict(mine.blocked_by), dict(mine.listed)) == ({"no_phone": 1}, {"no_address": 2})
    assert nobodys.doors == 1
    assert set(queries.progress(field.round, beats=[field.beat])) == {field.beat}


def test_a_database_put_back_from_a_copy_tells_all_doors_anew() -> None:
    field = laid()

    assert len(queries.doors_of(field.beat, since=10**9).doors) == 3


def test_rounds_are_of_forms_that_there_are_and_end_once() -> None:
    field = laid()
    actions.close_round(round_=field.round, by="chief", at=LATER)

    with pytest.raises(NoRound):
        actions.close_round(round_=field.round, by="chief", at=LATER)
    with pytest.raises(NoRound):
        lay(field, 2, field.doors)
    with pytest.raises(FormNotUsable):
        actions.open_round(form="census", title="X", begins_on=build.SINCE, ends_on=build.CYCLE, by="chief", at=LATER)


def test_thousands_of_doors_are_laid_in_few_statements(django_assert_max_num_queries: object) -> None:
    field = laid(1)
    feeder = build.feeder()
    consumers = [build.consumer(on=feeder).pk for _ in range(50)]
    beats = [Laid(number, "B", field.office, consumers[number::5]) for number in range(2, 7)]

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        actions.lay_beats(round_=field.round, beats=beats, by="chief", at=LATER)
