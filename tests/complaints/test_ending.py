"""A complaint of an outage joins it, waits with it, and ends with it: each of its people is told and asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bijlisetu.complaints.actions import ending, registering, resolving, rising
from bijlisetu.complaints.board.lists import Asker
from bijlisetu.complaints.board.pages import page
from bijlisetu.complaints.lists import Own, State, What
from bijlisetu.complaints.models import Compensation, Complaint
from bijlisetu.complaints.replaying import differing
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions as outages
from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import Kind
from bijlisetu.outbox.models import Notice
from bijlisetu.staff.levels import Level
from tests import build
from tests.complaints import made
from tests.complaints.made import HOUR, TEN, Place, again, answers

pytestmark = pytest.mark.django_db
MINUTE = HOUR / 60


@pytest.fixture
def place() -> Place:
    return made.place()


def cut(at: Place, *, of: Feeder | Transformer | None = None, kind: Kind = Kind.BREAKDOWN, when=TEN) -> Outage:  # type: ignore[no-untyped-def]
    """Enter a cut of the place's feeder, or of what is named; a breakdown since then, or work an hour later."""
    element = of or at.feeder
    assert element
    elements = Elements(**{"feeders" if isinstance(element, Feeder) else "transformers": (element.pk,)})
    from_at = when if kind is Kind.BREAKDOWN else when + HOUR
    return outages.enter(
        kind=kind, elements=elements, reason="safety", from_at=from_at, until_at=from_at + 3 * HOUR, at=when, by="je"
    )


def asked() -> list[int]:
    found = Notice.objects.filter(kind="complaint_resolved").order_by("consumer_id")
    return list(found.values_list("consumer_id", flat=True))


def dark(at: Place, *, when=TEN + MINUTE, category: str = "SUP-OFF", transformer=None, **more) -> Complaint:  # type: ignore[no-untyped-def]
    return made.complaint(made.consumer(at, transformer=transformer), category, at=when, **more)


def test_who_says_no_light_while_an_outage_is_known_joins_it_and_hears_when_it_ends(place: Place) -> None:
    outage = cut(place)

    one = dark(place)

    assert (one.state, one.outage, one.primary) == (State.JOINED, outage.number, None)
    told = Notice.objects.get(kind="complaint_registered")
    assert told.facts["until"] == (TEN + 3 * HOUR).isoformat()


def test_a_joined_one_never_climbs_nor_is_overdue_however_long_it_lasts(place: Place) -> None:
    cut(place)
    one = dark(place)

    rising.rise_due(at=TEN + 48 * HOUR)

    assert (again(one).level, one.escalations.count(), one.rises_at) == (Level.JE, 0, None)
    for which in ("late", "soon", "open"):
        assert page(place.section.pk, which, asker=Asker(0), at=TEN + 48 * HOUR).rows == ()


def test_the_light_asks_each_of_them_and_their_own_words_end_it(place: Place) -> None:
    outage = cut(place)
    first, second, third = (dark(place) for _ in range(3))

    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")

    assert {again(one).state for one in (first, second, third)} == {State.RESOLVED}
    assert asked() == sorted(one.consumer_id for one in (first, second, third))  # type: ignore[type-var]
    answers(first, "solved", at=TEN + 2.5 * HOUR)
    answers(second, "not_solved", at=TEN + 2.5 * HOUR, words="अब भी अंधेरा")
    states = [again(one).state for one in (first, second, third)]
    assert states == [State.CONFIRMED, State.REOPENED, State.RESOLVED]
    assert second.level == Level.SDO
    assert list(differing()) == []


def test_who_said_so_before_it_was_entered_joins_it_with_those_joined_to_them(place: Place) -> None:
    on = made.transformer(place)
    first, child = (dark(place, when=TEN, transformer=on) for _ in range(2))
    assert again(child).primary_id == first.pk

    outage = cut(place, when=TEN + HOUR)
    assert (again(first).state, first.outage) == (State.JOINED, outage.number)
    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")

    assert asked() == sorted([first.consumer_id, child.consumer_id])  # type: ignore[type-var]
    assert again(child).state == State.RESOLVED


