"""A suspect number that was asked and stayed silent: its people are the section's work, until a receipt."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.acting import act
from bijlisetu.contact.hygiene.asking import Answer, ask, hear
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.models import Asking
from bijlisetu.network.models import Feeder
from bijlisetu.outbox.models import Notice
from bijlisetu.reach import actions as reach
from bijlisetu.reach.models import Task
from bijlisetu.reach.queries import worklist
from bijlisetu.reach.unanswered import open_tasks
from tests import build
from tests.build import NOON
from tests.carried import fold, send_all, status

pytestmark = pytest.mark.django_db

DUMMY, GOOD = "919999900000", "919415078263"
DAY = timedelta(days=1)
RULES = rules.read(rules.shipped())


def asked(*, said: str = "", on: Feeder | None = None) -> Consumer:
    someone = build.consumer(mobile=DUMMY, on=on)
    seen = inspect(rules=RULES, at=NOON, by="test")
    act(rule="dummy", inspection=seen.pk, rules=RULES, at=NOON, by="officer")
    ask(rule="dummy", inspection=seen.pk, rules=RULES, at=NOON, by="officer")
    if said:
        hear([Answer(DUMMY, Asking.Said(said), NOON)])
    return someone


def missed(by: Consumer, at: datetime = NOON) -> None:
    """Have a bill find no address that may be used."""
    build.notice(by, at=at)
    send_all(at)
    reach.refresh(at=at)


@pytest.mark.parametrize(("said", "reason"), [("", "asked_silent"), ("mine", "asked_not_proved")])
def test_silence_and_a_yes_without_proof_are_a_task_after_some_days(said: str, reason: str) -> None:
    someone = asked(said=said)

    assert open_tasks(at=NOON + 4 * DAY) == 0
    assert open_tasks(at=NOON + 5 * DAY) == 1
    assert open_tasks(at=NOON + 6 * DAY) == 0

    task = Task.objects.get()
    assert (task.consumer_id, task.reason, task.closed_at) == (someone.pk, reason, None)


def test_a_no_is_no_task_by_itself() -> None:
    asked(said="not_mine")

    assert open_tasks(at=NOON + 6 * DAY) == 0


def test_who_is_to_be_visited_already_is_so_for_the_newer_reason() -> None:
    someone = asked()
    missed(someone)
    assert Task.objects.get().reason == "number_suspect"

    open_tasks(at=NOON + 5 * DAY)

    assert Task.objects.get().reason == "asked_silent"


def test_it_is_on_the_sections_worklist_with_its_reason() -> None:
    section = build.office(parent=build.office("company"))
    someone = asked(on=build.feeder(section=section))
    open_tasks(at=NOON + 5 * DAY)

    (row,) = worklist([section.pk]).doors

    assert (row.consumer, row.reason) == (someone.pk, "asked_silent")


def test_the_receipt_at_a_better_number_closes_it() -> None:
    someone = asked()
    missed(someone)
    open_tasks(at=NOON + 5 * DAY)
    build.address(someone, GOOD)
    Notice.objects.filter(kind="bill_issued").update(expires_at=NOON + 20 * DAY)

    build.notice(someone, at=NOON + 6 * DAY, cycle=(NOON + 31 * DAY).date().replace(day=1))
    sent = {one.kind: one for one in send_all(NOON + 6 * DAY)}["bill_issued"]
    fold(statuses=[status(sent, "delivered", wamid=f"wamid.{sent.attempt}")], at=NOON + 6 * DAY)
    reach.refresh(at=NOON + 6 * DAY)

    assert Task.objects.get().closed_by == "receipt"
