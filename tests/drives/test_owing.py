"""A drive to people who owe: whom it takes, and how what was found at the door becomes the task's result, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from bijlisetu.arrears.models import Pause, Recovery, Result
from bijlisetu.arrears.pausing import pause
from bijlisetu.arrears.visiting.at_doors import DAYS
from bijlisetu.arrears.visiting.results import LONGEST_PROMISE, enter
from bijlisetu.drives.actions import close_reached
from bijlisetu.drives.hearing import tell
from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan.actions import NobodyToVisit
from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.models import Door, Visit
from bijlisetu.ledger.models import Balance
from bijlisetu.network.models import Office
from bijlisetu.reports.doors import beside_doors
from bijlisetu.staff.levels import Level
from tests.drives import planned

pytestmark = pytest.mark.django_db
Outcome = Recovery.Outcome
AT_DOOR = planned.on_day(1, hour=15)
#: The telephone found the network three days after the door.
HEARD = planned.on_day(4, hour=9)
DISPUTED = {"disputed": "meter", "remark": "बहुत तेज़ चलता है"}


@pytest.fixture
def where() -> planned.Ground:
    return planned.place(people=4)


def recovery(where: planned.Ground, nth: int = 0, *, office: Office | None = None, **more: Any) -> Recovery:
    """The people's first one owes to the section, if nothing else is said."""
    return Recovery.objects.create(
        consumer=where.people[nth], amount=Decimal(4000), level=Level.JE, office=office or where.sections[nth % 2],
        bill_date=planned.BEGINS, least=Decimal(100), opened_at=planned.OPENED - timedelta(days=1),
        due_on=planned.DEADLINE, **more,
    )  # fmt: skip


def drive_at(where: planned.Ground, **more: Any) -> Drive:
    return planned.drive_at(where, population=Drive.Population.OWING, **more)


def heard(drive: Drive, of: Recovery, outcome: str, *, at: datetime = AT_DOOR, **answers: str) -> Visit:
    """Tell of a visit by the lineman of the first section, days later."""
    by = User.objects.get(username="lineman0")
    told = planned.told(drive, of.consumer, outcome, at=at, by=by, answers=answers)
    taken = tell(visits=[told], by=by.username, at=HEARD).visits
    assert not taken.refused
    assert tell(visits=[told], by=by.username, at=HEARD).visits.repeated == (told.id,)
    of.refresh_from_db()
    return taken.taken[0]


def test_its_doors_are_those_who_owe_with_the_form_of_arrears(where: planned.Ground) -> None:
    recovery(where, 0)
    recovery(where, 1)
    recovery(where, 2, ended="settled", ended_at=planned.OPENED)

    drive = drive_at(where)

    assert drive.round.form == "arrears"
    assert list(Door.objects.values_list("consumer", "why").order_by("consumer")) == [
        (where.people[0].pk, "unheard"), (where.people[1].pk, "unheard"),
    ]  # fmt: skip


@pytest.mark.parametrize("why", ["promised", "paused", "above"])
def test_nobody_goes_to_whoever_gave_a_day_is_paused_or_is_an_officers_further_up(
    where: planned.Ground, why: str
) -> None:
    one = recovery(where, office=where.division if why == "above" else None)
    if why == "promised":
        enter(recovery=one.pk, outcome=Outcome.PROMISE, said="", promised_on=date(2026, 11, 9), at=AT_DOOR, by="je")
    if why == "paused":
        pause(consumer=one.consumer_id, why=Pause.Why.REVIEW, said="read again", at=planned.OPENED, by="sdo")

    with pytest.raises(NobodyToVisit):
        drive_at(where, offices=[where.sections[0].pk])


def test_a_promise_runs_from_the_day_at_the_door(where: planned.Ground) -> None:
    one = recovery(where)

    heard(drive_at(where), one, "promise", promised="three_days", remark="वेतन आने पर")

    assert (one.outcome, one.promised_on, one.due_on) == ("promise", date(2026, 11, 6), date(2026, 11, 7))
    assert list(Result.objects.values_list("outcome", "said", "at", "by")) == [
        ("promise", "वेतन आने पर", AT_DOOR, "lineman0")
    ]
    assert Door.objects.get().state == "done"


