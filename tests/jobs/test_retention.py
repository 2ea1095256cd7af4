"""Each sort of record leaves when its days are over, not before, and a hold keeps its person's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db.models import Model

from bijlisetu.audit.holds import hold
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer, FactChange
from bijlisetu.contact.law.informing import ToldTo, note_informed
from bijlisetu.contact.models import Address, Challenge, Found, Import, Informed, Inspection
from bijlisetu.fieldwork.models import Photo, PhotoPiece, Scan, Sheet, Visit
from bijlisetu.jobs import retention
from bijlisetu.jobs.retention import STATEMENTS, let_go
from bijlisetu.metering.models import Before
from bijlisetu.network.models import Office
from bijlisetu.payments.models import Callback
from bijlisetu.plumbing.database import sql
from bijlisetu.reports.law.periods import SORTS as NAMES
from bijlisetu.reports.law.periods import read, shipped
from bijlisetu.tracking.genuine.forged import note
from bijlisetu.tracking.models import Forged
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

DAYS = {one.name: one.days for one in read(shipped())}
HOUR = timedelta(hours=1)


def photo(of: Consumer, at: datetime) -> None:
    visit = build.visit(of, "updated", at=at, answers={"number": "6000000001"}, latitude=24.0, longitude=83.0)
    made = Photo.objects.create(visit=visit, name="meter", size=1, sha256="x")
    PhotoPiece.objects.create(photo=made, offset=0, content=b"x")


def informed(of: Consumer, at: datetime) -> None:
    note_informed(told=[ToldTo(of.pk, "916000000001", "2026-11", "hi", "visit", "asha", at)])


def rejects(of: Consumer, at: datetime) -> None:
    Import.objects.create(what="consumers", file="a.csv", size=1, by="x", at=at, state="done", rejects=b"6000000001")


def challenge(of: Consumer, at: datetime) -> None:
    build.challenge(of, "916000000001", at=at - timedelta(minutes=10))


def fact(of: Consumer, at: datetime) -> None:
    FactChange.objects.create(consumer=of, field="name", before="a", after="b", source="", by="x", at=at)


def inspection(of: Consumer, at: datetime) -> None:
    made = Inspection.objects.create(at=at, by="clock", rules="x", numbers=1)
    Found.objects.create(inspection=made, rule="dummy", section=Office.objects.first(), people=1, alone=1)
    Inspection.objects.create(at=NOON, by="clock", rules="x", numbers=1)


def forged(of: Consumer, at: datetime) -> None:
    note(sender="6000000001", text=f"light cut tonight {of.pk}", way="web", at=at)


def meter(of: Consumer, at: datetime) -> None:
    Before.objects.create(what="day", consumer=of, day=at.date(), was={}, replaced_at=at)


def left(model: type[Model], **which: object) -> Callable[[], bool]:
    return lambda: model._default_manager.filter(**which).exists()


Makes = Callable[[Consumer, datetime], None]
SORTS: list[tuple[str, Makes, Callable[[], bool]]] = [
    ("photos", photo, left(PhotoPiece)),
    ("visits", photo, lambda: Visit.objects.exclude(answers={}).exists()),
    ("informed", informed, left(Informed)),
    ("rejects", rejects, left(Import, rejects__isnull=False)),
    ("challenges", challenge, left(Challenge)),
    ("facts", fact, left(FactChange)),
    ("forged", forged, left(Forged)),
    ("meters", meter, left(Before)),
]

#: Rows of a file, and what somebody tells of a forger, are no one consumer's.
OF_NOBODY = ("rejects", "forged")


@pytest.mark.parametrize(("name", "make", "is_there"), SORTS, ids=[name for name, *_ in SORTS])
def test_it_leaves_when_its_days_are_over_and_not_before(name: str, make: Makes, is_there: Callable[[], bool]) -> None:
    make(build.consumer(), NOON)

    let_go(at=NOON + timedelta(days=DAYS[name]) - HOUR)
    assert is_there()
    let_go(at=NOON + timedelta(days=DAYS[name]) + HOUR)
    assert not is_there()


@pytest.mark.parametrize(
    ("name", "make", "is_there"), [one for one in SORTS if one[0] not in OF_NOBODY],
    ids=[name for name, *_ in SORTS if name not in OF_NOBODY],
)  # fmt: skip
def test_a_hold_keeps_what_is_its_persons(name: str, make: Makes, is_there: Callable[[], bool]) -> None:
    someone = build.consumer()
    make(someone, NOON)
    later = NOON + timedelta(days=DAYS[name]) + HOUR
    hold(why="मंच", by="law", at=NOON, until=later + timedelta(days=9), consumer=someone.pk)

    let_go(at=later)
    assert is_there()
    let_go(at=later + timedelta(days=10))
    assert not is_there()


def test_what_a_visit_counts_for_stays() -> None:
    photo(build.consumer(), NOON)

    let_go(at=NOON + timedelta(days=DAYS["visits"]) + HOUR)

    kept = Visit.objects.get()
    assert (kept.outcome, kept.answers, kept.latitude) == ("updated", {}, None)
    assert not Photo.objects.exists()


def test_that_the_notice_was_told_stays_as_long_as_the_address_does() -> None:
    someone = build.consumer(mobile="916000000001")
    informed(someone, NOON)

    let_go(at=NOON + timedelta(days=DAYS["informed"]) + HOUR)
    assert Informed.objects.exists()
    Address.objects.all().delete()
    let_go(at=NOON + timedelta(days=DAYS["informed"]) + HOUR)
    assert not Informed.objects.exists()


def test_the_last_inspection_stays_however_old() -> None:
    build.office()
    old = NOON - timedelta(days=400)
    inspection(build.consumer(), old)

    let_go(at=NOON)

    assert list(Inspection.objects.values_list("at", flat=True)) == [NOON]
    assert not Found.objects.exists()
    let_go(at=NOON + timedelta(days=900))
    assert Inspection.objects.count() == 1


def test_old_scans_of_sheets_leave() -> None:
    serial = build.sheet(build.office(), build.consumer())
    Scan.objects.create(
        sheet=Sheet.objects.get(serial=serial), sha256="x", content=b"x", media="image/png", at=NOON, by="x"
    )

    let_go(at=NOON + timedelta(days=DAYS["scans"]) + HOUR)

    assert not Scan.objects.exists()


def test_calls_of_aggregators_leave_once_they_were_read() -> None:
    for number, folded_at in enumerate((NOON, None)):
        Callback.objects.create(
            source="aggregator", body=b"{}", digest=bytes([number]), received_at=NOON, folded_at=folded_at
        )

    let_go(at=NOON + timedelta(days=DAYS["calls"]) - HOUR)
    assert Callback.objects.count() == 2

    let_go(at=NOON + timedelta(days=DAYS["calls"]) + HOUR)
    assert list(Callback.objects.values_list("folded_at", flat=True)) == [None]


def test_more_than_a_batch_leaves_in_one_night_and_the_book_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    someone = build.consumer()
    for minute in range(8):
        challenge(someone, NOON + timedelta(minutes=minute))
        sql.execute("UPDATE contact_challenge SET state = 'over'")

    let_go(at=NOON + timedelta(days=400))

    assert not Challenge.objects.exists()
    assert Entry.objects.get(deed="retention.let_go").detail == {"challenges": 8}
    let_go(at=NOON + timedelta(days=401))
    assert Entry.objects.filter(deed="retention.let_go").count() == 1


def test_every_sort_of_the_file_leaves() -> None:
    assert STATEMENTS.keys() == set(NAMES)
