"""What is owed for a late complaint is counted while it is open, in the report as on its own page."""

from __future__ import annotations

import pytest

from bijlisetu.complaints.actions import working
from bijlisetu.complaints.actions.owing import let_grow
from bijlisetu.complaints.actions.resolving import resolve
from bijlisetu.complaints.lists import Wait
from bijlisetu.complaints.models import Compensation
from bijlisetu.complaints.queries import ended_by_category
from tests.complaints import made
from tests.complaints.made import HOUR, TEN, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return made.place()


def reported(place: Place, hours: float) -> int:
    """Rupees in the report of the company, so many hours after the complaint."""
    begins, ends = TEN - 24 * HOUR, TEN + 240 * HOUR
    found = ended_by_category(place.offices["company"].pk, begins=begins, ends=ends, at=TEN + hours * HOUR)
    return sum(line.rupees for line in found)


def test_a_late_complaint_that_is_open_counts_in_the_report(place: Place) -> None:
    made.complaint(made.consumer(place), "DTR")  # eight hours, 150 rupees a day

    assert let_grow(at=TEN + 7 * HOUR) == 0
    assert let_grow(at=TEN + 9 * HOUR) == 1

    assert reported(place, 9) == 150


def test_it_grows_with_each_day_that_begins_and_not_between(place: Place) -> None:
    made.complaint(made.consumer(place), "DTR")

    assert [let_grow(at=TEN + hours * HOUR) for hours in (9, 10, 31, 33, 34)] == [1, 0, 0, 1, 0]
    assert reported(place, 34) == 300


def test_while_the_consumer_is_waited_for_nothing_grows(place: Place) -> None:
    one = made.complaint(made.consumer(place), "DTR")
    working.wait(complaint=one.pk, why=Wait.LOCKED, words="घर पर ताला मिला", at=TEN + 9 * HOUR, by="je")

    assert let_grow(at=TEN + 100 * HOUR) == 0
    assert Compensation.objects.get().rupees == 150


def test_where_the_standard_names_no_sum_nothing_is_looked_at(place: Place) -> None:
    made.complaint(made.consumer(place), "FUSE")

    assert let_grow(at=TEN + 100 * HOUR) == 0


def test_the_answer_says_the_last_word(place: Place) -> None:
    one = made.complaint(made.consumer(place), "DTR")
    let_grow(at=TEN + 9 * HOUR)

    resolve(complaints=[one.pk], words="फ़्यूज़ बदला", at=TEN + 57 * HOUR, by="je")

    assert Compensation.objects.get().rupees == 450
    assert let_grow(at=TEN + 100 * HOUR) == 0
