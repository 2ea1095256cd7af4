"""What a run of a month's bills would be, before it is made: how many people, by which channel, at what price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bijlisetu.billing import standing
from bijlisetu.billing.telling import revising
from bijlisetu.billing.telling.notices import announce, specimen
from bijlisetu.billing.telling.untold import untold_months
from bijlisetu.kinds.files import kinds
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.runs import queries as runs
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.makers import shares
from bijlisetu.runs.prices import price_of
from bijlisetu.runs.pricing import prices
from bijlisetu.runs.wording import Said, say
from bijlisetu.values import ChannelKind

#: To no more people a run is made on trial and taken back, so that its gates are heard before.
TRIED_UP_TO = 20_000
KIND = "bill_issued"

#: People not told of their bill of the month, by the first step of the ladder on which they have an address.
BY_CHANNEL = f"""
WITH untold AS (
    SELECT DISTINCT bill.consumer_id
    FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
    WHERE bill.cycle = %(cycle)s AND consumer.feeder_id = ANY(%(feeders)s)
      AND {standing.STANDS} AND NOT {revising.MONTH_WAS_TOLD}
),
first AS (
    SELECT (
        SELECT min(step.place) FROM contact_address address
        JOIN unnest(%(channels)s::text[]) WITH ORDINALITY AS step (channel, place)
          ON step.channel = ANY(address.channels)
        WHERE address.consumer_id = untold.consumer_id AND address.owner <> 'not_owner'
    ) AS place
    FROM untold
)
SELECT coalesce((%(channels)s::text[])[place], ''), count(*) FROM first GROUP BY place ORDER BY place
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a run would be; of one to very many the gates are not heard before it is made."""

    people: int  #: who have not been told of their bill
    on: Mapping[ChannelKind, int]  #: of these, by the channel that is tried first
    without: int  #: of these, who have no address
    otherwise: int  #: whose bill changed after they were told of it: they get a correction
    price: Decimal  #: rupees, where each is reached on the first channel
    message: tuple[Said, ...]
    findings: tuple[Finding, ...] | None
    goes_at_once: bool  #: no second officer is asked: it is small, and no gate finds a fault

    @property
    def is_heard(self) -> bool:
        """Whether the gates have been heard."""
        return self.findings is not None


def foresee(*, cycle: date, office: int, at: datetime, by: str) -> Foreseen:
    """
    Return what a run of the office's bills of the cycle would be if it were made by the officer now.

    :raises NoNamedOfficer: if whoever would make it is no officer or operator
    :raises NobodyUnderTheirPost: if the cycle has bills, but none of people of the office
    """
    feeders = [feeder for share in shares(by=by, at=at, office=office) for feeder in share.feeders]
    kind = kinds()[KIND]
    channels = [str(step.channel) for step in kind.ladder]
    found = dict(rows(BY_CHANNEL, cycle=cycle, feeders=feeders, channels=channels))
    without, people = found.pop("", 0), sum(found.values())
    on = {ChannelKind(channel): many for channel, many in found.items()}
    facts = specimen(cycle=cycle, feeders=feeders)
    months = {one.cycle: one.otherwise for one in untold_months(at=at, feeders=feeders)}
    is_tried = people + without <= TRIED_UP_TO
    findings, goes_at_once = _on_trial(cycle, office, at, by) if is_tried else (None, False)
    return Foreseen(
        people=people + without, on=on, without=without, otherwise=months.get(cycle, 0),
        price=price_of(kind, facts, on, by=prices(at=at)) if facts else Decimal(0),
        message=say(kind, dict(facts)) if facts else (), findings=findings, goes_at_once=goes_at_once,
    )  # fmt: skip


def _on_trial(cycle: date, office: int, at: datetime, by: str) -> tuple[tuple[Finding, ...], bool]:
    """Make the runs, hear their gates, and take all of it back: the same words as when it is meant."""
    with transaction.atomic():
        told = announce(cycle=cycle, office=office, at=at, by=by)
        cards = [card for card in map(runs.run, told.runs) if card]
        transaction.set_rollback(True)
    findings = tuple(finding for card in cards for finding in card.findings)
    return findings, bool(cards) and all(card.is_small for card in cards)