def test_planned_work_takes_them_up_when_its_hour_comes(place: Place) -> None:
    outage = cut(place, kind=Kind.PLANNED)
    before, one = dark(place, when=TEN + MINUTE), dark(place, when=TEN + 30 * MINUTE)
    assert again(one).state == State.REGISTERED

    outages.pass_time(at=TEN + HOUR)

    assert {again(one).outage for one in (before, one)} == {outage.number}


@pytest.mark.parametrize("category", ["LINE", "DTR", "VOLT-LOW", "METER-BURNT"])
def test_a_cause_that_somebody_names_is_looked_at_by_itself(place: Place, category: str) -> None:
    cut(place)

    assert dark(place, category=category).state == State.REGISTERED


def test_who_turns_to_a_higher_officer_is_not_merged_away(place: Place) -> None:
    one = made.complaint(made.consumer(place), "SUP-OFF", at=TEN, level=Level.EE)
    cut(place, when=TEN + MINUTE)
    other = made.complaint(made.consumer(place), "SUP-OFF", at=TEN + HOUR, level=Level.EE)

    assert (again(one).state, again(other).state) == (State.REGISTERED, State.REGISTERED)


def test_a_consumer_who_said_no_is_not_merged_away(place: Place) -> None:
    one = dark(place, when=TEN)
    resolving.resolve(complaints=[one.pk], words="हो गया", at=TEN + HOUR, by="je")
    answers(one, "not_solved", at=TEN + 1.5 * HOUR)

    cut(place, when=TEN + 2 * HOUR)

    assert again(one).state == State.REOPENED


def test_elsewhere_is_elsewhere(place: Place) -> None:
    on, off = made.transformer(place), made.transformer(place)
    cut(place, of=on)

    assert dark(place, transformer=off).state == State.REGISTERED
    assert dark(place, transformer=on).state == State.JOINED
    assert dark(place).state == State.REGISTERED  # nobody knows on which transformer they hang


def test_only_those_who_have_light_again_are_asked_when_part_is_back(place: Place) -> None:
    other = build.feeder(section=place.section)
    assert place.feeder
    outage = outages.enter(
        kind=Kind.BREAKDOWN, elements=Elements(feeders=(place.feeder.pk, other.pk)), reason="safety", from_at=TEN,
        until_at=TEN + 3 * HOUR, at=TEN, by="je",
    )  # fmt: skip
    here, there = dark(place), made.complaint(build.consumer(on=other), "SUP-OFF", at=TEN + MINUTE)
    part = outage.parts.get(feeder=place.feeder)

    outages.partly_back(outage=outage.pk, parts=[part.pk], at=TEN + HOUR, by="je")
    assert asked() == [here.consumer_id]
    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")

    assert asked() == sorted([here.consumer_id, there.consumer_id])  # type: ignore[type-var]


def test_an_outage_that_was_none_lets_them_go_on_by_themselves_from_their_own_beginning(place: Place) -> None:
    outage = cut(place)
    one = dark(place)

    outages.cancel(outage=outage.pk, why="इधर का नहीं", at=TEN + 5 * HOUR, by="je")

    assert (again(one).state, one.outage, one.due_at) == (State.REGISTERED, "", TEN + 4 * HOUR + MINUTE)
    assert one.level == Level.EE  # its four hours are over
    assert [event.what for event in one.events.order_by("id")][:3] == [What.REGISTERED, What.JOINED, What.PARTED]
    assert list(differing()) == []


def test_what_its_person_waited_counts_when_it_ends_though_it_was_joined(place: Place) -> None:
    on = made.transformer(place)
    first, child = (made.complaint(made.consumer(place, transformer=on), "DTR") for _ in range(2))
    resolving.resolve(complaints=[first.pk], words="ट्रांसफार्मर बदला", at=TEN + 30 * HOUR, by="je")

    assert again(child).took == again(first).took == 30 / 8
    assert list(Compensation.objects.order_by("pk").values_list("rupees", flat=True)) == [150, 150]
    assert list(differing()) == []


def test_words_of_three_days_ago_are_of_the_outage_of_that_time_and_are_asked_of(place: Place) -> None:
    outage = cut(place)
    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")
    late = TEN + timedelta(days=3)
    registering.register(made.said(of := made.consumer(place), "SUP-OFF", at=TEN + HOUR), at=late, by="reply")

    ending.follow_all(at=late + MINUTE)

    one = Complaint.objects.get()
    assert (one.state, one.outage, one.resolved_at) == (State.RESOLVED, outage.number, TEN + 2 * HOUR)
    assert asked() == [of.pk]


