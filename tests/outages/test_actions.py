"""What the desk enters is kept as it was told: clocks, nested parts, promises that pass, and who may do it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.audit.models import Entry
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.actions import (
    AlreadyDark,
    IsOver,
    NotAPart,
    NotBegun,
    NothingNamed,
    NotTheirs,
    TimesCannotBe,
    UnknownReason,
)
from bijlisetu.outages.models import Outage, OutageEvent
from bijlisetu.outages.queries import beside, differences
from bijlisetu.outages.rules import Kind, State
from bijlisetu.outbox.models import Incident
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values.check_digit import is_checked
from tests import build
from tests.build import NOON
from tests.outages.desk import HOUR, Desk, desk, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def state(outage: Outage) -> str:
    return Outage.objects.get(pk=outage.pk).state


def test_an_outage_has_a_number_that_shows_mistakes_its_parts_and_the_section_that_answers(at_desk: Desk) -> None:
    elements = Elements(feeders=(at_desk.feeders[0].pk, at_desk.feeders[0].pk), transformers=(at_desk.transformer.pk,))

    outage = enter(at_desk, elements)

    assert is_checked(outage.number)
    assert outage.parts.count() == 2
    assert outage.office == at_desk.section
    assert state(outage) == "entered"
    assert Entry.objects.get(deed="outage.entered").record == f"outage:{outage.number}"


def test_who_has_no_post_there_enters_nothing(at_desk: Desk) -> None:
    build.officer("stranger", of=build.office(), role="je")
    build.officer("clerk", of=at_desk.section, role="clerk")

    for name in ("stranger", "clerk", "nobody"):
        with pytest.raises(NotTheirs):
            enter(at_desk, by=name)
        with pytest.raises(NotTheirs):
            enter(at_desk, Elements(substations=(at_desk.section.pk,)), by=name)
        with pytest.raises(NotTheirs):
            enter(at_desk, Elements(transformers=(at_desk.transformer.pk,)), by=name)
    assert not Outage.objects.exists()


def test_what_cannot_be_entered_is_refused_by_name(at_desk: Desk) -> None:
    with pytest.raises(NothingNamed):
        enter(at_desk, Elements())
    with pytest.raises(UnknownReason):
        enter(at_desk, reason="maintenance")  # of planned work alone
    with pytest.raises(TimesCannotBe, match="return before start"):
        enter(at_desk, from_at=NOON, until_at=NOON - HOUR)
    with pytest.raises(TimesCannotBe, match="begins ahead"):
        enter(at_desk, from_at=NOON + HOUR)


def test_what_is_dark_already_is_not_entered_again_and_what_holds_more_is(at_desk: Desk) -> None:
    inner = enter(at_desk)

    with pytest.raises(AlreadyDark, match=inner.number):
        enter(at_desk)
    with pytest.raises(AlreadyDark, match=inner.number):
        enter(at_desk, Elements(transformers=(at_desk.transformer.pk,)))
    outer = enter(at_desk, Elements(substations=(at_desk.section.pk,)))
    with pytest.raises(AlreadyDark):
        enter(at_desk, Elements(feeders=(at_desk.feeders[1].pk,)))

    near = beside(at_desk.first, from_at=NOON, until_at=None, at=NOON)
    assert [one.number for one in near] == [inner.number, outer.number]
    other = beside(Elements(feeders=(at_desk.feeders[1].pk,)), from_at=NOON, until_at=None, at=NOON)
    assert [one.number for one in other] == [outer.number]


def test_the_same_line_at_another_time_is_another_outage(at_desk: Desk) -> None:
    enter(at_desk, kind=Kind.PLANNED)

    enter(at_desk, kind=Kind.PLANNED, from_at=NOON + 3 * HOUR, until_at=NOON + 4 * HOUR)

    assert Outage.objects.count() == 2


def test_whose_time_is_not_known_is_beside_everything_later(at_desk: Desk) -> None:
    enter(at_desk)
    actions.pass_time(at=NOON + 2 * HOUR)

    with pytest.raises(AlreadyDark):
        enter(at_desk, at=NOON + 9 * HOUR)


def test_a_promise_that_passes_makes_it_unknown_and_another_makes_it_known(at_desk: Desk) -> None:
    outage = enter(at_desk)

    assert actions.pass_time(at=NOON + 2 * HOUR) == 1
    assert actions.pass_time(at=NOON + 3 * HOUR) == 0
    assert state(outage) == "unknown"
    actions.promise(outage=outage.pk, until_at=NOON + 5 * HOUR, at=NOON + 3 * HOUR, by="je")

    assert state(outage) == "entered"
    assert list(OutageEvent.objects.order_by("id").values_list("what", "by")) == [
        ("entered", "je"), ("passed", "clock"), ("promised", "je"),
    ]  # fmt: skip


def test_planned_work_that_was_not_ended_is_unknown_not_well(at_desk: Desk) -> None:
    outage = enter(at_desk, kind=Kind.PLANNED)

    assert actions.pass_time(at=NOON + HOUR) == 1
    assert state(outage) == "on"
    assert actions.pass_time(at=NOON + 3 * HOUR) == 1
    assert state(outage) == "unknown"


def test_some_parts_come_back_before_the_others(at_desk: Desk) -> None:
    outage = enter(at_desk, Elements(feeders=tuple(one.pk for one in at_desk.feeders)))
    first, second = outage.parts.order_by("id").values_list("id", flat=True)

    actions.partly_back(outage=outage.pk, parts=[first], at=NOON + HOUR, by="je")

    assert state(outage) == "partly"
    for parts in ([], [first], [second], [first, second], [0]):
        with pytest.raises(NotAPart):
            actions.partly_back(outage=outage.pk, parts=parts, at=NOON + HOUR, by="je")
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je", back_at=NOON + HOUR / 2)
    kept = Outage.objects.get()
    assert (kept.state, kept.back_at) == ("back", NOON + HOUR / 2)
    assert set(outage.parts.values_list("back_at", flat=True)) == {NOON + HOUR, NOON + HOUR / 2}


def test_nothing_returns_before_it_began_or_later_than_now(at_desk: Desk) -> None:
    planned = enter(at_desk, kind=Kind.PLANNED)
    with pytest.raises(NotBegun):
        actions.back(outage=planned.pk, at=NOON, by="je")
    actions.cancel(outage=planned.pk, why="", at=NOON, by="je")
    broken = enter(at_desk)

    with pytest.raises(TimesCannotBe, match="return before start"):
        actions.back(outage=broken.pk, at=NOON + HOUR, by="je", back_at=NOON - HOUR)
    with pytest.raises(TimesCannotBe, match="back ahead"):
        actions.back(outage=broken.pk, at=NOON + HOUR, by="je", back_at=NOON + 2 * HOUR)
    with pytest.raises(TimesCannotBe, match="return passed"):
        actions.promise(outage=broken.pk, until_at=NOON + HOUR, at=NOON + HOUR, by="je")


def test_what_is_over_stays_over(at_desk: Desk) -> None:
    outage = enter(at_desk)
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    with pytest.raises(IsOver):
        actions.promise(outage=outage.pk, until_at=NOON + 9 * HOUR, at=NOON + HOUR, by="je")
    with pytest.raises(IsOver):
        actions.cancel(outage=outage.pk, why="", at=NOON + HOUR, by="je")
    assert actions.pass_time(at=NOON + 9 * HOUR) == 0


def test_the_database_holds_what_must_never_be(at_desk: Desk) -> None:
    outage = enter(at_desk)
    broken = [
        ({"until_at": NOON}, "outage_returns_after_it_begins"),
        ({"state": "back"}, "outage_back_has_its_time"),
        ({"back_at": NOON}, "outage_back_has_its_time"),
        ({"state": "back", "back_at": NOON - HOUR}, "outage_back_after_it_began"),
        ({"kind": "planned", "until_at": None}, "planned_outage_has_an_end"),
    ]

    for change, promise in broken:
        with pytest.raises(IntegrityError, match=promise), transaction.atomic():
            Outage.objects.filter(pk=outage.pk).update(**change)
    for statement in ("UPDATE outages_outageevent SET by = 'x'", "DELETE FROM outages_outageevent"):
        with (
            pytest.raises(IntegrityError, match="stays as it was told"),
            transaction.atomic(),
            connection.cursor() as to,
        ):
            to.execute(statement)


deeds = st.lists(
    st.tuples(st.sampled_from(["promise", "partly", "back", "cancel", "pass"]), st.integers(1, 5)), max_size=8
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(Kind), told=deeds)
def test_whatever_the_desk_does_what_is_kept_is_what_the_events_add_up_to(
    kind: Kind, told: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        of, at = desk(), NOON
        outage = enter(of, Elements(feeders=tuple(one.pk for one in of.feeders)), kind=kind)
        for deed, hours in told:
            at += hours * HOUR / 4
            try:
                match deed:
                    case "promise":
                        actions.promise(outage=outage.pk, until_at=at + hours * HOUR, at=at, by="je")
                    case "partly":
                        part = outage.parts.order_by("id").first()
                        assert part
                        actions.partly_back(outage=outage.pk, parts=[part.pk], at=at, by="je")
                    case "back":
                        actions.back(outage=outage.pk, at=at, by="je", back_at=at - HOUR / 4)
                    case "cancel":
                        actions.cancel(outage=outage.pk, why="no crew", at=at, by="je")
                    case _:
                        actions.pass_time(at=at)
            except Refusal:
                continue
            assert differences() == []
        kept = Outage.objects.get()
        actions.pass_time(at=at)
        overdue = kept.until_at is not None and kept.until_at <= at and kept.state not in ("back", "cancelled")
        assert not overdue or state(kept) == State.UNKNOWN
        transaction.set_rollback(True)


def test_a_state_that_no_event_tells_is_found_by_the_check(at_desk: Desk) -> None:
    outage = enter(at_desk)

    Outage.objects.update(state="on")

    assert differences() == [outage.number]


def test_one_outage_that_cannot_be_told_keeps_no_other_waiting_and_is_seen(at_desk: Desk) -> None:
    bad = enter(at_desk)
    good = enter(at_desk, Elements(feeders=(at_desk.feeders[1].pk,)))
    for one in (bad, good):
        actions.announce(outage=one.pk, at=NOON, by=at_desk.engineer)
    Outage.objects.filter(pk=bad.pk).update(reason="left the list")

    actions.pass_time(at=NOON + 3 * HOUR)

    assert (state(bad), state(good)) == ("on", "unknown")
    assert Incident.objects.get(kind="clock", ended_at=None).subject == f"outage {bad.number}"

    Outage.objects.filter(pk=bad.pk).update(reason="safety")
    actions.pass_time(at=NOON + 4 * HOUR)

    assert state(bad) == "unknown"
    assert not Incident.objects.filter(kind="clock", ended_at=None).exists()
