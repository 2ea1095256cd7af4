"""A door is in one beat only, whoever plans drives over the same people: two offices, or an agency and a section."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan import actions as laying
from bijlisetu.drives.plan.actions import plan
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Door
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, on_day, told, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> Ground:
    return planned.place(people=2)


def blocked_then_planned_again(where: Ground) -> tuple[Drive, Drive]:
    """Let a drive of the division block a person's door, and the section plan a drive of its own over them."""
    first = planned.drive_at(where)
    walk(
        [told(first, where.people[0], "no_phone", at=on_day(1), by=where.walkers[0])], by=where.walkers[0], at=on_day(1)
    )
    second = plan(
        title="x", offices=[where.sections[0].pk], population=Drive.Population.NO_NUMBER, days=planned.days(),
        at=on_day(2), by="sdo",
    ).drive  # fmt: skip
    return first, second


def waiting(person: object) -> list[int]:
    return list(Door.objects.filter(consumer=person, state="open").values_list("round", flat=True))


def test_a_door_that_another_drive_walks_to_does_not_open_again(where: Ground) -> None:
    first, second = blocked_then_planned_again(where)
    doors = list(Door.objects.filter(round=first.pk, consumer=where.people[0]).values_list("pk", flat=True))

    assert fieldwork.open_again(doors=doors, why="not_believed", by="sdo", at=on_day(3)) == 0

    assert waiting(where.people[0]) == [second.pk]


def test_a_late_visit_of_the_other_drive_is_kept_and_opens_no_second_door(where: Ground) -> None:
    first, second = blocked_then_planned_again(where)

    walk([told(first, where.people[0], "locked", at=on_day(2), by=where.walkers[0])], by=where.walkers[0], at=on_day(4))

    assert waiting(where.people[0]) == [second.pk]
    assert Door.objects.get(round=first.pk, consumer=where.people[0]).visits == 2


def test_of_two_drives_that_were_done_with_a_door_the_later_one_goes_there_again(where: Ground) -> None:
    first, second = blocked_then_planned_again(where)
    doors = list(Door.objects.filter(consumer=where.people[0]).values_list("pk", flat=True))
    fieldwork.close_doors(doors=doors, by="drives", at=on_day(3))

    assert fieldwork.open_again(doors=doors, why="number_wrong", by="drives", at=on_day(4)) == 1

    assert waiting(where.people[0]) == [second.pk]
    assert first.pk != second.pk


def test_the_database_refuses_a_second_open_door(where: Ground) -> None:
    first, _ = blocked_then_planned_again(where)

    with pytest.raises(IntegrityError, match="door_open_in_one_round"), transaction.atomic():
        Door.objects.filter(round=first.pk).update(state="open", closed_at=None)


def test_a_drive_is_laid_though_another_s_door_opens_again_meanwhile(
    where: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = planned.drive_at(where)
    fieldwork.block(
        doors=list(Door.objects.filter(round=first.pk).values_list("pk", flat=True)),
        why="no_phone",
        by="sdo",
        at=on_day(1),
    )
    seen = partial(laying._doors, [where.division.pk], Drive.Population.NO_NUMBER, ledger="", occasion="")
    before = seen(at=on_day(2))
    doors = Door.objects.filter(round=first.pk, consumer=where.people[0]).values_list("pk", flat=True)
    fieldwork.open_again(doors=list(doors), why="not_believed", by="sdo", at=on_day(2))
    looks = iter([before, seen(at=on_day(2))])
    monkeypatch.setattr(laying, "_doors", lambda *args, **kwargs: next(looks))

    second = planned.drive_at(where, at=on_day(2))

    assert waiting(where.people[0]) == [first.pk]
    assert waiting(where.people[1]) == [second.pk]


def test_a_drive_that_was_ended_holds_nobody(where: Ground) -> None:
    first = planned.drive_at(where)
    fieldwork.close_round(round_=first.pk, by="sdo", at=on_day(1))

    second = planned.drive_at(where, at=on_day(2))

    assert Door.objects.filter(round=second.pk, state="open").count() == len(where.people)


def test_an_agency_over_the_circle_and_the_section_s_own_share_no_door(where: Ground) -> None:
    for name in ("agent-1", "agent-2"):
        build.officer(name, of=where.division, role="agent")

    drive = planned.drive_at(where)

    held = list(Door.objects.filter(round=drive.pk).values_list("consumer", "beat__worker"))
    assert len(held) == len(where.people) == len({consumer for consumer, _ in held})
    assert None not in {worker for _, worker in held}
