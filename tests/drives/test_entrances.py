"""A number comes by telephone, on paper, over the counter, in a call or from a list: all are judged alike."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

import bijlisetu
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimRole
from bijlisetu.contact.models import Claim
from bijlisetu.drives import desk
from bijlisetu.drives.hearing import tell
from bijlisetu.drives.honesty.conflicts import conflicts
from bijlisetu.drives.honesty.queries import walked
from bijlisetu.drives.models import Drive
from bijlisetu.fieldwork.actions.printing import print_sheets
from bijlisetu.fieldwork.models import Door, SheetLine, Visit
from bijlisetu.fieldwork.telling import Told
from bijlisetu.values import Email, Mobile
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, number, on_day

pytestmark = pytest.mark.django_db
#: A visit taken, or put into its table, by other ways than the drive's.
PAST = re.compile(r"(fieldwork|actions)\.take\(|actions\.taking|Visit\.objects\.create|Visit\(|INTO fieldwork_visit")
FIRST, SECOND = "6000000001", "6000000002"
Entrance = Callable[[Drive, Ground, Consumer, str], int]


def by_app(drive: Drive, where: Ground, person: Consumer, digits: str) -> int:
    walker = where.walkers[0]
    told = planned.told(drive, person, "updated", at=on_day(1), by=walker, answers=number(digits))
    return tell(visits=[told], by=walker.username, at=on_day(1)).reopened


def by_paper(drive: Drive, where: Ground, person: Consumer, digits: str) -> int:
    door = Door.objects.get(round=drive.pk, consumer=person)
    (sheet,) = print_sheets(beats=[door.beat_id or 0], by="clerk", at=on_day(0))
    line = SheetLine.objects.filter(sheet=sheet, door=door).values_list("line", flat=True).first() or 1
    told = Told(
        id=uuid.uuid4(), person=where.walkers[0].pk, entrance=Visit.Entrance.PAPER, consumer=person.pk, door=door.pk,
        beat=door.beat_id, outcome="updated", answers=number(digits), said_at=on_day(1), sheet=sheet, line=line,
    )  # fmt: skip
    return tell(visits=[told], by="clerk", at=on_day(1)).reopened


def by_counter(drive: Drive, where: Ground, person: Consumer, digits: str) -> int:
    return desk.told_at_desk(
        consumer=person.pk, address=Mobile(digits), role=ClaimRole.OWN, at=on_day(1), by=where.walkers[1].username
    )


def by_call(drive: Drive, where: Ground, person: Consumer, digits: str) -> int:
    return desk.mend(account=person.account, address=Mobile(digits), proof="call_back", at=on_day(1), by="clerk")


def by_list(drive: Drive, where: Ground, person: Consumer, digits: str) -> int:
    return desk.mend(account=person.account, address=Mobile(digits), proof="", at=on_day(1), by="clerk")


EVERY = {
    by_app: ("visit", "app"), by_paper: ("paper", "paper"), by_counter: ("counter", "desk"),
    by_call: ("call_back", "call"), by_list: ("office", "desk"),
}  # fmt: skip


@pytest.mark.parametrize("entrance", EVERY)
def test_every_entrance_claims_closes_the_door_and_sends_what_was_missed(entrance: Entrance) -> None:
    where = planned.place()
    person = where.people[0]
    notice = build.notice(person)
    type(notice).objects.filter(pk=notice.pk).update(state="exhausted", settled_at=build.NOON)
    drive = planned.drive_at(where)

    reopened = entrance(drive, where, person, FIRST)

    claim, visit = Claim.objects.get(value=f"91{FIRST}"), Visit.objects.get(consumer=person)
    door = Door.objects.get(round=drive.pk, consumer=person)
    assert (claim.source, visit.entrance) == EVERY[entrance]
    assert (visit.outcome, visit.answers["number"], visit.round_id) == ("updated", FIRST, drive.pk)
    assert (door.state, door.closed_at) == ("done", on_day(1))
    notice.refresh_from_db()
    assert (reopened, notice.state) == (1, "open")


@pytest.mark.parametrize("entrance", EVERY)
def test_every_entrance_stands_beside_what_the_worker_brought(entrance: Entrance) -> None:
    where = planned.place()
    person = where.people[0]
    drive = planned.drive_at(where)
    by_app(drive, where, person, FIRST)

    entrance(drive, where, person, SECOND)

    (shown,) = conflicts(drive, office=where.division.pk, most=10)
    assert (shown.consumer, shown.numbers) == (person.pk, 2)
    assert Claim.objects.filter(consumer=person).count() == 2


def test_what_a_desk_took_outside_any_drive_is_a_visit_without_a_round() -> None:
    person = build.consumer()

    desk.told_at_desk(consumer=person.pk, address=Email.parse("ek@example.in"), at=build.NOON, by="nobody")

    visit = Visit.objects.get()
    assert (visit.round_id, visit.person_id, visit.answers) == (None, None, {"email": "ek@example.in"})
    assert Claim.objects.get().source == "counter"


def test_what_the_list_of_an_office_says_of_a_door_holds_in_the_drive() -> None:
    where = planned.place()
    person = where.people[0]
    drive = planned.drive_at(where)

    for _ in range(2):
        desk.note(consumer=person.pk, outcome="disconnected", at=on_day(1), by=where.walkers[0].username)

    door = Door.objects.get(round=drive.pk, consumer=person)
    assert (door.state, door.why, Visit.objects.count()) == ("blocked", "disconnected", 1)


def test_a_closed_round_takes_no_visit_from_a_desk() -> None:
    where = planned.place()
    person = where.people[0]
    drive = planned.drive_at(where)
    type(drive.round).objects.filter(pk=drive.pk).update(closed_at=on_day(0))

    by_counter(drive, where, person, FIRST)

    assert Visit.objects.get().round_id is None
    assert Door.objects.get(round=drive.pk, consumer=person).state == "open"


def test_a_desk_raises_no_signal_against_anybody() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    for person in where.people[:6]:
        by_counter(drive, where, person, FIRST)

    assert walked(drive) == {}


@pytest.mark.parametrize(("word", "role"), [("tenant", ClaimRole.TENANT), ("shop", ClaimRole.SHOP)])
def test_whose_number_it_is_is_kept_as_it_was_said(word: str, role: ClaimRole) -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    at_door, at_desk = where.people[0], where.people[2]
    walker = where.walkers[0]
    told = planned.told(drive, at_door, "updated", at=on_day(0), by=walker, answers=number(FIRST, word))
    tell(visits=[told], by=walker.username, at=on_day(1))

    desk.told_at_desk(consumer=at_desk.pk, address=Mobile(SECOND), role=role, at=on_day(1), by="clerk")

    assert {claim.consumer_id: claim.role for claim in Claim.objects.all()} == {at_door.pk: role, at_desk.pk: role}
    assert Visit.objects.get(consumer=at_desk).answers["whose"] == word


def test_no_entrance_takes_visits_past_the_drive() -> None:
    """Whoever took visits without the one deed would leave a number unheard."""
    sources = Path(bijlisetu.__file__).parent
    paths = [path for room in ("web", "cli", "jobs") for path in (sources / room).rglob("*.py")]

    guilty = [path.name for path in paths if PAST.search(path.read_text(encoding="utf-8"))]

    assert guilty == []
