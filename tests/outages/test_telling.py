"""Who hears what of an outage: the cut once, then each change to the same people, and no light without a cut."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.consumers.models import Consumer
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.kinds.kind import Lane
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.actions import AlreadyTold
from bijlisetu.outages.models import Outage, Told
from bijlisetu.outages.queries import ledger, not_told
from bijlisetu.outages.rules import Kind
from bijlisetu.outbox.models import Notice, Run, Turn
from bijlisetu.plumbing.database.sql import execute
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs
from tests import build
from tests.build import NOON
from tests.carried import LADDER, send_all
from tests.outages.desk import HOUR, Desk, desk, enter

pytestmark = pytest.mark.django_db
CUTS = frozenset({"outage_planned", "outage_breakdown", "outage_unknown", "outage_changed", "outage_soon"})
ENDS = frozenset({"outage_back", "outage_cancelled"})
MINUTE = HOUR / 60


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def person(of: Desk, *, feeder: int = 0, number: int = 1, **more: str) -> Consumer:
    return build.consumer(on=of.feeders[feeder], mobile=f"91600000000{number}", **more)


def said(to: Consumer) -> list[tuple[str, str]]:
    """Return the kinds of what was posted to the person, and how each stands."""
    return list(Notice.objects.filter(consumer=to).order_by("posted_at", "id").values_list("kind", "state"))


def told(of: Desk, outage: Outage, *, at: datetime = NOON) -> None:
    actions.announce(outage=outage.pk, at=at, by=of.engineer)


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


def test_many_wait_for_a_second_officer(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = person(at_desk)
    outage = enter(at_desk, kind=Kind.PLANNED)
    monkeypatch.setattr(runs, "goes_at_once", lambda run: False)

    assert actions.announce(outage=outage.pk, at=NOON, by="je") == "ready"
    assert send_all() == []
    runs.release(run=Notice.objects.get(consumer=here).run_id or 0, at=NOON, by="chief")

    assert len(send_all()) == 1


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


class World:
    """An outage with five people, a desk and carriers that do what chance says; what each address has heard."""

    def __init__(self, kind: Kind) -> None:
        self.desk = desk()
        self.people = [
            build.consumer(on=self.desk.feeders[place % 2], mobile=f"91600000001{place}", email=f"p{place}@example.in")
            for place in range(4)
        ]
        self.people.append(build.consumer(on=self.desk.feeders[0]))
        self.at = NOON
        self.outage = enter(self.desk, Elements(feeders=tuple(one.pk for one in self.desk.feeders)), kind=kind)
        self.in_hand: list[Claimed] = []
        self.heard: set[str] = set()  #: addresses where news of the cut may be
        self.over: set[str] = set()  #: and where its end is told

    def act(self, deed: str, amount: int) -> None:
        self.at += amount * 7 * MINUTE
        by, outage = self.desk.engineer, self.outage.pk
        try:
            match deed:
                case "announce":
                    actions.announce(outage=outage, at=self.at, by=by)
                case "promise":
                    actions.promise(outage=outage, until_at=self.at + amount * HOUR, at=self.at, by=by)
                case "partly":
                    part = self.outage.parts.filter(back_at=None).order_by("id")[:1].get()
                    actions.partly_back(outage=outage, parts=[part.pk], at=self.at, by=by)
                case "back":
                    actions.back(outage=outage, at=self.at, by=by)
                case "cancel":
                    actions.cancel(outage=outage, why="", at=self.at, by=by)
                case "clock":
                    actions.pass_time(at=self.at)
                case "claim":
                    self.claim(amount)
                case _:
                    self.carry(deed, amount)
        except Refusal:
            pass
        self.look()

    def claim(self, most: int) -> None:
        self.lose()
        for claimed in delivery.claim(rooms=build.rooms(most), engine="one", ladder=LADDER, at=self.at):
            if claimed.kind in ENDS:
                assert claimed.address in self.heard, "a light without a cut"
                assert claimed.address not in {one.address for one in self.in_hand}, "the light overtakes the cut"
            self.in_hand.append(claimed)

    def lose(self) -> None:
        """Drop what an engine holds beyond its lease: it sends it no more, and nobody knows whether it had."""
        lost = [one for one in self.in_hand if one.claimed_at + 3 * MINUTE <= self.at]
        self.heard |= {one.address for one in lost if one.kind in CUTS}
        self.in_hand = [one for one in self.in_hand if one not in lost]

    def carry(self, outcome: str, most: int) -> None:
        self.lose()
        taken, self.in_hand = self.in_hand[:most], self.in_hand[most:]
        for claimed in taken:
            verdict = {
                "accept": Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"wamid.{claimed.attempt}"),
                "refuse": Verdict(outcome=Outcome.REFUSED, reason=Reason.NUMBER_DEAD),
                "later": Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_BUSY),
                "unsure": Verdict(outcome=Outcome.UNSURE),
            }[outcome]
            if outcome in ("accept", "unsure"):
                assert claimed.kind not in CUTS or claimed.address not in self.over, "a cut after the light"
                (self.over if claimed.kind in ENDS else self.heard).add(claimed.address)
            delivery.record(answers=[Answered(claimed, verdict)], engine="one", at=self.at, factor=1)

    def look(self) -> None:
        """Look whether all that must never be is not."""
        outage = Outage.objects.get(pk=self.outage.pk)
        over = outage.state in ("back", "cancelled")
        if over:
            still = Notice.objects.filter(kind__in=CUTS, state="open")
            assert not still.exists(), "news of a cut waits after the light"
            assert not Turn.objects.filter(notice__in=still.values("pk")).exists()
        if Told.objects.exists():
            touched = {one.pk for one in self.people}
            counts = ledger(outage.pk)
            assert set(Told.objects.filter(stage="cut").values_list("consumer", flat=True)) == touched
            reasons = dict(not_told(outage.pk))
            assert counts.told + counts.waiting + len(reasons) == len(touched)
            assert all(reasons.values())


DEEDS = ("announce", "promise", "partly", "back", "cancel", "clock", "claim", "accept", "refuse", "later", "unsure")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(Kind),
    begins=st.sampled_from([(), ("announce", "claim", "accept")]),
    steps=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 4)), max_size=14),
)
def test_whatever_desk_and_carriers_do_no_light_comes_without_a_cut_and_everybody_is_told_or_listed(
    kind: Kind, begins: tuple[str, ...], steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        world = World(kind)
        for deed in begins:
            world.act(deed, 4)
        for deed, amount in steps:
            world.act(deed, amount)
        transaction.set_rollback(True)
