"""A complaint climbs by its clock alone: nobody late can hold it, an answer in time does, a wire down goes to all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bijlisetu.complaints.actions import resolving, rising, working
from bijlisetu.complaints.actions.registering import join
from bijlisetu.complaints.lists import Area, Wait
from bijlisetu.complaints.models import Complaint, Escalation
from bijlisetu.complaints.numbers import as_written
from bijlisetu.complaints.replaying import differing
from bijlisetu.memos.models import Memo
from bijlisetu.staff.levels import Level
from bijlisetu.staff.models import Post
from tests.complaints import made
from tests.complaints.made import HOUR, TEN, Place, again

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 30, 20, 30, tzinfo=UTC)  #: two at night in India
MORNING = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)  #: seven
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place() -> Place:
    return made.place()


def levels(one: Complaint) -> list[tuple[int, str]]:
    return [
        (each.level, each.person.get_username() if each.person else "")
        for each in Escalation.objects.filter(complaint=one).select_related("person").order_by("level")
    ]


def test_it_climbs_from_the_sdo_to_the_md_by_the_share_of_its_time(place: Place) -> None:
    one = made.complaint(made.consumer(place))  # four hours
    seen = []
    for hours in (1.9, 2, 3.9, 4, 6, 8, 12, 20):
        rising.rise_due(at=TEN + hours * HOUR)
        seen.append(again(one).level)

    assert seen == [0, 1, 1, 2, 3, 4, 5, 5]
    assert levels(one) == [(1, "sdo"), (2, "ee"), (3, "se"), (4, "ce"), (5, "md")]
    assert list(differing()) == []


def test_a_clock_that_was_down_brings_it_before_every_officer_between(place: Place) -> None:
    one = made.complaint(made.consumer(place))
    rising.rise_due(at=TEN + 7 * HOUR)

    assert levels(one) == [(1, "sdo"), (2, "ee"), (3, "se")]
    assert rising.rise_due(at=TEN + 7 * HOUR) == 0


def test_an_answer_in_time_a_waiting_one_and_a_joined_one_do_not_climb(place: Place) -> None:
    on = made.transformer(place)
    answered, waiting = (made.complaint(made.consumer(place)) for _ in range(2))
    first, joined = (made.complaint(made.consumer(place, transformer=on), "SUP-OFF") for _ in range(2))
    resolving.resolve(complaints=[answered.pk], words="हो गया", at=TEN + HOUR, by="je")
    working.wait(complaint=waiting.pk, why=Wait.LOCKED, words="ताला", at=TEN + HOUR, by="je")

    rising.rise_due(at=TEN + 48 * HOUR)

    assert [again(one).level for one in (answered, waiting, joined, first)] == [0, 0, 0, 5]


def test_nothing_that_a_late_officer_does_but_an_answer_holds_it(place: Place) -> None:
    one = made.complaint(made.consumer(place))
    for hours in (1, 2.5, 3.5):
        at = TEN + hours * HOUR
        working.assign(complaints=[one.pk], crew="crew 1", at=at, by="je")
        working.begin(complaints=[one.pk], at=at, by="je")
        working.note(complaint=one.pk, words="लाइनमैन जा रहा है", at=at, by="je")
        rising.rise_due(at=at)

    rising.rise_due(at=TEN + 4 * HOUR)

    assert again(one).level == Level.EE


def test_another_category_does_not_begin_the_time_anew(place: Place) -> None:
    one = made.complaint(made.consumer(place), "DTR")  # eight hours
    working.change(complaint=one.pk, category="FUSE", area=Area.URBAN, at=TEN + 5 * HOUR, by="je")

    assert (again(one).due_at, one.level) == (TEN + 4 * HOUR, Level.EE)


def test_a_wire_down_is_told_to_everybody_at_once_at_night_too(place: Place) -> None:
    one = made.complaint(made.consumer(place), "SAFETY", at=NIGHT)

    assert levels(one) == [(0, "je"), (1, "sdo"), (2, "ee"), (3, "se"), (4, "ce"), (5, "md")]
    told = Memo.objects.filter(kind="complaint_emergency")
    assert told.count() == 12
    assert set(told.values_list("due_at", flat=True)) == {NIGHT}


def test_what_can_wait_waits_for_the_morning(place: Place) -> None:
    made.complaint(made.consumer(place), at=NIGHT - 2 * HOUR)
    rising.rise_due(at=NIGHT)
    assert [rising.tell_of_the_night(at=MORNING - minutes * MINUTE) for minutes in (300, 1)] == [0, 0]
    assert not Memo.objects.exists()

    assert rising.tell_of_the_night(at=MORNING) == 1

    assert set(Memo.objects.values_list("kind", "due_at")) == {("complaint_rises", MORNING)}
    assert rising.tell_of_the_night(at=MORNING + 5 * MINUTE) == 0


def test_many_of_one_night_are_one_message_in_the_morning(place: Place) -> None:
    ones = [made.complaint(made.consumer(place), at=NIGHT - 2 * HOUR) for _ in range(5)]
    rising.rise_due(at=NIGHT)

    rising.tell_of_the_night(at=MORNING)

    memo = Memo.objects.get(channel="whatsapp")
    assert (memo.kind, memo.person.get_username()) == ("complaints_of_the_night", "sdo")
    named = ", ".join(as_written(one.number) for one in ones[:3])
    assert (memo.facts["count"], memo.facts["reopened"], memo.facts["numbers"]) == ("5", "0", f"{named} …")
    assert memo.facts["page"] == f"/office/complaints/{place.offices['subdivision'].pk}/?list=mine"
    assert all(one.told_at == MORNING for one in Escalation.objects.all())


def test_of_what_was_seen_or_answered_at_night_nothing_is_said_in_the_morning(place: Place) -> None:
    seen, answered, joined = (made.complaint(made.consumer(place), at=NIGHT - 2 * HOUR) for _ in range(3))
    rising.rise_due(at=NIGHT)
    Escalation.objects.filter(complaint=seen).update(seen_at=NIGHT + MINUTE)
    resolving.resolve(complaints=[answered.pk], words="हो गया", at=NIGHT + MINUTE, by="je")
    join(complaint=joined.pk, to=seen.pk, at=NIGHT + MINUTE, by="je")

    rising.tell_of_the_night(at=MORNING)

    assert not Memo.objects.exists()
    assert not Escalation.objects.filter(told_at=None).exists()


def test_by_day_each_is_told_at_once(place: Place) -> None:
    made.complaint(made.consumer(place))
    rising.rise_due(at=TEN + 2 * HOUR)

    assert set(Memo.objects.values_list("kind", "due_at")) == {("complaint_rises", TEN + 2 * HOUR)}
    assert rising.tell_of_the_night(at=TEN + 3 * HOUR) == 0


def test_where_nobody_holds_the_post_it_stands_there_unheld_and_climbs_on(place: Place) -> None:
    Post.objects.filter(person__username="sdo").delete()
    one = made.complaint(made.consumer(place))
    rising.rise_due(at=TEN + 4 * HOUR)

    assert levels(one) == [(1, ""), (2, "ee")]


def test_a_consumer_may_turn_to_a_higher_officer_at_once(place: Place) -> None:
    one = made.complaint(made.consumer(place), level=Level.SE)

    assert (again(one).level, levels(one)) == (Level.SE, [(3, "se")])
    assert Memo.objects.first().facts["why_en"] == "the consumer turned to you"  # type: ignore[union-attr]


def test_whoever_does_something_has_answered_from_then_on(place: Place) -> None:
    one = made.complaint(made.consumer(place))
    rising.rise_due(at=TEN + 2 * HOUR)
    working.assign(complaints=[one.pk], crew="crew 1", at=TEN + 2.5 * HOUR, by="sdo")

    assert Escalation.objects.get().answered_at == TEN + 2.5 * HOUR
