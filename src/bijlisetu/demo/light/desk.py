"""The desk of the story: an officer who says what the cut's own line of the truth has them say, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bijlisetu.demo.desks import SDO
from bijlisetu.demo.light.clock import Clock
from bijlisetu.demo.light.ground import Ground
from bijlisetu.outages import actions, telling
from bijlisetu.outages.actions import AlreadyDark, IsOver, TimesCannotBe
from bijlisetu.outages.learning import actions as learning
from bijlisetu.outages.learning.actions import elements_of
from bijlisetu.outages.models import Outage, Suspicion
from bijlisetu.outages.rules import Kind
from bijlisetu.simulator.cuts.cut import Cut, Desk, Sort
from bijlisetu.simulator.cuts.light import Light

#: Whoever has let a promise pass gives another time so much later, and a margin beyond what it takes.
NOTICED_AFTER, MARGIN = timedelta(minutes=6), timedelta(minutes=20)
#: Somebody goes and looks where people say that it is dark; and says when the light is back there.
LOOKS_AFTER, SAYS_AFTER = timedelta(minutes=6), timedelta(minutes=4)


@dataclass(slots=True)
class Entered:
    """What the desk did about a cut, and when by the clock on its wall."""

    cut: Cut
    outage: int
    number: str
    areas: tuple[str, str]  #: as people read it, in Hindi and English
    at: datetime
    over_at: datetime | None = None  #: when it said that the light is back, or that there is no cut


@dataclass
class Officer:
    """Enters cuts, promises times, and says when they are over; keeps a diary of it for the judge."""

    ground: Ground
    light: Light
    clock: Clock
    diary: dict[str, Entered] = field(default_factory=dict)  #: by the cut's name

    def deeds(self, cut: Cut) -> Iterator[tuple[datetime, str]]:
        """Yield when something is done about the cut, and what."""
        if cut.entered_at is None or cut.promised_at is None or cut.said_back_at is None:
            return
        yield cut.entered_at, "enter"
        if cut.desk is Desk.OVERRUNS and cut.promised_at + NOTICED_AFTER < cut.said_back_at:
            yield cut.promised_at + NOTICED_AFTER, "promise"
        yield cut.said_back_at, "cancel" if cut.desk is Desk.CANCELS else "back"

    def do(self, deed: str, cut: Cut) -> bool:
        """Do it and return whether it was done: what is over, or was never entered, is left."""
        if deed != "enter" and cut.name not in self.diary:
            return False
        try:
            {"enter": self._enter, "promise": self._promise, "back": self._back, "cancel": self._cancel}[deed](cut)
        except (AlreadyDark, IsOver, TimesCannotBe):
            return False
        return True

    def look(self) -> list[Cut]:
        """Look where people's words point: enter what is dark there, refuse what is not; return what was entered."""
        at = self.clock.now()
        waiting = Suspicion.objects.filter(state=Suspicion.State.OPEN, opened_at__lte=at - LOOKS_AFTER)
        return [cut for suspicion in waiting.order_by("id") if (cut := self._look_at(suspicion, at))]

    def _look_at(self, suspicion: Suspicion, at: datetime) -> Cut | None:
        element = self.ground.names[elements_of(suspicion)]
        dark = [
            cut for cut in self.light.around(element, self.ground.houses, at) if cut.element in self.ground.elements
        ]
        if not dark:
            learning.refuse(suspicion=suspicion.pk, at=at, by=SDO)
            return None
        if any(cut.name in self.diary for cut in dark):  # it is told already, and the records hide that it is this
            return None
        try:
            elements = self.ground.elements[dark[0].element]
            outage = learning.confirm(suspicion=suspicion.pk, elements=elements, reason=dark[0].reason, at=at, by=SDO)
        except AlreadyDark:
            return None
        actions.announce(outage=outage.pk, at=at, by=SDO)
        self._write_down(dark[0], outage)
        return dark[0]

    def _write_down(self, cut: Cut, outage: Outage) -> None:
        self.diary[cut.name] = Entered(cut, outage.pk, outage.number, telling.area_of(outage), self.clock.now())

    def _enter(self, cut: Cut) -> None:
        at = self.clock.now()
        is_planned = cut.sort is Sort.PLANNED
        outage = actions.enter(
            kind=Kind.PLANNED if is_planned else Kind.BREAKDOWN, elements=self.ground.elements[cut.element],
            reason=cut.reason, from_at=_planned_from(cut) if is_planned else cut.begins_at, until_at=cut.promised_at,
            at=at, by=SDO,
        )  # fmt: skip
        actions.announce(outage=outage.pk, at=at, by=SDO)
        self._write_down(cut, outage)

    def _promise(self, cut: Cut) -> None:
        at = self.clock.now()
        until = max(cut.ends_at, at) + MARGIN
        actions.promise(outage=self.diary[cut.name].outage, until_at=until, at=at, by=SDO)

    def _back(self, cut: Cut) -> None:
        entered, at = self.diary[cut.name], self.clock.now()
        came = min(cut.ends_at, at) if cut.desk is not Desk.LIES else at
        begun = Outage.objects.get(pk=entered.outage).from_at
        actions.back(outage=entered.outage, at=at, by=SDO, back_at=max(came, begun))
        entered.over_at = self.clock.now()

    def _cancel(self, cut: Cut) -> None:
        entered = self.diary[cut.name]
        actions.cancel(outage=entered.outage, why="बारिश · rain", at=self.clock.now(), by=SDO)
        entered.over_at = self.clock.now()


def _planned_from(cut: Cut) -> datetime:
    """Return the hour that was planned: the crew switches off some minutes after it."""
    return cut.begins_at.replace(minute=0, second=0, microsecond=0)