def test_hundreds_follow_in_pieces_and_none_is_left(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "MOST", 2)
    before = [dark(place, when=TEN - MINUTE) for _ in range(3)]
    outage = cut(place)
    while ending.follow_all(at=TEN + MINUTE):
        pass
    assert {again(one).outage for one in before} == {outage.number}
    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")
    assert len(asked()) == 2

    while ending.follow_all(at=TEN + 2 * HOUR + MINUTE):
        pass

    assert len(asked()) == Consumer.objects.count() == 3


def test_a_day_to_answer_begins_when_they_are_asked_not_when_the_light_came(place: Place) -> None:
    outage = cut(place)
    one = dark(place)
    outages.back(outage=outage.pk, at=TEN + 26 * HOUR, by="je", back_at=TEN + 2 * HOUR)
    assert again(one).resolved_at == TEN + 2 * HOUR

    with pytest.raises(resolving.NotSettledYet):
        resolving.called(complaint=one.pk, is_mended=True, words="ठीक", at=TEN + 27 * HOUR, by="clerk")
    resolving.called(complaint=one.pk, is_mended=True, words="ठीक", at=TEN + 51 * HOUR, by="clerk")
    assert again(one).state == State.CLOSED_UNCONFIRMED


def silent(at: Place, many: int = 2) -> tuple[Outage, list[Complaint]]:
    """Let people be asked after an outage, and say nothing."""
    outage = cut(at)
    ones = [dark(at) for _ in range(many)]
    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")
    return outage, ones


# Like the clock's own job, and unlike other tests, in no transaction around it.
@pytest.mark.django_db(transaction=True)
def test_silence_after_an_outage_is_settled_a_day_later_by_the_supply(place: Place) -> None:
    outage, (one, other) = silent(place)
    answers(other, "solved", at=TEN + 3 * HOUR)
    assert resolving.settle_silent(at=TEN + 25 * HOUR) == 0

    assert resolving.settle_silent(at=TEN + 26 * HOUR) == 1

    assert (again(one).state, again(other).state) == (State.CLOSED_UNCONFIRMED, State.CONFIRMED)
    event = one.events.get(what=What.SETTLED)
    assert event.evidence == "supply_back"
    assert outage.number in event.words


def test_where_a_neighbour_said_no_silence_is_somebodys_call(place: Place) -> None:
    _, (one, other) = silent(place)
    answers(other, "not_solved", at=TEN + 3 * HOUR)

    assert resolving.settle_silent(at=TEN + 50 * HOUR) == 0
    assert again(one).state == State.RESOLVED


def test_who_is_dark_again_is_not_settled_by_the_light_of_before(place: Place) -> None:
    _, (one, _) = silent(place)
    cut(place, when=TEN + 20 * HOUR)

    assert resolving.settle_silent(at=TEN + 30 * HOUR) == 0
    assert again(one).state == State.RESOLVED


def test_what_a_late_desk_tells_of_the_light_gives_a_whole_day_to_answer(place: Place) -> None:
    outage = cut(place)
    one = dark(place)
    outages.back(outage=outage.pk, at=TEN + 30 * HOUR, by="je", back_at=TEN + 2 * HOUR)

    assert resolving.settle_silent(at=TEN + 53 * HOUR) == 0
    assert resolving.settle_silent(at=TEN + 54 * HOUR) == 1
    assert again(one).state == State.CLOSED_UNCONFIRMED


def house(at: Place, *, when=TEN + MINUTE, **more) -> Complaint:  # type: ignore[no-untyped-def]
    """Complain that it is off in one's own house alone."""
    return dark(at, when=when, own=Own.HOUSE, **more)


@pytest.mark.parametrize("when", [TEN - 30 * MINUTE, TEN + MINUTE], ids=["before", "while it is known"])
def test_a_darkness_of_ones_own_house_is_mended_by_no_light_of_an_outage(place: Place, when: datetime) -> None:
    if when < TEN:
        one, outage = house(place, when=when), cut(place)
    else:
        outage, one = cut(place), house(place, when=when)

    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")
    while ending.follow_all(at=TEN + 2 * HOUR):
        pass

    assert again(one).state == State.REGISTERED
    assert asked() == []


