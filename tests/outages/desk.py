"""An officer with a section of two feeders, and an outage there: what the tests of this room begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bijlisetu.network.models import Feeder, Office, Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import Kind
from tests import build
from tests.build import NOON, SINCE

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """A junior engineer's section with two feeders, and a transformer on the first."""

    section: Office
    feeders: tuple[Feeder, Feeder]
    transformer: Transformer
    engineer: str = "je"

    @property
    def first(self) -> Elements:
        """The first feeder."""
        return Elements(feeders=(self.feeders[0].pk,))


def desk() -> Desk:
    company = build.office("company")
    section = build.office(parent=company, name="NEAR SUBSTATION")
    feeders = (build.feeder(section=section), build.feeder(section=section))
    build.officer("je", of=section, role="je")
    build.officer("chief", of=company, role="se")
    low = Transformer.objects.create(feeder=feeders[0], name="DT 1", valid_from=SINCE)
    return Desk(section, feeders, low)


def enter(
    of: Desk, elements: Elements | None = None, *, kind: Kind = Kind.BREAKDOWN, at: datetime = NOON, **more: Any
) -> Outage:
    """Enter an outage of the first feeder: a breakdown since now, or work an hour ahead; two hours long."""
    from_at = at if kind is Kind.BREAKDOWN else at + HOUR
    facts = {"reason": "safety", "from_at": from_at, "until_at": from_at + 2 * HOUR, "by": of.engineer, **more}
    return actions.enter(kind=kind, elements=elements or of.first, at=at, **facts)
