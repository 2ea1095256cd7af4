"""A large run goes out by gates, a canary and a second officer; a small one at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.audit.models import Entry
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import RunIsClosed
from bijlisetu.outbox.doors import doors
from bijlisetu.outbox.models import Notice, Run, Turn
from bijlisetu.runs import actions as runs
from bijlisetu.runs import makers, queries
from bijlisetu.runs.queries import RunCard
from bijlisetu.runs.sample import sample
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON
from tests.runs.conftest import World

LATER = NOON + timedelta(minutes=15)
LADDER = ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1)


def card(run: int) -> RunCard:
    found = queries.run(run)
    assert found
    return found


def closed(world: World) -> int:
    run = build.run(*world.people, by=world.maker)
    runs.close(run=run, at=NOON, by=world.maker)
    return run


def in_canary(world: World) -> int:
    run = closed(world)
    runs.send_canary(run=run, at=NOON, by=world.maker)
    return run


def released(world: World) -> int:
    run = in_canary(world)
    runs.release(run=run, at=LATER, by=world.second)
    return run


def claimed() -> int:
    return len(delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=LATER))


def blank_out(world: World) -> None:
    Notice.objects.filter(consumer=world.people[0]).update(facts={**build.facts(world.people[0]), "amount": " "})


def held(world: World) -> int:
    run = build.run(*world.people, by=world.maker)
    blank_out(world)
    runs.close(run=run, at=NOON, by=world.maker)
    return run


def test_a_large_run_waits_when_its_gates_are_passed(world: World) -> None:
    run = closed(world)

    assert card(run).state == "ready"
    assert [finding.gate for finding in card(run).faults] == []
    assert claimed() == 0


def test_a_small_run_goes_out_at_once_by_the_systems_own_word(world: World) -> None:
    run = build.run(*world.people[:2])

    assert runs.close(run=run, at=NOON, by="maker") == "released"
    assert card(run).is_small
    assert card(run).released_by == ""
    assert claimed() == 2


def test_a_large_run_in_slices_is_no_small_one(world: World) -> None:
    """Two of four people are few; the next two under the same key need a second officer, as all four would."""
    slices = [world.people[:2], world.people[2:]]

    states = [runs.close(run=build.run(*people, by=world.maker), at=NOON, by=world.maker) for people in slices]

    assert states == ["released", "ready"]
    assert claimed() == 2


def held_small(world: World) -> int:
    run = build.run(*world.people[:2], by=world.maker)
    blank_out(world)
    runs.close(run=run, at=NOON, by=world.maker)
    for fault in card(run).faults:
        runs.waive(run=run, gate=fault.gate, words="a test account", at=NOON, by=world.maker)
    return run


def test_a_small_run_with_a_finding_is_not_sent_by_one_officer_as_its_own_trial(world: World) -> None:
    run = held_small(world)

    with pytest.raises(runs.NoTrial):
        runs.send_canary(run=run, at=NOON, by=world.maker)
    with pytest.raises(runs.SecondOfficerNeeded):
        runs.release(run=run, at=NOON, by=world.maker)
    assert claimed() == 0


def test_a_small_run_with_a_finding_is_released_whole_by_a_second_officer(world: World) -> None:
    run = held_small(world)

    runs.release(run=run, at=NOON, by=world.second)

    assert (card(run).state, card(run).released_by) == ("released", world.second)
    assert claimed() == 2


def test_a_run_without_notices_is_forgotten(world: World) -> None:
    assert runs.close(run=build.run(), at=NOON, by="maker") == ""
    assert not Run.objects.exists()


def test_a_fault_holds_the_run_and_names_its_accounts_by_their_ends(world: World) -> None:
    run = held(world)

    (fault,) = [finding for finding in card(run).faults if finding.gate == "empty_facts"]
    assert card(run).state == "held"
    assert fault.examples == (f"..{world.people[0].account[-4:]}",)


def test_a_held_run_sends_no_canary(world: World) -> None:
    with pytest.raises(runs.GateNotPassed, match="empty_facts"):
        runs.send_canary(run=held(world), at=NOON, by=world.maker)


def test_a_fault_answered_for_in_words_lets_the_run_be_ready(world: World) -> None:
    run = held(world)

    for fault in card(run).faults:
        runs.waive(run=run, gate=fault.gate, words="a test account", at=NOON, by=world.second)

    assert card(run).state == "ready"
    waived = next(finding for finding in card(run).findings if finding.gate == "empty_facts")
    assert (waived.passed, waived.waived_by, waived.waived_words) == (False, world.second, "a test account")


def test_an_answer_without_words_is_none(world: World) -> None:
    with pytest.raises(runs.WordsNeeded):
        runs.waive(run=held(world), gate="empty_facts", words=" ", at=NOON, by=world.second)


def test_news_put_right_before_the_run_goes_out_is_told_as_it_is_now(world: World) -> None:
    run = held(world)

    again = build.run(*world.people, by=world.maker)
    runs.close(run=again, at=NOON, by=world.maker)

    assert (again, card(run).state, card(run).made) == (run, "ready", 4)


def test_a_canary_opens_the_door_to_its_few_alone(world: World) -> None:
    run = in_canary(world)

    assert (card(run).state, card(run).canary_size) == ("canary", 2)
    assert claimed() == 2


def test_the_canary_is_spread_over_feeders_and_channels_and_always_the_same(world: World) -> None:
    elsewhere = build.consumer(mobile="916000000009")
    by_mail = build.consumer(on=world.feeder, email="one@example.in")
    run = build.run(*world.people, elsewhere, by_mail)

    first, again = (sample(run=run, size=3, channels=["whatsapp", "sms", "email"]) for _ in range(2))

    told = set(Notice.objects.filter(pk__in=first).values_list("consumer", flat=True))
    assert first == again
    assert {elsewhere.pk, by_mail.pk} < told


def test_who_made_a_run_does_not_release_it(world: World) -> None:
    run = in_canary(world)

    with pytest.raises(runs.SecondOfficerNeeded):
        runs.release(run=run, at=LATER, by=world.maker)


def test_nor_does_one_who_put_more_into_it_later(world: World) -> None:
    closed(world)
    run = build.run(*world.people, by=world.second)
    runs.close(run=run, at=NOON, by=world.second)
    runs.send_canary(run=run, at=NOON, by=world.maker)

    for name in (world.maker, world.second):
        with pytest.raises(runs.SecondOfficerNeeded):
            runs.release(run=run, at=LATER, by=name)


def test_the_database_too_wants_a_second_one(world: World) -> None:
    run = in_canary(world)

    with pytest.raises(IntegrityError, match="run_released_by_a_second"), transaction.atomic():
        Run.objects.filter(pk=run).update(state="released", released_at=LATER, released_by=world.maker)


def test_who_sent_the_trial_does_not_release(world: World) -> None:
    run = closed(world)
    runs.send_canary(run=run, at=NOON, by=world.second)

    with pytest.raises(runs.HandInIt):
        runs.release(run=run, at=LATER, by=world.second)
    runs.release(run=run, at=LATER, by=world.third)


def test_who_answered_for_a_finding_does_not_release(world: World) -> None:
    run = held(world)
    for fault in card(run).faults:
        runs.waive(run=run, gate=fault.gate, words="a test account", at=NOON, by=world.second)
    runs.send_canary(run=run, at=NOON, by=world.maker)

    with pytest.raises(runs.HandInIt):
        runs.release(run=run, at=LATER, by=world.second)
    assert card(run).state == "canary"


def test_a_hand_once_laid_on_stays_though_the_run_is_made_again(world: World) -> None:
    run = held(world)
    for fault in card(run).faults:
        runs.waive(run=run, gate=fault.gate, words="a test account", at=NOON, by=world.second)
    runs.close(run=build.run(*world.people, by=world.maker), at=NOON, by=world.maker)
    runs.send_canary(run=run, at=NOON, by=world.maker)

    with pytest.raises(runs.HandInIt):
        runs.release(run=run, at=LATER, by=world.second)


@pytest.mark.parametrize("hand", ["trial", "answer"])
def test_the_database_keeps_every_hand_off(world: World, hand: str) -> None:
    run = held(world)
    for fault in card(run).faults:
        by = world.second if hand == "answer" else world.maker
        runs.waive(run=run, gate=fault.gate, words="a test account", at=NOON, by=by)
    runs.send_canary(run=run, at=NOON, by=world.second if hand == "trial" else world.maker)

    with pytest.raises(IntegrityError, match="run_released_by_a_second"), transaction.atomic():
        Run.objects.filter(pk=run).update(state="released", released_at=LATER, released_by=world.second)


@pytest.mark.parametrize("name", ["nobody", "terminal", "", "clerk", "gone"])
def test_only_an_officer_at_work_makes_a_run(world: World, name: str) -> None:
    build.officer("clerk", of=world.office, role="clerk")
    build.officer("gone", of=world.office)
    User.objects.filter(username="gone").update(is_active=False)

    with pytest.raises(makers.NoNamedOfficer):
        makers.shares(by=name, at=NOON)
    assert makers.shares(by=world.maker, at=NOON) == [makers.Share("", (world.feeder.pk,))]


def test_the_canary_must_have_been_out_for_its_time(world: World) -> None:
    run = in_canary(world)

    with pytest.raises(runs.CanaryNotOutLongEnough, match="wait 1 minutes more"):
        runs.release(run=run, at=LATER - timedelta(seconds=30), by=world.second)


def test_a_run_without_a_canary_is_not_released(world: World) -> None:
    with pytest.raises(runs.CanaryNotOutLongEnough, match="no canary"):
        runs.release(run=closed(world), at=LATER, by=world.second)


def test_a_second_officer_opens_the_gate_for_all(world: World) -> None:
    run = released(world)

    assert (card(run).state, card(run).released_by) == ("released", world.second)
    assert claimed() == 4


@pytest.mark.parametrize("role", ["clerk", "je"])
def test_a_clerk_or_an_engineer_releases_nothing(world: World, role: str) -> None:
    name = build.officer("somebody", of=world.office, role=role)

    with pytest.raises(runs.NotAnOfficerOfTheRun):
        runs.release(run=in_canary(world), at=LATER, by=name)


def test_nor_does_an_officer_whose_post_leaves_out_one_feeder(world: World) -> None:
    run = build.run(*world.people, build.consumer(mobile="916000000009"))
    runs.close(run=run, at=NOON, by="maker")

    with pytest.raises(runs.NotAnOfficerOfTheRun):
        runs.send_canary(run=run, at=NOON, by=world.second)


def test_nobody_puts_more_into_a_run_that_is_closed(world: World) -> None:
    run = closed(world)

    with pytest.raises(RunIsClosed):
        outbox.post(kind=kinds()["bill_issued"], postings=[], at=NOON, run=run)


def test_news_after_the_release_makes_a_further_run_with_gates_of_its_own(world: World) -> None:
    run = released(world)
    late = build.consumer(on=world.feeder, mobile="916000000009")

    further = build.run(late)

    assert further != run
    assert card(further).key == "bills:2026-11/2"
    assert Turn.objects.get(notice__consumer=late).gate == further


@pytest.mark.parametrize("made", [closed, in_canary, released])
def test_a_stop_shuts_every_door_and_going_on_opens_those_that_stood_open(
    world: World, made: Callable[[World], int]
) -> None:
    run = made(world)
    before, open_before = card(run).state, doors(channels=[])

    runs.stop(run=run, why="wrong amounts", at=LATER, by=world.maker)

    assert all(door.gate == 0 for door in doors(channels=[]))
    assert runs.go_on(run=run, at=LATER, by=world.second) == before
    assert doors(channels=[]) == open_before


def test_a_letter_taken_up_again_at_the_counter_stays_in_once_the_run_is_stopped(world: World) -> None:
    run = released(world)
    outbox.reopen(consumers=[world.people[0].pk], at=LATER)

    runs.stop(run=run, why="wrong amounts", at=LATER, by=world.maker)

    assert claimed() == 0
    runs.go_on(run=run, at=LATER, by=world.second)
    assert claimed() == 4


def test_a_stop_without_words_is_refused(world: World) -> None:
    with pytest.raises(runs.WordsNeeded):
        runs.stop(run=closed(world), why="", at=NOON, by=world.maker)


def test_a_run_is_finished_when_the_last_notice_is_settled(world: World) -> None:
    run = released(world)
    assert runs.finish(at=LATER) == 0
    Turn.objects.all().delete()
    Notice.objects.update(state="reached", settled_at=LATER)

    assert runs.finish(at=LATER) == 1
    assert card(run).state == "finished"


def test_every_deed_stands_in_the_book(world: World) -> None:
    run = released(world)
    runs.stop(run=run, why="wrong amounts", at=LATER, by=world.maker)

    deeds = list(Entry.objects.filter(record=f"run:{run}").order_by("id").values_list("deed", "by"))

    assert deeds == [
        ("run.begun", "maker"), ("run.closed", "maker"), ("run.canary", "maker"), ("run.released", "second"),
        ("run.stopped", "maker"),
    ]  # fmt: skip
