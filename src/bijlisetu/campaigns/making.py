"""
Make the messages of campaigns, one campaign after the other, and take back those of one that was cancelled.

Who is told is settled first, in one step. Then the messages are put into one run in pieces, each committed with the
mark of how far it got: what dies between two pieces goes on from there, and nobody hears anything twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import orjson
from django.db import transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.campaigns.audience import extent_of
from bijlisetu.campaigns.facts import facts_of
from bijlisetu.campaigns.models import Campaign
from bijlisetu.campaigns.queries import audience_of
from bijlisetu.campaigns.selecting import settling, values_of
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Kind
from bijlisetu.outbox.actions import STAGE
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs

PIECE = 50_000  #: messages put in by one transaction
MANY = 5000  #: so many rows at once change what statements over them should be planned for
CANCELLED = "cancelled"  #: why a message was taken back

#: The next of those who get a message.
NEXT = """
SELECT consumer_id FROM campaigns_meant WHERE campaign_id = %(campaign)s AND why = '' AND consumer_id > %(after)s
ORDER BY consumer_id OFFSET %(piece)s - 1 LIMIT 1
"""
FILL = """
INSERT INTO posting (key, consumer_id, occasion, facts, "to")
SELECT %(key)s || consumer.account, consumer.id, %(occasion)s, %(facts)s::jsonb, coalesce(address.value, '')
FROM campaigns_meant meant JOIN consumers_consumer consumer ON consumer.id = meant.consumer_id
LEFT JOIN contact_address address ON address.id = meant.address
WHERE meant.campaign_id = %(campaign)s AND meant.why = ''
  AND meant.consumer_id > %(after)s AND meant.consumer_id <= %(until)s
  AND (meant.address IS NULL OR address.id IS NOT NULL)
ORDER BY consumer.id
"""
OPEN = """
SELECT id FROM outbox_notice WHERE run_id = %(run)s AND state = 'open' ORDER BY id LIMIT %(piece)s
"""
LARGEST = 2**63 - 1


def make_next(*, at: datetime) -> bool:
    """Make or take back the messages of the oldest campaign that waits for it; return whether there was one."""
    campaign = Campaign.objects.filter(ended_at=None).order_by("id").first()
    if campaign is None:
        return False
    try:
        if not campaign.cancelled_at:
            _make(campaign.pk, at)
    except Refusal as refused:
        Campaign.objects.filter(pk=campaign.pk).update(fault=type(refused).__name__)
    campaign.refresh_from_db()
    if campaign.cancelled_at:
        _take_back(campaign, at)
    Campaign.objects.filter(pk=campaign.pk, cancelled_at=campaign.cancelled_at).update(ended_at=at)
    return True


def _make(number: int, at: datetime) -> None:
    campaign = Campaign.objects.get(pk=number)
    kind = kinds()[campaign.kind]
    if not campaign.planned_at:
        _settle(number, kind, at)
    run = _begin(number, kind, at)
    while run and _put_in(number, run, kind, at):
        pass
    if run:
        _close(number, run, at)


@transaction.atomic
def _settle(number: int, kind: Kind, at: datetime) -> None:
    """Write down who is told and who is not."""
    campaign = Campaign.objects.select_for_update().get(pk=number)
    extent = extent_of(audience_of(campaign), at=at, by=campaign.by)
    values = values_of(kind, extent, at=at)
    ((people, messages),) = rows(settling(kind), campaign=number, office=campaign.office_id, **values)
    if people > MANY:
        execute("ANALYZE campaigns_meant")
    campaign.people, campaign.messages, campaign.planned_at = people, messages, at
    campaign.save(update_fields=["people", "messages", "planned_at"])


@transaction.atomic
def _begin(number: int, kind: Kind, at: datetime) -> int | None:
    """Open the run, or take up the one that was begun; none for a campaign that was cancelled meanwhile."""
    campaign = Campaign.objects.select_for_update().get(pk=number)
    if campaign.cancelled_at:
        return None
    campaign.run = campaign.run or runs.begin(key=_run_key(campaign, kind), kind=kind, at=at, by=campaign.by)
    campaign.save(update_fields=["run"])
    return campaign.run


@transaction.atomic
def _put_in(number: int, run: int, kind: Kind, at: datetime) -> bool:
    """Put the next piece into the run; return whether there may be more."""
    campaign = Campaign.objects.select_for_update().get(pk=number)
    if campaign.cancelled_at or campaign.last == LARGEST:
        return False
    piece = {"campaign": number, "after": campaign.last, "piece": PIECE}
    last = rows(NEXT, **piece)
    until = last[0][0] if last else LARGEST
    facts = facts_of(kind, office=campaign.office_id, number=campaign.number, chosen=_chosen(campaign))
    execute(STAGE)
    execute(
        FILL, **piece, until=until, key=campaign.key, occasion=kind.occasion_of(facts),
        facts=orjson.dumps(facts).decode(),
    )  # fmt: skip
    campaign.done += outbox.post_staged(kind=kind, at=at, run=run)
    campaign.last = until
    campaign.save(update_fields=["done", "last"])
    return bool(last)


@transaction.atomic
def _close(number: int, run: int, at: datetime) -> None:
    """Close the run; not of a campaign that was cancelled, for a small one goes out as soon as it is closed."""
    campaign = Campaign.objects.select_for_update().get(pk=number)
    if campaign.cancelled_at:
        return
    if not runs.close(run=run, at=at, by=campaign.by):
        campaign.run = None  # there was nobody to tell
        campaign.save(update_fields=["run"])


def _take_back(campaign: Campaign, at: datetime) -> None:
    """Take back what has not left us, and close the book of its run."""
    if not campaign.run:
        return
    while notices := [notice for (notice,) in rows(OPEN, run=campaign.run, piece=PIECE)]:
        outbox.withdraw_notices(notices=notices, at=at, reason=CANCELLED)
    if runs.close(run=campaign.run, at=at, by=campaign.by):
        runs.finish_withdrawn(run=campaign.run, at=at)


def _chosen(campaign: Campaign) -> Mapping[str, str]:
    return {str(fact): str(key) for fact, key in campaign.chosen.items()}


def _run_key(campaign: Campaign, kind: Kind) -> str:
    """Return what the run is called: its last two words are the ledger and the campaign's number there."""
    return f"campaign:{campaign.day:%Y-%m}:{kind.ledger}:{campaign.number}"
