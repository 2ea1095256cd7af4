"""
Whatever desk, switching, night and carriers do: no light without a cut, nothing after it, everybody accounted for.

A property over two outages that may lie within each other or follow each other.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.network.models import Switching
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage, Told
from bijlisetu.outages.queries import differences, elements_of, ledger, not_told
from bijlisetu.outages.rules import OVER, Kind
from bijlisetu.outbox.models import Notice, Turn
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal
from tests import build
from tests.build import NOON
from tests.carried import LADDER
from tests.outages.desk import HOUR, MINUTE, desk, enter

pytestmark = pytest.mark.django_db
CUTS = frozenset({"outage_planned", "outage_breakdown", "outage_unknown", "outage_changed", "outage_soon"})
ENDS = frozenset({"outage_back", "outage_cancelled"})
LEASE = 3 * MINUTE
TOUCHED = "SELECT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)"


class World:
    """Six people on three lines, a desk, and carriers that do what chance says; what each address has heard."""

    def __init__(self, kind: Kind, begins: datetime) -> None:
        self.desk = desk()
        self.third = build.feeder(section=self.desk.section)
        lines = (*self.desk.feeders, self.third)
        self.people = [
            build.consumer(on=lines[place % 3], mobile=f"91600000001{place}", email=f"p{place}@example.in",
                           need="life_support" if place == 3 else "")
            for place in range(5)
        ]  # fmt: skip
        self.people.append(build.consumer(on=lines[0]))
        self.at = begins
        both = Elements(feeders=tuple(one.pk for one in self.desk.feeders))
        self.outages = [enter(self.desk, both, kind=kind, at=begins)]
        self.in_hand: list[Claimed] = []
        self.heard: defaultdict[str, set[str]] = defaultdict(set)  #: by address: of which cuts news may be there
        self.over: set[tuple[str, str]] = set()  #: and of which the end is told there

    def act(self, deed: str, amount: int) -> None:
        self.at += (amount - 1) * 10 * MINUTE
        with suppress(Refusal):
            match deed:
                case "switch":
                    self.switch()
                case "clock":
                    actions.pass_time(at=self.at)
                case "claim":
                    self.claim(amount)
                case "accept" | "refuse" | "later" | "unsure":
                    self.carry(deed, amount)
                case _:
                    self.at_desk(deed, amount)
        self.look()

    def at_desk(self, deed: str, amount: int) -> None:
        outage = self.outages[amount % len(self.outages)]
        now: dict[str, Any] = {"at": self.at, "by": self.desk.engineer}
        match deed:
            case "enter":
                narrow = Elements(feeders=(self.desk.feeders[0].pk,))
                self.outages.append(enter(self.desk, narrow, at=self.at))
            case "announce":
                actions.announce(outage=outage.pk, **now)
                assert self.touched(outage) == self.listed(outage), "somebody touched is neither told nor listed"
            case "promise":
                actions.promise(outage=outage.pk, until_at=self.at + amount * HOUR, **now)
            case "partly":
                dark = outage.parts.filter(back_at=None).order_by("id").values_list("id", flat=True)
                actions.partly_back(outage=outage.pk, parts=list(dark[:1]), **now)
            case "back":
                actions.back(outage=outage.pk, **now)
            case _:
                actions.cancel(outage=outage.pk, why="", **now)

    def switch(self) -> None:
        """Hang the third line on the first, which is dark or will be; or let it hang where it belongs."""
        # One that is ended before it began hangs there for a minute all the same.
        if Switching.objects.filter(until_at=None).update(until_at=Greatest(self.at, F("from_at") + MINUTE)):
            return
        Switching.objects.create(
            feeder=self.third, fed_by=self.desk.feeders[0], from_at=self.at + MINUTE, by="je", at=self.at
        )

    def claim(self, most: int) -> None:
        self.lose()
        for claimed in delivery.claim(rooms=build.rooms(most), engine="one", ladder=LADDER, at=self.at):
            number, address = claimed.facts["outage"], claimed.address
            if claimed.kind in ENDS:
                assert self.heard[address], "a light without a cut"
                theirs = {(one.facts["outage"], one.address) for one in self.in_hand if one.kind in CUTS}
                assert (number, address) not in theirs, "the light overtakes the cut"
            elif claimed.kind in CUTS:
                assert Outage.objects.get(number=number).state not in OVER, "a cut after the light"
                self.over.discard((number, address))
            self.in_hand.append(claimed)

    def lose(self) -> None:
        """Drop what an engine holds beyond its lease: it sends it no more, and nobody knows whether it had."""
        lost = [one for one in self.in_hand if one.claimed_at + LEASE <= self.at]
        for one in lost:
            if one.kind in CUTS:
                self.heard[one.address].add(one.facts["outage"])
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
                self.hear(claimed)
            delivery.record(answers=[Answered(claimed, verdict)], engine="one", at=self.at, factor=1)

    def hear(self, claimed: Claimed) -> None:
        number, address = claimed.facts["outage"], claimed.address
        if claimed.kind in CUTS:
            assert (number, address) not in self.over, "a cut after the light"
            self.heard[address].add(number)
        elif claimed.kind in ENDS:
            self.over.add((number, address))

    def touched(self, outage: Outage) -> set[int]:
        dark = elements_of(outage.parts.filter(back_at=None)).named
        return {one for (one,) in rows(TOUCHED, **dark, at=max(outage.from_at, self.at))}

    def listed(self, outage: Outage) -> set[int]:
        return set(Told.objects.filter(outage=outage, stage="cut").values_list("consumer", flat=True))

    def look(self) -> None:
        """Look whether all that must never be is not."""
        assert differences() == []
        for outage in Outage.objects.order_by("id"):
            if outage.state in OVER:
                still = Notice.objects.filter(kind__in=CUTS, state="open", facts__outage=outage.number)
                assert not still.exists(), "news of a cut waits after the light"
                assert not Turn.objects.filter(notice__in=still.values("pk")).exists()
            touched = self.listed(outage)
            counts, reasons = ledger(outage.pk), dict(not_told(outage.pk))
            assert counts.touched == len(touched)
            assert counts.told + counts.waiting + len(reasons) == len(touched)
            assert all(reasons.values())


DEEDS = (
    "enter", "announce", "promise", "partly", "back", "cancel", "switch", "clock", "claim", "accept", "refuse", "later",
    "unsure",
)  # fmt: skip
Step = tuple[str, int]
TOLD: list[Step] = [("announce", 2), ("claim", 4), ("accept", 4)]
#: A second cut soon after the light of the first, and one that begins within the first.
AGAIN: list[Step] = [*TOLD, ("back", 2), ("enter", 1), ("announce", 1), ("clock", 4), ("claim", 1), ("accept", 1)]
#: Letters of the cut lie in an engine's hands as it ends, and no carrier takes one of them.
HELD: list[Step] = [("announce", 2), ("claim", 4), ("back", 1), ("later", 1), ("refuse", 1), ("clock", 2), ("claim", 4)]
WITHIN: list[Step] = [*TOLD, ("enter", 1), ("announce", 1), ("claim", 2), ("accept", 1), ("back", 2)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(Kind),
    begins=st.sampled_from([NOON, NOON + 4.5 * HOUR, NOON + 11 * HOUR]),
    opens=st.sampled_from([[], TOLD, AGAIN, WITHIN]),
    steps=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 4)), max_size=14),
)
@example(kind=Kind.BREAKDOWN, begins=NOON, opens=HELD, steps=[])
def test_whatever_desk_and_carriers_do_no_light_comes_without_a_cut_and_everybody_is_told_or_listed(
    kind: Kind, begins: datetime, opens: list[Step], steps: list[Step]
) -> None:
    with transaction.atomic():
        world = World(kind, begins)
        for deed, amount in [*opens, *steps]:
            world.act(deed, amount)
        transaction.set_rollback(True)
