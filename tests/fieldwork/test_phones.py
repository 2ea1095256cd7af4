"""
Whatever happens to three telephones and their lines, no visit is lost and none doubled.

A few hundred plays here; `make bench ARGS="--only phones"` plays ten thousand.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.fieldwork import actions, queries
from bijlisetu.fieldwork.actions import Laid
from bijlisetu.fieldwork.models import Door, Visit
from bijlisetu.fieldwork.totals import DOORS
from bijlisetu.network.models import Office
from bijlisetu.plumbing.database.totals import differences
from tests import build
from tests.fieldwork.phones import BEGAN, Made, OverHttp, Phone, Straight

PLAYS, PLAYS_OVER_HTTP = 200, 10
STEPS = 20
WALKERS = ("first", "second", "third")
phones = st.integers(0, 2)
beats = st.integers(0, 2)


class ThreePhones(RuleBasedStateMachine):
    """Three telephones, three beats of three doors, and an office that reassigns them."""

    line: type[OverHttp | Straight] = Straight

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.savepoint = transaction.savepoint()
        self.entries = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
        self.chance, self.minutes = random.Random(seed), iter(range(10_000, 0, -1))
        self.made: dict[str, Made] = {}
        self.sent: list[tuple[Phone, dict[str, object]]] = []
        walkers = User.objects.filter(username__in=WALKERS).order_by("pk")
        self.phones = [Phone(walker, self.line(walker), self.chance) for walker in walkers]
        self.begun = timezone.now() - BEGAN
        self.steps = 0
        self.office, consumers = (
            Office.objects.first(),
            list(Consumer.objects.order_by("pk").values_list("pk", flat=True)),
        )
        self.round = actions.open_round(
            form="contact", title="TEST", begins_on=self.begun.date(), ends_on=self.begun.date() + timedelta(days=99),
            by="chief", at=self.begun,
        )  # fmt: skip
        laid = [
            Laid(
                number,
                f"BEAT {number}",
                self.office.pk,
                consumers[number * 3 - 3 : number * 3],
                ["x"] * 3,
                phone.person.pk,
            )
            for number, phone in enumerate(self.phones, 1)
        ]
        self.beats = list(actions.lay_beats(round_=self.round, beats=laid, by="chief", at=self.begun).values())

    def at(self) -> object:
        self.steps += 1
        return self.begun + timedelta(seconds=self.steps)

    @rule(phone=phones, breaks=st.none() | st.integers(0, 3))
    def fetch(self, phone: int, breaks: int | None) -> None:
        self.phones[phone].fetch(breaks_after=breaks)

    @rule(phone=phones)
    def walk(self, phone: int) -> None:
        self.phones[phone].walk(self.made, minutes_ago=next(self.minutes))

    @rule(phone=phones, many=st.integers(1, 6), is_heard=st.booleans())
    def send(self, phone: int, many: int, is_heard: bool) -> None:
        one = self.phones[phone]
        parcel = one.parcel(many)
        self.sent.append((one, parcel))
        one.send(parcel, is_heard=is_heard)

    @precondition(lambda self: getattr(self, "sent", None))
    @rule(data=st.data())
    def a_parcel_comes_again_late(self, data: st.DataObject) -> None:
        phone, parcel = data.draw(st.sampled_from(self.sent))
        refused = {one["id"] for one in phone.post(parcel)["refused"]}
        assert refused <= phone.mended | phone.queue.keys(), "what could not be told the first time"

    @precondition(lambda self: any(phone.taken for phone in getattr(self, "phones", ())))
    @rule()
    def a_parcel_is_forged(self) -> None:
        """Tell a visit that came again in other words: the first are kept."""
        known = [
            (one, visit) for one, parcel in self.sent for visit in parcel["visits"] if visit["id"] in one.taken  # type: ignore[attr-defined]
        ]  # fmt: skip
        one, visit = self.chance.choice(known)
        forged = {**visit, "outcome": "disconnected", "answers": {}}
        answer = one.post({"device": one.device, "clock": timezone.now().isoformat(), "visits": [forged]})
        assert [refused["why"] for refused in answer["refused"]] == ["changed"]

    @rule(phone=phones, years=st.sampled_from([0, -20, 3]))
    def the_clock_jumps(self, phone: int, years: int) -> None:
        self.phones[phone].set_clock(timedelta(days=365 * years))

    @rule(phone=phones)
    def a_copy_is_kept(self, phone: int) -> None:
        self.phones[phone].save_backup()

    @rule(phone=phones)
    def the_page_is_installed_anew(self, phone: int) -> None:
        self.phones[phone].reinstall()

    @rule(beat=beats, to=st.none() | phones)
    def a_beat_is_reassigned(self, beat: int, to: int | None) -> None:
        worker = None if to is None else self.phones[to].person.pk
        actions.assign(beats=[self.beats[beat]], worker=worker, by="chief", at=self.at())  # type: ignore[arg-type]

    @rule(beat=beats, many=st.integers(1, 2), to=st.none() | phones)
    def a_beat_is_split(self, beat: int, many: int, to: int | None) -> None:
        doors = list(Door.objects.filter(beat=self.beats[beat]).order_by("pk").values_list("pk", flat=True)[:many])
        worker = None if to is None else self.phones[to].person.pk
        if doors:
            self.beats.append(
                actions.split(beat=self.beats[beat], doors=doors, worker=worker, by="chief", at=self.at())  # type: ignore[arg-type]
            )

    @rule(beat=beats, other=beats)
    def doors_move_to_another_beat(self, beat: int, other: int) -> None:
        moved = list(
            Door.objects.filter(beat__in=[self.beats[beat], self.beats[other]])
            .order_by("pk")
            .values_list("consumer", flat=True)
        )
        laid = Laid(other + 1, "BEAT", self.office.pk, moved)
        actions.lay_beats(round_=self.round, beats=[laid], by="chief", at=self.at())  # type: ignore[arg-type]

    def teardown(self) -> None:
        if not hasattr(self, "made"):
            return
        try:
            self.everything_arrives()
            self.nothing_is_lost_and_nothing_doubled()
            self.every_door_stands_as_its_visits_have_it()
            self.every_phone_knows_its_doors_and_no_others()
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def everything_arrives(self) -> None:
        for phone in self.phones:
            while phone.queue:
                phone.send(phone.parcel(6))
            assert phone.refused == {}

    def nothing_is_lost_and_nothing_doubled(self) -> None:
        kept = {str(visit.pk): visit for visit in Visit.objects.filter(round=self.round)}
        assert kept.keys() == self.made.keys()
        for identity, made in self.made.items():
            visit = kept[identity]
            assert (visit.person_id, visit.consumer_id, visit.outcome, visit.answers) == (
                made.person, made.consumer, made.outcome, made.answers,
            )  # fmt: skip
            assert abs(visit.at - made.at) < timedelta(seconds=30)
        walked = Counter(f"visit.{made.outcome}" for made in self.made.values())
        written = Entry.objects.filter(pk__gt=self.entries, deed__startswith="visit.")
        assert Counter(written.values_list("deed", flat=True)) == walked

    def every_door_stands_as_its_visits_have_it(self) -> None:
        doors = list(Door.objects.filter(round=self.round))
        for door in doors:
            visits = sorted((made.at, made.outcome) for made in self.made.values() if made.consumer == door.consumer_id)
            outcomes = [outcome for _, outcome in visits]
            blocked = bool(outcomes) and outcomes[-1] in ("not_found", "no_phone")
            expected = "done" if "updated" in outcomes else "blocked" if blocked else "open"
            assert door.state == expected, outcomes
            assert door.visits == len(outcomes)
        assert len(doors) == 9
        assert differences(DOORS) == []

    def every_phone_knows_its_doors_and_no_others(self) -> None:
        stands: dict[int, dict[int, str]] = defaultdict(dict)
        for beat, door, state in Door.objects.filter(round=self.round).values_list("beat", "pk", "state"):
            stands[beat][door] = state
        for phone in self.phones:
            phone.fetch(portion=9)
            held = {beat.id for beat in queries.beat_of(phone.person.pk, on=build.NOON.date())}
            known = {beat: {door["d"]: door["s"] for door in doors.values()} for beat, doors in phone.doors.items()}
            assert known == {beat: stands[beat] for beat in held}


def play(plays: int, *, line: type[OverHttp | Straight] = Straight, is_new: bool = False) -> None:
    """Play so many sequences, the same each time or new ones; nothing of them stays in the database."""
    ThreePhones.line = line
    chosen = settings(
        max_examples=plays, stateful_step_count=STEPS, derandomize=not is_new, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink] if is_new else [Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(ThreePhones, settings=chosen)  # type: ignore[no-untyped-call]


@pytest.fixture
def people(db: None) -> None:
    people_at_work()


def people_at_work() -> None:
    """Make three who walk, and nine doors."""
    office, feeder = build.office(), build.feeder()
    for walker in WALKERS:
        build.officer(walker, of=office, role="lineman")
    for _ in range(9):
        build.consumer(on=feeder)


@pytest.mark.usefixtures("people")
def test_no_visit_is_lost_and_none_doubled_whatever_phones_do() -> None:
    play(PLAYS)


@pytest.mark.usefixtures("people")
def test_nor_over_the_real_addresses() -> None:
    play(PLAYS_OVER_HTTP, line=OverHttp)
