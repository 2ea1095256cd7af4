"""A wrong list of feeders is undone as long as nobody stands at what it brought."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.contact.imports.offices import TABLES, hindrance, preview, undo
from bijlisetu.contact.imports.receiving import announce, take_piece
from bijlisetu.contact.imports.states import Hindrance, NothingToUndo
from bijlisetu.contact.models import Import
from bijlisetu.jobs.imports import run_next
from bijlisetu.network.models import Feeder, FeederPlace, Office
from bijlisetu.plumbing.database.sql import execute, rows
from tests import build

pytestmark = pytest.mark.django_db

HEAD = "discom,zone,circle,division,substation,feeder,feeder_code,voltage_kv\n"
FIRST = "D,Z,C,DIV,SS_1,TOWN,1001,11\nD,Z,C,DIV,SS_1,MARKET,1002,11\n"


def brought(text: str) -> Import:
    octets = (HEAD + text).encode()
    made = announce(
        what=Import.What.NETWORK, mapping="uppcl", file="feeders.csv", size=len(octets), at=timezone.now(), by="chief"
    )
    take_piece(number=made.pk, begins=0, content=octets, by="chief")
    assert run_next()
    made.refresh_from_db()
    assert made.state == Import.State.DONE, made.words
    return made


def age() -> None:
    """Let what is there have begun long ago: what moves then leaves its old place behind."""
    for table in TABLES:
        execute(f"UPDATE {table} SET valid_from = valid_from - 90")


def as_it_stands() -> dict[str, list[tuple[Any, ...]]]:
    tables = (*TABLES, "network_office_tree")
    return {table: sorted(rows(f"SELECT to_jsonb(t)::text FROM {table} t")) for table in tables}


@pytest.mark.parametrize("is_old", [True, False])
@pytest.mark.parametrize(
    "wrong",
    [
        "D,Z,C,DIV,SS_1,RENAMED,1001,11\n",
        "D,Z,C,DIV,OTHER_2,TOWN,1001,11\nD,Z,C,DIV,SS_1,NEW,1003,11\n",
        "D2,Z2,C2,DIV2,SS_9,NEW,1009,33\n",
        "D,Z2,C,DIV,SS_1,TOWN,1001,11\n",
    ],
)
def test_undone_all_offices_lines_and_places_are_as_they_were(wrong: str, is_old: bool) -> None:
    brought(FIRST)
    if is_old:
        age()
    before = as_it_stands()
    made = brought(wrong)
    assert as_it_stands() != before
    assert hindrance(made) is None
    told = preview(made)

    done = undo(number=made.pk, at=timezone.now(), by="chief")

    assert as_it_stands() == before
    assert (done.state, done.taken_back) == (Import.State.UNDONE, told)
    assert Entry.objects.get(deed="network.import_undone").by == "chief"


def test_undone_once_it_is_not_undone_again() -> None:
    made = brought(FIRST)
    undo(number=made.pk, at=timezone.now(), by="chief")

    with pytest.raises(NothingToUndo):
        undo(number=made.pk, at=timezone.now(), by="chief")

    assert not Office.objects.exists()
    assert not Feeder.objects.exists()


def test_a_consumer_on_a_new_feeder_or_a_post_at_a_new_office_hinders_it() -> None:
    first = brought(FIRST)
    build.consumer(on=Feeder.objects.get(code="1002"))

    assert hindrance(first) == Hindrance.IN_USE
    with pytest.raises(NothingToUndo):
        undo(number=first.pk, at=timezone.now(), by="chief")

    second = brought("D,Z,C,DIV,SS_5,NEW,1005,11\n")
    build.officer("je", of=Office.objects.get(code="DIV/SS_5"))
    assert hindrance(second) == Hindrance.IN_USE
    assert Feeder.objects.filter(code="1005").exists()


def test_what_else_stands_at_a_new_office_hinders_it_too() -> None:
    made = brought(FIRST)
    build.beat(at_office=Office.objects.get(kind="section"))

    with pytest.raises(NothingToUndo) as refused:
        undo(number=made.pk, at=timezone.now(), by="chief")

    assert refused.value.why == Hindrance.IN_USE
    assert FeederPlace.objects.count() == 2


def test_the_later_list_is_undone_first() -> None:
    first, later = brought(FIRST), brought("D,Z,C,DIV,SS_1,RENAMED,1001,11\n")

    assert hindrance(first) == Hindrance.NOT_LATEST
    undo(number=later.pk, at=timezone.now(), by="chief")
    assert hindrance(first) is None
    undo(number=first.pk, at=timezone.now(), by="chief")

    assert not Feeder.objects.exists()


def test_a_list_that_changed_nothing_has_nothing_to_undo() -> None:
    brought(FIRST)

    assert hindrance(brought(FIRST)) == Hindrance.NOT_RECORDED
