"""Work on a consumer that a room gives: once, in somebody's hands, closed by the evidence that its subject accepts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from bijlisetu.audit.models import Entry
from bijlisetu.reach import tasks
from bijlisetu.reach.models import Task
from bijlisetu.reach.rules import REACH, Subject
from bijlisetu.reach.tasks import NotAccepted, WorkDone
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

METER = Subject(name="meter", accepts=frozenset({"visit", "answer"}), due_within=timedelta(days=2))
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def consumer() -> int:
    return build.consumer(account="9900001234").pk


def test_a_consumer_has_one_open_task_of_a_subject(consumer: int) -> None:
    first = tasks.open_for(subject=METER, consumers=[consumer, consumer], reason="meter_dark", at=NOON)
    again = tasks.open_for(subject=METER, consumers=[consumer], reason="meter_dark", at=LATER)

    assert (len(first), again) == (1, [])
    assert Task.objects.get().due_on == METER.due(NOON)


def test_tasks_of_two_subjects_stand_beside_each_other(consumer: int) -> None:
    for subject in (METER, REACH):
        tasks.open_for(subject=subject, consumers=[consumer], reason="other", at=NOON)

    closed = tasks.close(subject=METER, sort=Task.Evidence.VISIT, evidence=[WorkDone(consumer, 7)], at=LATER)

    assert closed == [Task.objects.get(subject="meter").pk]
    assert (Task.objects.get(subject="meter").closed_by, Task.objects.get(subject="meter").evidence) == ("visit", 7)
    assert Task.objects.get(subject="reach").closed_at is None


@pytest.mark.parametrize("sort", [Task.Evidence.VISIT, Task.Evidence.PAYMENT, Task.Evidence.ANSWER])
def test_only_a_receipt_shows_that_somebody_was_reached(consumer: int, sort: Task.Evidence) -> None:
    tasks.open_for(subject=REACH, consumers=[consumer], reason="no_address", at=NOON)

    with pytest.raises(NotAccepted, match="reach is closed by receipt"):
        tasks.close(subject=REACH, sort=sort, evidence=[WorkDone(consumer, 7)], at=LATER)

    assert Task.objects.get().closed_at is None


def test_a_task_is_given_once_and_a_closed_one_to_nobody(consumer: int) -> None:
    je = User.objects.create(username="je").pk
    (task,) = tasks.open_for(subject=METER, consumers=[consumer], reason="other", at=NOON)

    assert tasks.assign(tasks=[task], to=je, at=NOON, by="sdo") == [task]
    assert tasks.assign(tasks=[task], to=je, at=NOON, by="sdo") == []
    tasks.close(subject=METER, sort=Task.Evidence.ANSWER, evidence=[WorkDone(consumer, 7)], at=LATER)
    assert tasks.assign(tasks=[task], to=None, at=LATER, by="sdo") == []

    assert Task.objects.get().assignee_id == je
    assert [entry.record for entry in Entry.objects.filter(deed="task.assigned")] == [f"task:{task}"]
