"""An officer with a section of two feeders, and an outage there: what the tests of this room begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Office, Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import Kind
from bijlisetu.outbox.models import Notice
from tests import build
from tests.build import NOON, SINCE

HOUR = timedelta(hours=1)
MINUTE = HOUR / 60


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


def person(of: Desk, *, feeder: int = 0, number: int = 1, **more: Any) -> Consumer:
    """Make somebody on one of the feeders, with a mobile number."""
    return build.consumer(on=of.feeders[feeder], mobile=f"91600000000{number}", **more)


def said(to: Consumer) -> list[tuple[str, str]]:
    """Return the kinds of what was posted to the person, and how each stands."""
    return list(Notice.objects.filter(consumer=to).order_by("posted_at", "id").values_list("kind", "state"))


def told(of: Desk, outage: Outage, *, at: datetime = NOON) -> None:
    actions.announce(outage=outage.pk, at=at, by=of.engineer)


def with_outage(feeder: Feeder, *, by: str, of: Office) -> Outage:
    """Enter a breakdown of the feeder now, by an engineer of the office; nobody is told."""
    build.officer(by, of=of, role="se")
    now = timezone.now()
    return actions.enter(
        kind=Kind.BREAKDOWN, elements=Elements(feeders=(feeder.pk,)), reason="line_fault", from_at=now,
        until_at=now + HOUR, at=now, by=by,
    )  # fmt: skip
