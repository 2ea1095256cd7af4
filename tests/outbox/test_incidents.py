"""Of many records that the clock looks after, one on which our work breaks is told of and keeps no other waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError

from bijlisetu.outbox.incidents import CLOCK, one_by_one
from bijlisetu.outbox.models import Incident, Stop
from tests.build import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)


def note_down(record: str) -> int:
    """Write something for the record, and break on the bad one afterwards."""
    Stop.objects.create(scope=record, at=NOON, by="clock", why=record)
    if record == "bad":
        raise KeyError("91 60000 00001 wrote this")
    return 2


def broken() -> list[str]:
    return list(Incident.objects.filter(kind=CLOCK, ended_at=None).values_list("subject", flat=True))


def test_the_others_go_on_and_nothing_of_the_broken_one_stays() -> None:
    done = one_by_one(["first", "bad", "last"], note_down, what="deed", at=NOON)

    assert done == 4
    assert set(Stop.objects.values_list("why", flat=True)) == {"first", "last"}
    assert broken() == ["deed bad"]


def test_the_incident_says_where_it_broke_and_nothing_that_a_person_wrote() -> None:
    one_by_one(["bad"], note_down, what="deed", at=NOON)

    detail = Incident.objects.get().detail
    assert detail.startswith("KeyError, test_incidents.py:")
    assert "60000" not in detail


def test_an_incident_ends_when_its_record_is_done_or_not_due_and_others_stay() -> None:
    one_by_one(["bad"], note_down, what="deed", at=NOON)
    one_by_one(["bad"], note_down, what="other", at=NOON)

    one_by_one(["first"], note_down, what="deed", at=LATER)

    assert broken() == ["other bad"]


def test_the_trouble_of_the_database_is_no_records() -> None:
    def away(record: str) -> int:
        raise OperationalError(record)

    with pytest.raises(OperationalError):
        one_by_one(["first"], away, what="deed", at=NOON)

    assert broken() == []
