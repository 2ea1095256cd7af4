"""Visits are taken once each, whoever walked, in whatever order they come."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.fieldwork import actions, queries, rules
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.telling import Place, Why
from bijlisetu.fieldwork.totals import DOORS
from bijlisetu.plumbing.database.totals import differences
from tests import build
from tests.fieldwork.field import UPDATED, laid, person, told

pytestmark = pytest.mark.django_db
LATER = build.NOON + timedelta(hours=5)


def take(*visits: object, by: str = "worker", at: object = LATER) -> actions.Taken:
    return actions.take(visits=visits, by=by, at=at)  # type: ignore[arg-type]


def whys(taken: actions.Taken) -> list[str]:
    return [one.why for one in taken.refused]


def test_a_visit_is_kept_as_it_was_told_and_closes_its_door() -> None:
    field = laid()
    visit = told(field, outcome="updated", place=0, answers={**UPDATED, "number": "+91 60000-00001", "email": ""})

    taken = take(visit)

    (kept,) = Visit.objects.all()
    assert [one.id for one in taken.taken] == [kept.id] == [visit.id]
    assert (kept.round_id, kept.beat_id, kept.person, kept.by) == (field.round, field.beat, field.worker, "worker")
    assert kept.answers == UPDATED
    assert (kept.at, kept.received_at, kept.is_late) == (build.NOON, LATER, False)
    door = field.door()
    assert (door.state, door.closed_at, door.visited_at) == ("done", build.NOON, build.NOON)
    assert Entry.objects.filter(deed="visit.updated", record=f"consumer:{door.consumer_id}", by="worker").count() == 1
    assert differences(DOORS) == []


def test_told_twice_it_is_taken_once_and_acknowledged_again() -> None:
    field = laid()
    visit = told(field, outcome="updated")

    first, again, both = take(visit), take(visit, at=LATER + timedelta(days=1)), take(visit, visit)

    assert ([one.id for one in first.taken], first.repeated) == ([visit.id], ())
    assert (again.taken, again.repeated, again.refused) == ((), (visit.id,), ())
    assert both.repeated == (visit.id,)
    assert Visit.objects.get().received_at == LATER
    assert Entry.objects.filter(deed="visit.updated").count() == 1


@pytest.mark.parametrize("years", [-20, 3])
def test_what_was_taken_stays_taken_though_the_clock_was_changed_meanwhile(years: int) -> None:
    field = laid(doors=2)
    visit, fresh = told(field, outcome="updated", clock=LATER), told(field, 1)
    take(visit)
    jumped = LATER + timedelta(days=365 * years)

    again = take(replace(visit, clock=jumped), replace(fresh, clock=jumped))

    assert again.repeated == (visit.id,)
    assert [(one.id, one.why) for one in again.refused] == [(fresh.id, Why.CLOCK_YEARS_OFF)]


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "refused", "answers": {}}, {"answers": {**UPDATED, "number": "6000000002"}},
        {"said_at": build.NOON + timedelta(seconds=1)}, {"place": Place(24.0, 83.0, 9.0)},
    ],
)  # fmt: skip
def test_told_again_in_other_words_the_first_are_kept(change: dict[str, object]) -> None:
    field = laid()
    visit = told(field, outcome="updated")
    take(visit)

    again = take(replace(visit, **change))  # type: ignore[arg-type]
    at_once = take(fresh := told(field, 1, outcome="updated"), replace(fresh, **change))  # type: ignore[arg-type]

    assert whys(again) == [Why.CHANGED]
    assert whys(at_once) == [Why.CHANGED]
    assert [one.id for one in at_once.taken] == [fresh.id]
    assert Visit.objects.get(pk=visit.id).answers == UPDATED


def test_one_bad_visit_does_not_refuse_its_neighbours() -> None:
    field, other = laid(doors=10), laid(worker="another")
    bad = [
        told(field, 0, consumer=2**62), told(field, 1, beat=2**62), told(field, 2, beat=other.beat),
        told(field, 3, door=field.doors[4].pk), told(field, 4, door=2**62), told(field, 5, outcome="burnt"),
        told(field, 6, outcome="updated", answers={}), told(field, 7, answers={"number": "6000000001"}),
        told(field, 8, said_at=build.NOON - timedelta(days=800)),
    ]  # fmt: skip
    good = told(field, 9)

    taken = take(*bad, good)

    assert whys(taken) == [
        "unknown_consumer", "not_your_round", "not_your_round", "unknown_door", "unknown_door", "outcome_unlisted",
        "bad_answer", "bad_answer", "clock_years_off",
    ]  # fmt: skip
    assert [one.id for one in taken.taken] == [good.id]
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "field_named"),
    [
        ({"number": "12345", "whose": "own"}, "number"),
        ({"number": "9999999999", "whose": "own"}, "number"),
        ({"number": 6000000001, "whose": "own"}, "number"),
        ({"number": ["6000000001"], "whose": "own"}, "number"),
        ({"number": "6000000001"}, "whose"),
        ({"number": "6000000001", "whose": "neighbour's"}, "whose"),
        ({"number": "6000000001", "whose": {"own": 1}}, "whose"),
        ({"whose": "own"}, "number"),
        ({**UPDATED, "informed": "yes"}, "informed"),
        ({**UPDATED, "informed": {}}, "informed"),
        ({**UPDATED, "informed": {"version": "2026-11", "language": "fr"}}, "informed"),
        ({**UPDATED, "informed": {"version": "", "language": "hi"}}, "informed"),
        ({**UPDATED, "informed": {"version": "x" * 99, "language": "hi"}}, "informed"),
        ({**UPDATED, "informed": {"version": ["2026-11"], "language": "hi"}}, "informed"),
        ({**UPDATED, "informed": {"version": "a\0b", "language": "hi"}}, "informed"),
        ({**UPDATED, "email": "no mailbox"}, "email"),
        ({**UPDATED, "remark": "x" * 501}, "remark"),
        ({**UPDATED, "remark": "half \ud83d"}, "remark"),
        ({**UPDATED, "remark": "nul \0"}, "remark"),
        ({**UPDATED, "remark": {"deep": [1]}}, "remark"),
        ({**UPDATED, "place": [24, 83]}, "place"),
        ({**UPDATED, "caste": "x"}, "caste"),
        ({**UPDATED, "meter": {"size": 5_000_000, "sha256": "0" * 64}}, "meter"),
        ({**UPDATED, "meter": {"size": 5_000, "sha256": " ".join(["00"] * 32)}}, "meter"),
        ({**UPDATED, "meter": "yes"}, "meter"),
    ],
)
def test_an_answer_that_is_none_is_named(answers: dict[str, object], field_named: str) -> None:
    taken = take(told(laid(), outcome="updated", answers=answers))

    assert [(one.why, one.field) for one in taken.refused] == [("bad_answer", field_named)]
    assert not Visit.objects.exists()


def test_what_is_refused_can_be_mended_under_the_same_identity() -> None:
    field = laid()
    bad = told(field, outcome="updated", answers={"number": "12", "whose": "own"})
    take(bad)

    mended = take(replace(bad, answers=UPDATED))

    assert [one.id for one in mended.taken] == [bad.id]


def test_a_late_visit_from_a_beat_handed_over_counts_for_who_walked() -> None:
    field, heir = laid(), person("heir")
    actions.assign(beats=[field.beat], worker=heir.pk, by="chief", at=build.NOON + timedelta(hours=1))

    taken = take(told(field, outcome="updated", at=build.NOON + timedelta(minutes=30)))

    (kept,) = taken.taken
    assert (kept.person_id, kept.is_late) == (field.worker.pk, True)
    assert field.door().state == "done"
    assert take(told(field, 1, person=heir.pk)).taken[0].is_late is False


def test_a_late_visit_to_a_door_that_left_the_beat_is_taken() -> None:
    field, heir = laid(), person("heir")
    actions.split(beat=field.beat, doors=[field.doors[0].pk], worker=heir.pk, by="chief", at=build.NOON)

    taken = take(told(field, outcome="updated"))

    assert (taken.refused, len(taken.taken)) == ((), 1)
    assert field.door().state == "done"


def test_two_visits_to_one_door_on_two_phones_are_both_kept() -> None:
    field, heir = laid(), person("heir")
    take(told(field, outcome="updated"))
    actions.hand_over(from_worker=field.worker.pk, to_worker=heir.pk, by="chief", at=build.NOON)

    take(told(field, outcome="updated", person=heir.pk, answers={**UPDATED, "number": "6000000002"}), by="heir")

    assert Visit.objects.filter(consumer=field.doors[0].consumer_id).count() == 2
    assert field.door().closed_at == build.NOON


def test_a_round_that_is_closed_still_takes_what_was_done_before() -> None:
    field = laid()
    actions.close_round(round_=field.round, by="chief", at=build.NOON)

    assert len(take(told(field, outcome="updated")).taken) == 1
    assert queries.beat_of(field.worker.pk, on=build.NOON.date()) == ()


FOUND = ("locked", "not_found", "refused", "updated", "no_phone")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize(
    ("found", "state", "why"),
    [
        (("locked", "not_found", "locked"), "open", "no_address"),
        (("locked", "locked", "not_found"), "blocked", "not_found"),
        (("updated", "locked", "not_found"), "done", None),
        (("not_found", "disconnected", "updated"), "done", None),
        (("not_found", "refused", "no_phone"), "blocked", "no_phone"),
    ],
)
def test_a_door_stands_the_same_in_whatever_order_its_visits_come(
    order: tuple[int, ...], found: tuple[str, ...], state: str, why: str | None
) -> None:
    field = laid()
    visits = [told(field, outcome=one, at=build.NOON + timedelta(hours=hour)) for hour, one in enumerate(found)]

    for place in order:
        take(visits[place])

    door = field.door()
    assert door.state == state
    assert why in (None, door.why)
    assert door.visited_at == build.NOON + timedelta(hours=2)
    assert (door.closed_at is None) == (state == "open")
    assert differences(DOORS) == []


def test_what_the_office_blocked_stays_until_a_visit_brings_what_was_looked_for() -> None:
    field = laid()
    actions.block(doors=[field.doors[0].pk], why="court", by="chief", at=build.NOON)

    take(told(field, outcome="locked", at=build.NOON + timedelta(hours=1)))
    blocked = field.door()
    take(told(field, outcome="updated", at=build.NOON + timedelta(hours=2)))

    assert (blocked.state, blocked.why) == ("blocked", "court")
    assert field.door().state == "done"


def test_a_door_closed_by_a_receipt_stays_done() -> None:
    field = laid()

    closed = actions.close_doors(doors=[door.pk for door in field.doors[:2]], by="reach", at=build.NOON)
    take(told(field, outcome="locked"))

    assert closed == 2
    assert actions.close_doors(doors=[field.doors[0].pk], by="reach", at=LATER) == 0
    assert (field.door().state, field.door().closed_at) == ("done", build.NOON)


@pytest.mark.parametrize("years", [-56, -3, 3, 70])
def test_a_clock_years_off_is_put_right_by_what_it_says_now(years: int) -> None:
    field = laid()
    off = timedelta(days=365 * years)

    (kept,) = take(told(field, at=build.NOON + off, clock=LATER + off)).taken

    assert (kept.at, kept.said_at) == (build.NOON, build.NOON + off)


@given(off=st.timedeltas(min_value=timedelta(days=-20000), max_value=timedelta(days=20000)))
def test_any_clock_gives_the_moment_of_the_visit(off: timedelta) -> None:
    got = rules.by_our_clock(build.NOON + off, clock=LATER + off, since=build.NOON, received_at=LATER)

    assert got == build.NOON


@pytest.mark.parametrize(
    ("said", "clock", "at"),
    [
        (build.NOON + timedelta(hours=9), None, LATER),  # in the future: not after we heard of it
        (build.NOON - timedelta(days=3), None, build.NOON),  # before they had the beat
        (build.NOON - timedelta(days=800), LATER, None),
        (build.NOON + timedelta(days=800), LATER, None),
        (build.NOON.replace(year=1), LATER.replace(year=9999), None),
        (build.NOON.replace(year=9999), LATER.replace(year=1), None),
    ],
)
def test_a_moment_that_cannot_be_is_brought_to_one_that_can_or_none(said: object, clock: object, at: object) -> None:
    assert rules.by_our_clock(said, clock=clock, since=build.NOON, received_at=LATER) == at  # type: ignore[arg-type]


def test_a_consumer_without_a_round_is_visited_with_the_form_that_is_named() -> None:
    consumer = build.consumer()

    taken = take(replace(told(laid()), id=uuid.uuid4(), consumer=consumer.pk, beat=None, door=None, form="contact"))

    (kept,) = taken.taken
    assert (kept.round_id, kept.form, kept.is_late) == (None, "contact", False)
    assert Consumer.objects.get(pk=consumer.pk).visits.count() == 1
