"""A correction reaches exactly those whom the wrong message may have reached."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import fill
from bijlisetu.outbox.models import Attempt, Incident, Notice, Run, Turn
from bijlisetu.runs import actions as runs
from bijlisetu.runs import correcting
from bijlisetu.runs.correcting import Corrected
from bijlisetu.values import ChannelKind, Language
from tests import build
from tests.build import NOON
from tests.runs.conftest import World

LATER = NOON + timedelta(hours=1)
WORDS = {
    "what_hi": "नवम्बर के बिल की राशि", "what_en": "the amount of November",
    "holds_hi": "नया बिल आएगा", "holds_en": "a new bill follows",
}  # fmt: skip
State = Attempt.State


def a_try(world: World, number: int, state: int, **more: object) -> None:
    notice = Notice.objects.get(consumer=world.people[number], kind="bill_issued")
    Attempt.objects.create(
        notice=notice, channel="whatsapp", address=f"91600000000{number}", state=state, engine="one", claimed_at=NOON,
        **more,
    )  # fmt: skip


def stopped(world: World) -> int:
    run = build.run(*world.people, by=world.maker)
    runs.close(run=run, at=NOON, by=world.maker)
    runs.stop(run=run, why="wrong amounts", at=NOON, by=world.maker)
    return run


def corrected(run: int, by: str = "maker") -> Corrected:
    return correcting.correct(run=run, words=WORDS, at=LATER, by=by)


@pytest.mark.parametrize(
    ("state", "more", "is_told"),
    [
        (State.QUEUED, {}, False),
        (State.CLAIMED, {}, True),  # its engine died with it: it may have left
        (State.UNSURE, {}, True),
        (State.ACCEPTED, {}, True),
        (State.SENT, {}, True),
        (State.WITHHELD, {}, False),
        (State.EXPIRED, {}, False),
        (State.FAILED, {}, False),  # refused at the carrier's door
        (State.FAILED, {"accepted_at": NOON}, True),
        (State.DELIVERED, {}, True),
        (State.READ, {}, True),
    ],
)
def test_who_is_told(world: World, state: State, more: dict[str, object], is_told: bool) -> None:
    run = stopped(world)
    a_try(world, 0, state, **more)

    done = corrected(run)

    told = Notice.objects.filter(run=done.run).values_list("consumer", flat=True)
    assert list(told) == ([world.people[0].pk] if is_told else [])


def test_what_has_not_left_is_withdrawn_with_its_reason(world: World) -> None:
    run = stopped(world)
    a_try(world, 0, State.READ)
    Notice.objects.filter(consumer=world.people[0]).update(state="reached", settled_at=NOON)

    assert corrected(run).withdrawn == 3

    assert set(Notice.objects.filter(run=run, state="withdrawn").values_list("reason", flat=True)) == {"corrected"}
    assert not Turn.objects.filter(notice__run=run, notice__state="withdrawn").exists()


def test_the_correction_is_a_run_with_gates_and_officers_of_its_own(world: World) -> None:
    run = stopped(world)
    for number in range(4):
        a_try(world, number, State.DELIVERED)

    done = corrected(run)

    assert (done.state, Run.objects.get(pk=done.run).corrects_id) == ("ready", run)
    assert done.run is not None
    with pytest.raises(runs.CanaryNotOutLongEnough):
        runs.release(run=done.run, at=LATER, by=world.second)


@pytest.mark.parametrize("told", [1, 2])
def test_what_needed_a_second_officer_is_corrected_by_two_however_few_it_reached(world: World, told: int) -> None:
    run = stopped(world)
    for number in range(told):
        a_try(world, number, State.DELIVERED)
    foreseen = correcting.foresee(run=run, words=WORDS, at=LATER, by=world.maker)

    done = corrected(run)

    assert done.run is not None
    assert (foreseen.goes_at_once, done.state) == (False, "ready")
    with pytest.raises(runs.SecondOfficerNeeded):
        runs.release(run=done.run, at=LATER, by=world.maker)
    runs.release(run=done.run, at=LATER, by=world.second)
    assert Run.objects.get(pk=done.run).released_by == world.second


def test_what_went_at_once_is_corrected_at_once(world: World) -> None:
    run = build.run(*world.people[:2], by=world.maker)
    runs.close(run=run, at=NOON, by=world.maker)
    runs.stop(run=run, why="wrong amounts", at=NOON, by=world.maker)
    a_try(world, 0, State.DELIVERED)
    foreseen = correcting.foresee(run=run, words=WORDS, at=LATER, by=world.maker)

    assert (foreseen.goes_at_once, corrected(run).state) == (True, "released")


def test_done_twice_nobody_is_told_twice(world: World) -> None:
    run = stopped(world)
    a_try(world, 0, State.DELIVERED)

    first, again = corrected(run), corrected(run)

    assert (first.told, again.told, again.run) == (1, 0, first.run)


def test_a_run_that_goes_on_is_stopped_first(world: World) -> None:
    run = build.run(*world.people[:2])
    runs.close(run=run, at=NOON, by=world.maker)

    with pytest.raises(correcting.StopItFirst):
        corrected(run)


def test_letters_in_an_engines_hands_are_waited_for(world: World) -> None:
    run = stopped(world)
    a_try(world, 0, State.CLAIMED)

    with pytest.raises(correcting.LettersInHand):
        correcting.correct(run=run, words=WORDS, at=NOON + timedelta(seconds=2), by=world.maker)


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("said", ["", "x" * 41])
def test_every_word_is_wanted_and_short_enough_for_an_sms(world: World, name: str, said: str) -> None:
    with pytest.raises(runs.WordsNeeded, match=name):
        correcting.correct(run=stopped(world), words={**WORDS, name: said}, at=LATER, by=world.maker)


def test_an_officer_of_another_office_corrects_nothing(world: World) -> None:
    name = build.officer("stranger", of=build.office())

    with pytest.raises(runs.NotAnOfficerOfTheRun):
        corrected(stopped(world), by=name)


def test_a_corrected_run_is_no_incident_any_more(world: World) -> None:
    run = stopped(world)
    before = Incident.objects.get(kind="run").ended_at

    corrected(run)

    assert before is None
    assert Incident.objects.get(kind="run").ended_at == LATER


def test_a_corrected_run_does_not_go_on(world: World) -> None:
    run = stopped(world)
    a_try(world, 0, State.DELIVERED)
    corrected(run)

    with pytest.raises(runs.NotNow, match="corrected"):
        runs.go_on(run=run, at=LATER, by=world.second)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", [ChannelKind.SMS, ChannelKind.EMAIL, ChannelKind.WHATSAPP])
def test_the_correction_says_which_message_and_what_holds(
    world: World, channel: ChannelKind, language: Language
) -> None:
    run = stopped(world)
    a_try(world, 0, State.DELIVERED)
    facts = Notice.objects.get(run=corrected(run).run).facts

    letter = fill(
        kinds()["correction"], channel, language=language, facts=facts, attempt=7, link="https://x/b/t",
        document_link="", public_url="https://x",
    )  # fmt: skip

    for said in (WORDS[f"what_{language}"], WORDS[f"holds_{language}"], "22-11-2026", world.people[0].account[-4:]):
        assert said in str(letter)
