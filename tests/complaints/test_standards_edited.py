"""A limit that is edited holds for what comes from then on; what came before adds up to the same for ever."""

from __future__ import annotations

import pytest

from bijlisetu.complaints.actions import resolving, rising, working
from bijlisetu.complaints.lists import Area, Wait
from bijlisetu.complaints.replaying import differing
from bijlisetu.complaints.standards import reading
from bijlisetu.editions import actions as editions
from bijlisetu.editions.models import Edition
from bijlisetu.reports.editable import Editable, changes, editable, in_use
from tests.complaints import made
from tests.complaints.made import HOUR, TEN, Place, again

pytestmark = pytest.mark.django_db
#: A fuse is to be mended within two hours instead of four.
FUSE = '[[rows]]\ncategory = "FUSE"\nurban = {}'


@pytest.fixture
def place() -> Place:
    return made.place()


def common() -> Editable:
    return editable()["standards-common"]


def shorter(hours: int = 2) -> str:
    before = FUSE.format(4)
    assert before in common().shipped
    return common().shipped.replace(before, FUSE.format(hours))


def edit(text: str, *, at=TEN + HOUR) -> None:  # type: ignore[no-untyped-def]
    editions.issue(
        file="standards-common", text=text, why="आयोग का आदेश", holds_from=at, at=at, by="chief", check=common().check
    )


def test_an_edited_limit_holds_for_what_comes_from_then_on(place: Place) -> None:
    before = made.complaint(made.consumer(place))
    edit(shorter())
    after = made.complaint(made.consumer(place), at=TEN + 2 * HOUR)

    assert (before.due_at, after.due_at) == (TEN + 4 * HOUR, TEN + 4 * HOUR)
    rising.rise_due(at=TEN + 3 * HOUR)
    working.note(complaint=before.pk, words="जा रहे हैं", at=TEN + 3 * HOUR, by="je")
    assert again(before).due_at == TEN + 4 * HOUR
    assert list(differing()) == []


def test_time_for_which_the_consumer_was_waited_is_kept_when_the_limit_becomes_another(place: Place) -> None:
    one = made.complaint(made.consumer(place))
    working.wait(complaint=one.pk, why=Wait.LOCKED, words="ताला", at=TEN + 0.5 * HOUR, by="je")
    edit(shorter())
    working.go_on(complaint=one.pk, at=TEN + 2.5 * HOUR, by="je")
    assert again(one).due_at == TEN + 6 * HOUR

    working.change(complaint=one.pk, category="LINE", area=Area.URBAN, at=TEN + 3 * HOUR, by="je")

    assert again(one).due_at == TEN + 8 * HOUR  # six hours, and the two that were waited
    resolving.resolve(complaints=[one.pk], words="हो गया", at=TEN + 5 * HOUR, by="je")
    assert again(one).took == 0.5
    assert list(differing()) == []


def test_an_edition_that_is_taken_back_changes_nothing_of_what_came_under_it(place: Place) -> None:
    edit(shorter())
    under = made.complaint(made.consumer(place), at=TEN + 2 * HOUR)
    number = Edition.objects.get().pk
    editions.take_back(edition=number, file="standards-common", at=TEN + 2.5 * HOUR, by="chief")
    after = made.complaint(made.consumer(place), at=TEN + 3 * HOUR)

    assert (again(under).due_at, after.due_at) == (TEN + 4 * HOUR, TEN + 7 * HOUR)
    working.note(complaint=under.pk, words="x", at=TEN + 3 * HOUR, by="je")
    assert again(under).due_at == TEN + 4 * HOUR


def test_what_is_changed_is_told_by_category() -> None:
    assert [(one.name, one.before, one.after) for one in changes(common().shipped, shorter())] == [
        ("rows.FUSE 2020-01-01.urban", "4", "2")
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [(FUSE.format(0), reading.NO_LIMIT), (FUSE.format(4).replace("FUSE", "SPIN"), reading.NO_CATEGORY)],
)
def test_a_wrong_text_is_refused_with_its_line(wrong: str, words: str) -> None:
    text = common().shipped.replace(FUSE.format(4), wrong)

    assert words in [fault.words for fault in common().faults(text)]


def test_the_files_of_those_at_work_are_offered(place: Place) -> None:
    offered = [one.file for one in in_use() if one.file.startswith("standards-")]

    assert sorted(offered) == ["standards-common", "standards-uppcl"]
