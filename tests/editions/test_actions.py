"""Another text of a file holds from a moment on; nothing that was written is ever changed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from bijlisetu.audit.models import Entry
from bijlisetu.editions.actions import NothingSaid, NothingToTakeBack, PastUntouched, issue, take_back
from bijlisetu.editions.models import Edition
from bijlisetu.editions.queries import texts
from tests.build import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


class Wrong(Exception):
    pass


def fine(text: str) -> None:
    pass


def refuse(text: str) -> None:
    raise Wrong


def made(text: str, *, holds_from: datetime = NOON, at: datetime = NOON) -> int:
    return issue(file="f", text=text, why="नया नाम", holds_from=holds_from, at=at, by="chief", check=fine)


def test_an_edition_holds_from_its_moment_on() -> None:
    made("one")
    made("two", holds_from=LATER)

    assert texts("f", at=NOON - timedelta(seconds=1)) == {}
    assert texts("f", at=NOON) == {"f": "one"}
    assert texts("f", at=LATER) == {"f": "two"}


def test_of_two_that_begin_together_the_newer_holds() -> None:
    made("one")
    made("two")

    assert texts("f", at=NOON) == {"f": "two"}


def test_what_is_taken_back_lets_the_one_before_hold() -> None:
    made("one")
    second = made("two")

    take_back(edition=second, file="f", at=LATER, by="se")

    assert texts("f", at=LATER) == {"f": "one"}
    assert [(one.deed, one.by, one.record) for one in Entry.objects.order_by("id")] == [
        ("editions.issued", "chief", "file:f"),
        ("editions.issued", "chief", "file:f"),
        ("editions.taken_back", "se", "file:f"),
    ]


def test_what_does_not_pass_its_reader_does_not_hold() -> None:
    with pytest.raises(Wrong):
        issue(file="f", text="x", why="y", holds_from=NOON, at=NOON, by="chief", check=refuse)

    assert not Edition.objects.exists()
    assert not Entry.objects.exists()


def test_nothing_is_changed_without_a_reason_nor_in_the_past() -> None:
    with pytest.raises(NothingSaid):
        issue(file="f", text="x", why="  ", holds_from=NOON, at=NOON, by="chief", check=fine)
    with pytest.raises(PastUntouched):
        made("x", holds_from=NOON - timedelta(minutes=1))


def test_it_is_taken_back_once_and_by_the_name_of_its_own_file() -> None:
    number = made("one")
    with pytest.raises(NothingToTakeBack):
        take_back(edition=number, file="g", at=LATER, by="se")
    take_back(edition=number, file="f", at=LATER, by="se")

    with pytest.raises(NothingToTakeBack):
        take_back(edition=number, file="f", at=LATER, by="se")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE editions_edition SET text = 'other'",
        "UPDATE editions_edition SET why = 'other'",
        "UPDATE editions_edition SET holds_from = holds_from + interval '1 day'",
        "UPDATE editions_edition SET taken_back_at = NULL, taken_back_by = ''",
        "DELETE FROM editions_edition",
    ],
)
def test_the_database_keeps_what_was_written(sql: str) -> None:
    number = made("one")
    take_back(edition=number, file="f", at=LATER, by="se")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
