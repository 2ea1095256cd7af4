"""A board's pages: each complaint once, in its order, forward and back; narrowed by crew, category and transformer."""

from __future__ import annotations

import pytest
from django.db import connection

from bijlisetu.complaints.actions import resolving, working
from bijlisetu.complaints.board.counts import choices
from bijlisetu.complaints.board.lists import LISTS, Asker, Narrowed, asked
from bijlisetu.complaints.board.pages import LINES, Line, page
from bijlisetu.complaints.lists import Wait
from bijlisetu.complaints.models import Complaint
from bijlisetu.plumbing.database.keyset import Start, Stretch, way
from tests import build
from tests.complaints import made
from tests.complaints.made import HOUR, TEN, Place, answers

pytestmark = pytest.mark.django_db
NOBODY = Asker(0)
LATER = TEN + 8 * HOUR


@pytest.fixture
def place() -> Place:
    return made.place()


def shown(place: Place, start: Start | None = None, *, size: int = 2, **more: str | int) -> Stretch[Line]:
    narrowed = Narrowed(**more)  # type: ignore[arg-type]
    return page(place.section.pk, "open", asker=NOBODY, at=LATER, narrowed=narrowed, start=start, size=size)


def numbers(found: Stretch[Line]) -> list[str]:
    return [line.number for line in found.rows]


def in_order(place: Place) -> list[str]:
    """Make seven complaints, and return their numbers as the board is to have them."""
    by_end = [made.complaint(made.consumer(place), at=TEN + n * HOUR) for n in range(5)]
    waits, no = made.complaint(made.consumer(place)), made.complaint(made.consumer(place), at=TEN + 6 * HOUR)
    working.wait(complaint=waits.pk, why=Wait.LOCKED, words="x", at=TEN, by="je")
    resolving.resolve(complaints=[no.pk], words="x", at=TEN + 6 * HOUR, by="je")
    answers(no, "not_solved", at=TEN + 7 * HOUR)
    return [one.number for one in (no, *by_end, waits)]


def test_every_complaint_stands_on_one_page_in_the_boards_order(place: Place) -> None:
    expected, found, start = in_order(place), [], None

    while (one := shown(place, start)).rows:
        found += numbers(one)
        start = Start(one.rows[-1].id)
        if not one.has_after:
            break

    assert found == expected


def test_the_way_back_shows_the_page_that_was_left(place: Place) -> None:
    in_order(place)
    first = shown(place)
    second = shown(place, Start(first.rows[-1].id))

    assert shown(place, Start(second.rows[0].id, is_back=True)).rows == first.rows
    assert (first.has_before, second.has_before, second.has_after) == (False, True, True)


def test_where_the_rest_has_been_mended_meanwhile_the_first_page_stands(place: Place) -> None:
    ones = [made.complaint(made.consumer(place), at=TEN + n * HOUR) for n in range(3)]
    last = shown(place, Start(ones[1].pk))
    resolving.resolve(complaints=[ones[2].pk], words="x", at=LATER, by="je")

    assert numbers(last) == [ones[2].number]
    assert numbers(shown(place, Start(ones[1].pk))) == [ones[0].number, ones[1].number]


@pytest.fixture
def mixed(place: Place) -> dict[str, Complaint]:
    """Three complaints: one with a crew, one of another category, one on a transformer."""
    on = made.transformer(place)
    ones = {
        "crew": made.complaint(made.consumer(place)),
        "category": made.complaint(made.consumer(place), "VOLT-LOW"),
        "transformer": made.complaint(made.consumer(place, transformer=on), at=TEN + HOUR),
    }
    working.assign(complaints=[ones["crew"].pk], crew="टीम 1", at=TEN, by="je")
    return ones


@pytest.mark.parametrize("by", ["crew", "category", "transformer"])
def test_a_list_is_narrowed(place: Place, mixed: dict[str, Complaint], by: str) -> None:
    on = mixed["transformer"].consumer
    value = {"crew": "टीम 1", "category": "VOLT-LOW", "transformer": on.transformer_id if on else 0}[by]

    assert numbers(shown(place, **{by: value})) == [mixed[by].number]
    assert len(shown(place, size=9).rows) == len(mixed)


def test_the_choices_say_how_many_each_has_and_leave_other_offices_out(
    place: Place, mixed: dict[str, Complaint]
) -> None:
    made.complaint(build.consumer(), at=TEN)

    told = choices(place.section.pk, asker=NOBODY, at=LATER)

    assert [(one.value, one.complaints) for one in told.categories] == [("FUSE", 2), ("VOLT-LOW", 1)]
    assert [(one.value, one.complaints) for one in told.crews] == [("टीम 1", 1)]
    (transformer,) = told.transformers
    assert place.feeder
    assert transformer.name == f"{place.feeder.name}, T1"


@pytest.mark.parametrize("start", [None, Start(1), Start(1, is_back=True)], ids=["first", "after", "before"])
def test_a_page_is_read_off_the_boards_own_index(place: Place, start: Start | None) -> None:
    values = {
        "office": place.section.pk, "crew": "", "category": "", "transformer": None, "limit": 51,
        "from": start.row if start else None, **asked(NOBODY, LATER),
    }  # fmt: skip
    with connection.cursor() as cursor:
        # Tables of a test are so small that anything is as quick; what costs much in a large one is forbidden here.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + LINES.format(which=LISTS["open"], **way(start)), values)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "complaint_board" in plan
    assert "Sort" not in plan
    assert (start is not None) == ("Index Cond: (ROW((state <> 'reopened'::text)" in plan)
