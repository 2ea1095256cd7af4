"""Two sections of a company with people on their feeders, two officers, and what a campaign made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bijlisetu.campaigns import actions, making
from bijlisetu.campaigns.audience import Audience
from bijlisetu.campaigns.models import Campaign, Meant
from bijlisetu.consumers.models import Consumer
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Feeder, Office
from bijlisetu.outbox.models import Notice
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

WARNING = "fraud_warning"
PHONE, OTHER, MAILBOX = "916000000001", "916000000002", "one@example.in"


@dataclass(frozen=True, slots=True)
class World:
    """Two sections, a feeder in each; the chief sits at the company, the engineer at the nearer section."""

    company: Office
    near: Office
    far: Office
    here: Feeder
    there: Feeder

    @property
    def all(self) -> Audience:
        """Everybody."""
        return Audience(office=self.company.pk)


def world() -> World:
    company = build.office("company", name="TEST COMPANY")
    near, far = (build.office(parent=company, name=name) for name in ("NEAR", "FAR"))
    made = World(company, near, far, build.feeder(section=near), build.feeder(section=far))
    build.officer("chief", of=company, role="se")
    build.officer("second", of=company, role="se")
    build.officer("sdo", of=near, role="sdo")
    return made


def ask(audience: Audience, *, kind: str = WARNING, at: datetime = NOON, by: str = "chief", **more: bool) -> int:
    """Ask for the campaign; nothing is made yet."""
    return actions.ask(token=uuid4(), kind=kind, audience=audience, chosen={}, at=at, by=by, **more)


def tell(audience: Audience, *, at: datetime = NOON, **more: str) -> Campaign:
    """Ask for the campaign, and have its messages made."""
    number = ask(audience, at=at, **more)
    make(at=at)
    return Campaign.objects.get(pk=number)


def make(*, at: datetime = NOON) -> None:
    while making.make_next(at=at):
        pass


def whys(campaign: Campaign) -> Mapping[int, str]:
    """Return of each who is meant why no message was made for them; empty: one was."""
    return dict(Meant.objects.filter(campaign=campaign).values_list("consumer", "why"))


def notices(campaign: Campaign) -> list[Notice]:
    return list(Notice.objects.filter(run=campaign.run).order_by("consumer"))


def told(campaign: Campaign) -> dict[int, str]:
    """Return whom a message was made for, with the one address it is for; empty: the best."""
    return {notice.consumer_id: notice.to for notice in notices(campaign)}


def person(on: Feeder, *addresses: str) -> Consumer:
    made = build.consumer(on=on)
    for value in addresses:
        build.address(made, value, channels=["email"] if "@" in value else build.MOBILE)
    return made


def claimed(*, at: datetime = NOON) -> list[tuple[str, str]]:
    """Let an engine take all that may leave now; return on which channel and where each goes."""
    steps = ladder(kinds().values(), channels=frozenset(ChannelKind) - {ChannelKind.CALL}, factor=1)
    found = delivery.claim(rooms=build.rooms(1000), engine="one", ladder=steps, at=at)
    return [(str(one.channel), one.address) for one in found]
