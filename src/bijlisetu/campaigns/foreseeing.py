"""What a campaign would be before it is asked for: how many people, on which channel, at what price, who is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bijlisetu.campaigns.audience import Audience, extent_of
from bijlisetu.campaigns.facts import facts_of
from bijlisetu.campaigns.models import Meant
from bijlisetu.campaigns.selecting import counting, values_of
from bijlisetu.delivery.quiet import quiet_hours
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.quiet import quiet_until
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.runs.lasting import minutes_for
from bijlisetu.runs.prices import price_of
from bijlisetu.runs.pricing import prices
from bijlisetu.runs.wording import Said, say
from bijlisetu.values import ChannelKind

#: As long as the number of a campaign is that has none yet.
SAMPLE = "2026-11-29-123456"
#: Why people of a campaign are not told.
WHY_NOT = (Meant.Why.NO_ADDRESS, Meant.Why.SHUT, Meant.Why.STRANGER, Meant.Why.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would go out now."""

    people: int
    on: Mapping[ChannelKind, int]  #: messages, by the channel that is tried first
    shared: int  #: people told by a message to the number that another account has too
    not_told: Mapping[str, int]  #: why, of Meant.Why
    price: Decimal  #: rupees, where each is reached on the first channel
    minutes: int | None  #: until all are told; none where no sender's pace is known
    message: tuple[Said, ...]
    waits_for_officer: bool
    goes_from: datetime | None  #: the end of the quiet hours that it is in now

    @property
    def messages(self) -> int:
        """How many are made: one for each number or mailbox."""
        return sum(self.on.values())

    @property
    def cannot_be_told(self) -> int:
        """How many hear nothing."""
        return sum(self.not_told.values())


def foresee(*, kind: str, audience: Audience, chosen: Mapping[str, str], at: datetime, by: str) -> Foreseen:
    """Return what a campaign would be if the officer asked for it now; it is refused as `ask` refuses it."""
    said = kinds()[kind]
    facts = facts_of(said, office=audience.office, number=SAMPLE, chosen=chosen)
    extent = extent_of(audience, at=at, by=by)
    found: dict[str, int] = dict(rows(counting(said), **values_of(said, extent, at=at)))
    on = {step.channel: found[step.channel] for step in said.ladder if step.channel in found}
    return Foreseen(
        people=sum(found.values()),
        on=on,
        shared=found.get(Meant.Why.SHARED, 0),
        not_told={why.value: found[why] for why in WHY_NOT if why in found},
        price=price_of(said, facts, on, by=prices(at=at)),
        minutes=minutes_for({str(channel): many for channel, many in on.items()}),
        message=say(said, facts),
        waits_for_officer=sum(on.values()) > said.run.above,
        goes_from=quiet_until(quiet_hours([said], at=at)[kind], at=at),
    )
