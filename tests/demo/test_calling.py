"""The demo's office calls the numbers that nothing proved, and the simulated phones say whose they are."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

import bijlisetu.contact.actions as contact
from bijlisetu.contact.models import Address
from bijlisetu.demo.calling import Telephone
from bijlisetu.drives.models import CallBack, Drive, ToProve
from bijlisetu.fieldwork.models import Door, Visit
from bijlisetu.jobs.tasks import ask_unproved_numbers
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, number, on_day, told, walk

pytestmark = pytest.mark.django_db
SAYS = {"6000000001": "own", "6000000002": "wrong", "6000000003": "nobody"}
MORNING, EVENING = on_day(1, 10), on_day(1, 18)


@pytest.fixture
def phones() -> Iterator[str]:
    class Phones(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SAYS[self.path.split("/")[2].removeprefix("91")].encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Phones) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def where() -> Ground:
    return planned.place()


@pytest.fixture
def drive(where: Ground) -> Drive:
    made = planned.drive_at(where)
    east = where.walkers[0]
    for person, digits in zip(where.people[::2], SAYS, strict=False):
        walk([told(made, person, "updated", at=on_day(0), by=east, answers=number(digits))], by=east, at=on_day(0))
    return made


def call(drive: Drive, where: Ground, phones: str) -> int:
    return Telephone(phones).call(drive, office=where.division.pk, before=MORNING, at=EVENING)


def owners() -> Mapping[str, str]:
    return dict(Address.objects.values_list("value", "owner"))


def test_whoever_picks_up_says_whose_the_number_is(where: Ground, drive: Drive, phones: str) -> None:
    CallBack.objects.all().delete()
    assert Telephone(phones).has_to_call(where.division.pk)

    assert call(drive, where, phones) == 3

    assert not Telephone(phones).has_to_call(where.division.pk)
    assert owners() == {"916000000001": "proved", "916000000002": "not_owner", "916000000003": "unknown"}
    assert ToProve.objects.get(settled_at=None).said == "nobody"
    assert Door.objects.get(round=drive.pk, consumer=where.people[2]).state == "open"


def test_a_door_opens_again_at_the_hour_of_the_played_day(where: Ground, drive: Drive, phones: str) -> None:
    said_no = build.answer("not_own", where.people[4], "916000000003", at=on_day(0, 15))
    contact.take(claims=[said_no], at=on_day(0, 15), by="reply")
    with override_settings(CLOCK_FACTOR=2000.0):
        ask_unproved_numbers(0)
    door = Door.objects.get(round=drive.pk, consumer=where.people[4])
    assert door.state == "done"

    call(drive, where, phones)

    door.refresh_from_db()
    assert (door.state, door.again_at) == ("open", EVENING)


def test_what_came_on_the_same_day_is_called_on_the_next(where: Ground, drive: Drive, phones: str) -> None:
    east = where.walkers[0]
    ToProve.objects.all().delete()
    CallBack.objects.all().delete()
    visit = told(drive, where.people[6], "updated", at=on_day(1, 12), by=east, answers=number("6000000001"))
    walk([visit], by=east, at=on_day(1, 12))
    CallBack.objects.all().delete()

    assert call(drive, where, phones) == 0


def test_the_visits_that_chance_drew_are_asked_about(where: Ground, drive: Drive, phones: str) -> None:
    ToProve.objects.all().delete()
    CallBack.objects.all().delete()
    CallBack.objects.bulk_create(
        CallBack(visit=visit, drive=drive, drawn_at=on_day(0)) for visit in Visit.objects.filter(round=drive.pk)
    )

    assert call(drive, where, phones) == 3

    said = dict(CallBack.objects.values_list("visit__answers__number", "said"))
    assert said == {"6000000001": "same", "6000000002": "otherwise", "6000000003": "nobody"}