def test_its_person_is_told_its_own_time_and_not_the_outages(place: Place) -> None:
    cut(place)

    one = house(place)

    assert Notice.objects.get(kind="complaint_registered").facts["until"] == (one.due_at or TEN).isoformat()
    assert one.due_at == TEN + 4 * HOUR + MINUTE


def test_neither_is_it_joined_to_neighbours_nor_they_to_it(place: Place) -> None:
    on = made.transformer(place)
    first, own, third = dark(place, transformer=on), house(place, transformer=on), dark(place, transformer=on)

    assert (again(own).state, again(third).primary_id) == (State.REGISTERED, first.pk)


def test_whoever_says_after_the_neighbours_that_it_is_their_house_alone_is_parted_from_the_outage(place: Place) -> None:
    outage = cut(place)
    one = dark(place)
    register = registering.register
    register(made.said(one.consumer, "SUP-OFF", at=TEN + HOUR, own=Own.HOUSE), at=TEN + HOUR, by="reply")
    assert again(one).state == State.REGISTERED

    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")

    assert again(one).state == State.REGISTERED
    assert list(differing()) == []


def test_who_is_dark_after_the_light_goes_with_others_who_are_and_not_with_the_next_outage(place: Place) -> None:
    on = made.transformer(place)
    outage = cut(place)
    outages.back(outage=outage.pk, at=TEN + HOUR, by="je")
    fresh = dark(place, when=TEN + 2 * HOUR, transformer=on)
    more = {"when": TEN + 2 * HOUR, "transformer": on, "outage": outage.number, "own": Own.STILL_DARK}
    first, second = dark(place, **more), dark(place, **more)
    assert again(second).primary_id == first.pk

    later = cut(place, when=TEN + 3 * HOUR)
    outages.back(outage=later.pk, at=TEN + 4 * HOUR, by="je")

    assert [again(one).state for one in (fresh, first, second)] == [State.RESOLVED, State.REGISTERED, State.JOINED]


def test_what_a_crew_mended_in_one_house_is_not_settled_by_the_light_of_the_outage(place: Place) -> None:
    outage = cut(place)
    one = house(place, outage=outage.number)
    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")
    resolving.resolve(complaints=[one.pk], words="फ़्यूज़ बदला", at=TEN + 3 * HOUR, by="je")

    assert resolving.settle_silent(at=TEN + 50 * HOUR) == 0


def test_where_somebody_is_dark_after_the_light_silence_is_somebodys_call(place: Place) -> None:
    outage, (one, _) = silent(place)
    dark(place, when=TEN + 3 * HOUR, outage=outage.number, own=Own.STILL_DARK)

    assert resolving.settle_silent(at=TEN + 50 * HOUR) == 0
    assert again(one).state == State.RESOLVED


def test_whoever_was_joined_to_a_neighbour_on_another_transformer_is_not_mended_by_the_neighbours_light(
    place: Place,
) -> None:
    near, far = made.transformer(place), made.transformer(place)
    first = dark(place, when=TEN - MINUTE, category="SUP-OFF-AREA", transformer=near)
    child = dark(place, when=TEN - MINUTE, category="SUP-OFF-AREA", transformer=far)
    assert again(child).primary_id == first.pk
    outage = outages.enter(
        kind=Kind.BREAKDOWN, elements=Elements(transformers=(near.pk, far.pk)), reason="safety", from_at=TEN,
        until_at=TEN + 3 * HOUR, at=TEN, by="je",
    )  # fmt: skip

    part = outage.parts.get(transformer=near)
    outages.partly_back(outage=outage.pk, parts=[part.pk], at=TEN + HOUR, by="je")

    assert (again(first).state, again(child).state, child.outage) == (State.RESOLVED, State.JOINED, outage.number)
    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")
    assert again(child).state == State.RESOLVED
    assert list(differing()) == []


def test_whoever_is_dark_with_another_outage_goes_on_with_that(place: Place) -> None:
    on = made.transformer(place)
    outage = cut(place)
    one = dark(place, transformer=on)
    other = cut(place, of=build.feeder(section=place.section), when=TEN)
    other.parts.update(feeder=None, transformer=on)

    outages.back(outage=outage.pk, at=TEN + 2 * HOUR, by="je")

    assert (again(one).state, one.outage, asked()) == (State.JOINED, other.number, [])