@pytest.mark.parametrize(
    ("outcome", "answers", "ended", "door"),
    [
        ("paid", {}, "", "done"), ("dispute", DISPUTED, "dispute", "blocked"),
        ("not_found", {}, "not_found", "blocked"), ("cut", {}, "cut", "blocked"),
    ],
)  # fmt: skip
def test_what_was_found_is_the_result_as_on_the_page(
    where: planned.Ground, outcome: str, answers: dict[str, str], ended: str, door: str
) -> None:
    one = recovery(where)

    heard(drive_at(where), one, outcome, **answers)

    assert (one.outcome, one.ended, Result.objects.count()) == (outcome, ended, 1)
    assert Door.objects.get().state == door


def test_a_dispute_pauses_with_what_they_say_is_wrong(where: planned.Ground) -> None:
    one = recovery(where)

    heard(drive_at(where), one, "dispute", **DISPUTED)

    assert Pause.objects.get().said == "मीटर ख़राब है: बहुत तेज़ चलता है"


def test_a_locked_door_is_no_result_and_goes_back_when_it_stays_locked(where: planned.Ground) -> None:
    one, drive = recovery(where), drive_at(where, most_visits=2)

    heard(drive, one, "locked")
    assert (one.outcome, Result.objects.exists(), Door.objects.get().state) == ("", False, "open")

    heard(drive, one, "locked", at=planned.on_day(2))
    assert (one.ended, Door.objects.get().state, Door.objects.get().why) == ("", "blocked", "locked")


def test_what_is_paid_meanwhile_stays_so_and_the_visit_is_kept(where: planned.Ground) -> None:
    one, drive = recovery(where), drive_at(where)
    Recovery.objects.update(ended="settled", ended_at=AT_DOOR + timedelta(hours=1))

    visit = heard(drive, one, "dispute", **DISPUTED)

    assert (one.ended, one.outcome, Pause.objects.exists()) == ("settled", "", False)
    assert Result.objects.get().at == visit.at
    assert Visit.objects.get().outcome == "dispute"


def test_what_the_office_heard_after_the_visit_stands(where: planned.Ground) -> None:
    one, drive = recovery(where), drive_at(where)
    enter(recovery=one.pk, outcome=Outcome.PROMISE, said="", promised_on=date(2026, 11, 9), at=HEARD, by="je")

    heard(drive, one, "not_found")

    assert (one.ended, one.outcome, one.promised_on) == ("", "promise", date(2026, 11, 9))
    assert Result.objects.count() == 2


def test_a_task_of_later_hears_nothing_of_a_visit_before_it(where: planned.Ground) -> None:
    first, drive = recovery(where), drive_at(where)
    Recovery.objects.update(ended="settled", ended_at=AT_DOOR)
    later = recovery(where)
    Recovery.objects.filter(pk=later.pk).update(opened_at=AT_DOOR + timedelta(hours=1))

    heard(drive, first, "not_found")

    later.refresh_from_db()
    assert (later.ended, later.outcome) == ("", "")


def test_the_door_of_whoever_paid_closes_by_itself(where: planned.Ground) -> None:
    drive_at(where, offices=[recovery(where).office_id])
    assert close_reached(at=AT_DOOR) == 0

    Recovery.objects.update(ended="settled", ended_at=AT_DOOR)

    assert close_reached(at=AT_DOOR) == 1
    assert Door.objects.get().state == "done"


def test_the_door_shows_what_is_owed_now(where: planned.Ground) -> None:
    one = recovery(where)
    Balance.objects.update_or_create(consumer=one.consumer, defaults={"receivable": Decimal("1234.56"), "deposit": 0})

    assert beside_doors([one.consumer_id])[one.consumer_id] == ("", 1234)


def test_every_choice_of_the_form_is_a_day_that_a_promise_may_have() -> None:
    assert list(form_named("arrears").fields["promised"].choices) == list(DAYS)
    assert all(timedelta(days=many) <= LONGEST_PROMISE for many in DAYS.values())
