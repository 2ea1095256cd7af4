"""Who hears what of an outage: the cut once, then each change to the same people, and no light without a cut."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import bijlisetu.reach.actions as reach
from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.consumers.models import Consumer
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import as_read
from bijlisetu.kinds.kind import Lane
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.actions import AlreadyTold
from bijlisetu.outages.desk import runs_waiting
from bijlisetu.outages.models import Told
from bijlisetu.outages.queries import ledger, not_told
from bijlisetu.outages.rules import Kind
from bijlisetu.outbox.models import Notice, Run
from bijlisetu.plumbing.database.sql import execute
from bijlisetu.reach.models import Task
from bijlisetu.reach.queries.contradicted import contradictions
from bijlisetu.runs import actions as runs
from bijlisetu.values import Language
from tests import build
from tests.build import NOON
from tests.carried import LADDER, fold, refuse, send_all, status
from tests.outages.desk import HOUR, MINUTE, Desk, desk, enter, person, said, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def test_everybody_touched_is_told_at_once_ahead_of_bills_and_in_words_of_their_own(at_desk: Desk) -> None:
    here, there = person(at_desk), person(at_desk, feeder=1, number=2)
    build.notice(here)
    outage = enter(at_desk)

    told(at_desk, outage)

    (notice,) = Notice.objects.filter(kind="outage_breakdown")
    assert notice.consumer == here
    assert notice.facts["account_end"] == here.account[-4:]
    assert (notice.facts["area_hi"], notice.facts["outage"]) == ("फीडर TEST FEEDER", outage.number)
    assert notice.expires_at == outage.until_at
    assert notice.occasion == outage.number
    assert Run.objects.get(pk=notice.run_id).state == "released"
    assert [one.lane for one in send_all()] == [Lane.OUTAGE, Lane.BULK]
    assert said(there) == []


@pytest.mark.parametrize(("minutes", "channel"), [(120, "whatsapp"), (40, "whatsapp"), (25, "sms")])
def test_a_short_cut_of_the_same_day_goes_by_whatsapp_while_it_cannot_come_after_the_light(
    at_desk: Desk, minutes: int, channel: str
) -> None:
    person(at_desk)
    until_at = NOON + minutes * MINUTE
    outage = enter(at_desk, kind=Kind.PLANNED, from_at=NOON + 5 * MINUTE, until_at=until_at)

    told(at_desk, outage)

    assert [one.channel for one in send_all()] == [channel]


def test_many_wait_for_a_second_officer(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = person(at_desk)
    outage = enter(at_desk, kind=Kind.PLANNED)
    monkeypatch.setattr(runs, "goes_at_once", lambda run: False)

    assert actions.announce(outage=outage.pk, at=NOON, by="je") == "ready"
    assert send_all() == []
    runs.release(run=Notice.objects.get(consumer=here).run_id or 0, at=NOON, by="chief")

    assert len(send_all()) == 1


def test_a_run_that_waited_for_an_officer_is_over_with_the_light(
    at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = person(at_desk)
    outage = enter(at_desk)
    monkeypatch.setattr(runs, "goes_at_once", lambda run: False)
    actions.announce(outage=outage.pk, at=NOON, by="je")

    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    assert said(here) == [("outage_breakdown", "withdrawn")]
    assert Run.objects.get().state == "finished"
    assert runs_waiting(outage) == []
    with pytest.raises(runs.NotNow):
        runs.release(run=Run.objects.get().pk, at=NOON + HOUR, by="chief")


def test_a_new_time_leaves_one_run_to_let_out(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person(at_desk)
    outage = enter(at_desk)
    monkeypatch.setattr(runs, "goes_at_once", lambda run: False)
    actions.announce(outage=outage.pk, at=NOON, by="je")

    actions.promise(outage=outage.pk, until_at=NOON + 5 * HOUR, at=NOON + MINUTE, by="je")

    assert [state for _, state in runs_waiting(outage)] == ["ready"]


def test_the_first_message_is_said_once(at_desk: Desk) -> None:
    outage = enter(at_desk)
    told(at_desk, outage)

    with pytest.raises(AlreadyTold):
        told(at_desk, outage)


def test_a_breakdown_without_a_time_says_that_none_is_known(at_desk: Desk) -> None:
    here = person(at_desk)

    told(at_desk, enter(at_desk, until_at=None))

    assert said(here) == [("outage_unknown", "open")]


def test_whoever_the_cut_may_have_reached_hears_of_the_light_at_the_same_address(at_desk: Desk) -> None:
    here = person(at_desk)
    outage = enter(at_desk)
    told(at_desk, outage)
    send_all()
    build.address(here, "916000000009", known_at=NOON + HOUR)

    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    back = Notice.objects.get(kind="outage_back")
    assert back.to == "916000000001"
    assert back.facts["back"] == (NOON + HOUR).isoformat()
    assert said(here) == [("outage_breakdown", "withdrawn"), ("outage_back", "open")]


def test_whoever_was_not_told_of_the_cut_hears_nothing_of_the_light(at_desk: Desk) -> None:
    here = person(at_desk)
    outage = enter(at_desk)
    told(at_desk, outage)

    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    assert said(here) == [("outage_breakdown", "withdrawn")]
    assert Told.objects.get(stage="back").why == "never_told"
    assert send_all(NOON + HOUR) == []
    assert not_told(outage.pk) == [(here.pk, "withdrawn")]


def test_whoever_took_no_message_of_the_cut_hears_nothing_of_the_light(at_desk: Desk) -> None:
    here = person(at_desk)
    outage = enter(at_desk)
    told(at_desk, outage)
    refuse()

    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    assert "outage_back" not in dict(said(here))
    assert Told.objects.get(stage="back").why == "never_told"


def test_the_light_waits_for_a_cut_that_is_still_in_hand(at_desk: Desk) -> None:
    person(at_desk)
    outage = enter(at_desk)
    told(at_desk, outage)
    delivery.claim(rooms=build.rooms(10), engine="slow", ladder=LADDER, at=NOON)

    actions.back(outage=outage.pk, at=NOON + MINUTE, by="je")

    assert send_all(NOON + 2 * MINUTE) == []
    assert [one.kind for one in send_all(NOON + 3 * MINUTE)] == ["outage_back"]


def test_a_new_time_goes_to_whoever_heard_and_the_others_hear_of_the_cut_with_it(at_desk: Desk) -> None:
    heard = person(at_desk)
    outage = enter(at_desk)
    told(at_desk, outage)
    send_all()
    execute("UPDATE outbox_attempt SET state = 60, delivered_at = claimed_at")
    late = person(at_desk, number=2)
    execute(
        "INSERT INTO outages_told (outage_id, event_id, consumer_id, stage, notice, why) "
        "SELECT outage_id, event_id, %(late)s, 'cut', NULL, 'never_told' FROM outages_told LIMIT 1",
        late=late.pk,
    )

    actions.promise(outage=outage.pk, until_at=NOON + 5 * HOUR, at=NOON + HOUR, by="je")

    assert said(heard)[1:] == [("outage_changed", "open")]
    assert said(late) == [("outage_breakdown", "open")]
    assert Notice.objects.get(consumer=late).facts["until"] == (NOON + 5 * HOUR).isoformat()


def test_when_a_promise_passes_people_hear_that_nobody_knows(at_desk: Desk) -> None:
    here = person(at_desk)
    outage = enter(at_desk)
    told(at_desk, outage)
    send_all()

    actions.pass_time(at=NOON + 2 * HOUR)

    assert said(here)[-1] == ("outage_unknown", "open")


def test_those_who_are_back_hear_so_once_and_the_others_when_it_is_their_turn(at_desk: Desk) -> None:
    first, second = person(at_desk), person(at_desk, feeder=1, number=2)
    outage = enter(at_desk, Elements(feeders=tuple(one.pk for one in at_desk.feeders)))
    told(at_desk, outage)
    send_all()
    part = outage.parts.get(feeder=at_desk.feeders[0])

    actions.partly_back(outage=outage.pk, parts=[part.pk], at=NOON + HOUR, by="je")

    assert [kind for kind, _ in said(first)] == ["outage_breakdown", "outage_back"]
    assert said(second) == [("outage_breakdown", "open")]
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")
    assert [kind for kind, _ in said(first)].count("outage_back") == 1
    assert said(second)[-1] == ("outage_back", "open")


def test_whoever_another_outage_holds_hears_nothing_of_the_light(at_desk: Desk) -> None:
    here = person(at_desk)
    inner = enter(at_desk, Elements(transformers=(at_desk.transformer.pk,)))
    Consumer.objects.update(transformer=at_desk.transformer)
    outer = enter(at_desk)
    for one in (inner, outer):
        told(at_desk, one)
    send_all()

    actions.back(outage=inner.pk, at=NOON + HOUR, by="je")

    assert "outage_back" not in dict(said(here))
    assert Told.objects.get(stage="back").why == "dark_by_another"
    actions.back(outage=outer.pk, at=NOON + HOUR, by="je")
    assert said(here)[-1] == ("outage_back", "open")


def test_planned_work_is_told_again_an_hour_ahead_unless_it_was_told_only_then(at_desk: Desk) -> None:
    here = person(at_desk)
    far = enter(at_desk, kind=Kind.PLANNED, from_at=NOON + 24 * HOUR, until_at=NOON + 26 * HOUR)
    near = enter(at_desk, Elements(feeders=(at_desk.feeders[1].pk,)), kind=Kind.PLANNED)
    beside = person(at_desk, feeder=1, number=2)
    told(at_desk, far)
    told(at_desk, near)
    send_all()

    for minutes in range(0, 24 * 60, 30):
        actions.pass_time(at=NOON + minutes * MINUTE)

    assert [kind for kind, _ in said(here)] == ["outage_planned", "outage_soon"]
    assert "outage_soon" not in dict(said(beside))


def test_what_is_cancelled_is_told_to_whoever_heard_of_it(at_desk: Desk) -> None:
    heard = person(at_desk)
    outage = enter(at_desk, kind=Kind.PLANNED)
    told(at_desk, outage)
    send_all()

    actions.cancel(outage=outage.pk, why="no crew", at=NOON + MINUTE, by="je")

    assert said(heard) == [("outage_planned", "withdrawn"), ("outage_cancelled", "open")]


def test_the_ledger_tells_before_late_and_why_not(at_desk: Desk) -> None:
    before, late, waits = (person(at_desk, number=number) for number in (1, 2, 3))
    nowhere = build.consumer(on=at_desk.feeders[0])
    outage = enter(at_desk, kind=Kind.PLANNED)
    told(at_desk, outage)
    sent = {one.facts["account_end"]: one for one in send_all()}
    for one, at in ((before, NOON + MINUTE), (late, NOON + 2 * HOUR)):
        execute(
            "UPDATE outbox_attempt SET state = 60, delivered_at = %(at)s WHERE id = %(attempt)s",
            at=at, attempt=sent[one.account[-4:]].attempt,
        )  # fmt: skip

    counts = ledger(outage.pk)

    assert (counts.touched, counts.told_before, counts.told_late, counts.no_receipt) == (4, 1, 1, 1)
    assert counts.not_told == {"no_address": 1}
    assert not_told(outage.pk) == [(nowhere.pk, "no_address")]
    assert waits


def test_whoever_could_not_be_told_of_two_cuts_is_somebodys_work_until_the_next_is_told(at_desk: Desk) -> None:
    here = build.consumer(on=at_desk.feeders[0])
    for number, start in enumerate((NOON, NOON + 4 * HOUR)):
        assert Task.objects.count() == 0
        outage = enter(at_desk, at=start)
        told(at_desk, outage, at=start)
        send_all(start)
        actions.back(outage=outage.pk, at=start + HOUR, by="je")
        reach.refresh(at=start + HOUR)
        assert Task.objects.filter(consumer=here, closed_at=None, ledger="outages").count() == number

    build.address(here, "916000000001", known_at=NOON + 8 * HOUR)
    morning = NOON + 14 * HOUR
    told(at_desk, enter(at_desk, at=morning), at=morning)
    (claimed,) = send_all(morning)
    arrived = status(claimed, "delivered", morning + MINUTE, wamid=f"wamid.{claimed.attempt}")
    fold(statuses=[arrived], at=morning + MINUTE)
    reach.refresh(at=morning + MINUTE)

    assert Task.objects.get().closed_by == "receipt"
    assert list(contradictions()) == []


def test_a_short_cut_that_nobody_was_to_hear_of_is_no_miss(at_desk: Desk) -> None:
    here = person(at_desk)
    for start in (NOON + 6 * HOUR, NOON + 8 * HOUR):  # at night
        outage = enter(at_desk, at=start)
        told(at_desk, outage, at=start)
        actions.back(outage=outage.pk, at=start + HOUR, by="je")
    reach.refresh(at=NOON + 10 * HOUR)

    assert not Task.objects.filter(consumer=here).exists()


def test_an_outage_over_midnight_speaks_of_indias_clock(at_desk: Desk) -> None:
    here = person(at_desk)
    late = datetime.fromisoformat("2026-11-22T23:30:00+05:30")

    outage = enter(at_desk, kind=Kind.PLANNED, from_at=late, until_at=late.astimezone(UTC) + 2 * HOUR)
    told(at_desk, outage)

    facts = Notice.objects.get(consumer=here).facts
    kind = kinds()["outage_planned"]
    assert as_read(kind.facts["from"], facts, Language.HINDI) == "22-11-2026 23:30"
    assert as_read(kind.facts["until"], facts, Language.HINDI) == "23-11-2026 01:30"
    assert Run.objects.get().key.startswith("outage:2026-11:")


@pytest.mark.parametrize(
    "answer",
    [
        Verdict(outcome=Outcome.TRY_LATER, reason=Reason.HELD_BY_US, wait=6.0),
        Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_BUSY),
        Verdict(outcome=Outcome.REFUSED, reason=Reason.NUMBER_DEAD),
    ],
    ids=["put off by us", "carrier busy", "refused"],
)
def test_no_light_follows_a_cut_that_an_engine_held_and_no_carrier_took(at_desk: Desk, answer: Verdict) -> None:
    here = person(at_desk)
    outage = enter(at_desk)
    told(at_desk, outage)
    (held,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    actions.back(outage=outage.pk, at=NOON, by="je")

    delivery.record(answers=[Answered(held, answer)], engine="one", at=NOON, factor=1)

    assert said(here) == [("outage_breakdown", "withdrawn"), ("outage_back", "withdrawn")]
    assert send_all(NOON + 5 * MINUTE) == []
    assert Told.objects.get(consumer=here, stage="back").why == "never_told"
