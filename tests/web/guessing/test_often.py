"""So many questions of one place in each window, counted where all our processes see it, and then no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.contact.proof.models import Allowance
from bijlisetu.web.guessing.often import BEGINNING, Often

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
OFTEN = Often("question", most=2, within=10 * MINUTE)


def test_one_place_asks_so_often_within_the_window() -> None:
    asked = [OFTEN.is_too_often("a", at=BEGINNING + minute * MINUTE) for minute in (0, 1, 2, 9, 10, 11, 12)]

    assert asked == [False, False, True, True, False, False, True]


def test_places_and_questions_do_not_count_for_each_other() -> None:
    for place in ("a", "b"):
        assert [OFTEN.is_too_often(place, at=BEGINNING) for _ in range(3)] == [False, False, True]

    assert not Often("other", most=2, within=MINUTE).is_too_often("a", at=BEGINNING)


def test_who_asked_is_not_kept() -> None:
    OFTEN.is_too_often("192.0.2.7", at=BEGINNING)

    assert "192.0.2.7" not in Allowance.objects.get().subject
