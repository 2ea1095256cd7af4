"""Propose where the registry has somebody wrongly; an officer takes it over, or refuses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.consumers.actions as consumers
import bijlisetu.staff.queries as staff
from bijlisetu.outages.actions import NotTheirs
from bijlisetu.outages.learning.actions import HasEnded
from bijlisetu.outages.learning.hanging import Fits, hangs_on
from bijlisetu.outages.learning.hearing import GUESSED
from bijlisetu.outages.models import Rehanging
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.deeds import Deed

#: What was said longer ago may have been before the lines were changed.
HEARD = timedelta(days=180)
MOST = 50
#: Of each transformer of the same substation: in how many of its outages the person was dark though no outage held
#: them, on how many days, and in how many they had light. Beside it: in how many of their own transformer's.
FITS = """
WITH cut AS (
    SELECT outage.id, outage.from_at - %(guessed)s AS from_at, coalesce(outage.back_at, 'infinity') AS back_at,
           low.id AS low, place.section_id AS section
    FROM outages_outage outage JOIN outages_outagepart part ON part.outage_id = outage.id
    JOIN network_transformer low ON low.id = part.transformer_id
    JOIN network_feederplace place ON place.feeder_id = low.feeder_id AND place.valid_to IS NULL
    WHERE outage.state <> 'cancelled' AND outage.from_at > %(since)s
), said AS (
    SELECT told.consumer_id, consumer.transformer_id AS hangs_on, cut.low, cut.id AS outage, told.is_dark,
           told.outage_id IS NULL AS is_unexplained, (told.said_at AT TIME ZONE 'Asia/Kolkata')::date AS day
    FROM outages_nolight told JOIN consumers_consumer consumer ON consumer.id = told.consumer_id
    JOIN cut ON cut.section = told.section_id AND told.said_at >= cut.from_at AND told.said_at < cut.back_at
    WHERE told.said_at > %(since)s
), fits AS (
    SELECT consumer_id, low, count(DISTINCT outage) FILTER (WHERE is_dark AND is_unexplained) AS outages,
           count(DISTINCT day) FILTER (WHERE is_dark AND is_unexplained) AS days,
           count(DISTINCT outage) FILTER (WHERE NOT is_dark) AS against
    FROM said WHERE low IS DISTINCT FROM hangs_on GROUP BY consumer_id, low
), own AS (
    SELECT consumer_id, count(DISTINCT outage) AS outages FROM said WHERE is_dark AND low = hangs_on
    GROUP BY consumer_id
)
SELECT fits.consumer_id, fits.low, fits.outages, fits.days, fits.against, coalesce(own.outages, 0)
FROM fits LEFT JOIN own USING (consumer_id) WHERE fits.outages > 0
ORDER BY fits.consumer_id, fits.low
"""
#: What was taken over and is found again has been undone since, by an import of the registry.
PROPOSE = """
INSERT INTO outages_rehanging (consumer_id, transformer_id, outages, days, state, at, by)
SELECT consumer, transformer, outages, days, 'open', %(at)s, ''
FROM unnest(%(consumers)s::bigint[], %(transformers)s::bigint[], %(outages)s::int[], %(days)s::int[])
     AS found (consumer, transformer, outages, days)
ON CONFLICT (consumer_id, transformer_id) DO UPDATE
SET outages = excluded.outages, days = excluded.days,
    state = 'open', ended_at = NULL, by = ''
WHERE outages_rehanging.state <> 'refused'
"""
LAPSE = """
UPDATE outages_rehanging held SET state = 'lapsed', ended_at = %(at)s
WHERE state = 'open' AND NOT EXISTS (
    SELECT FROM unnest(%(consumers)s::bigint[], %(transformers)s::bigint[]) AS found (consumer, transformer)
    WHERE found.consumer = held.consumer_id AND found.transformer = held.transformer_id
)
"""
OF_OFFICE = """
SELECT held.id, consumer.id, right(consumer.account, 4), line.name, coalesce(was.name, ''), feeder.name, low.name,
       held.outages, held.days
FROM outages_rehanging held JOIN consumers_consumer consumer ON consumer.id = held.consumer_id
JOIN network_feeder line ON line.id = consumer.feeder_id
LEFT JOIN network_transformer was ON was.id = consumer.transformer_id
JOIN network_transformer low ON low.id = held.transformer_id JOIN network_feeder feeder ON feeder.id = low.feeder_id
JOIN network_feederplace place ON place.feeder_id = low.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
WHERE held.state = 'open' AND tree.ancestor_id = ANY(%(offices)s)
ORDER BY held.outages DESC, held.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as the desk sees it: who, where the registry has them, and where they seem to hang."""

    id: int
    consumer: int
    account_end: str
    feeder: str
    transformer: str  #: empty: the registry knows none
    other_feeder: str
    other: str
    outages: int
    days: int


@transaction.atomic
def propose(*, at: datetime) -> int:
    """Look anew who seems to hang elsewhere; return how many do. What was refused is not proposed again."""
    told = rows(FITS, guessed=GUESSED, since=at - HEARD)
    found: list[tuple[int, Fits]] = []
    for consumer, each in groupby(told, key=lambda row: row[0]):
        of_one = list(each)
        fits = [
            Fits(transformer=low, outages=outages, days=days, against=against)
            for _, low, outages, days, against, _ in of_one
        ]
        if one := hangs_on(fits, own=of_one[0][-1]):
            found.append((consumer, one))
    pairs = {"consumers": [consumer for consumer, _ in found], "transformers": [one.transformer for _, one in found]}
    execute(LAPSE, **pairs, at=at)
    execute(PROPOSE, **pairs, outages=[one.outages for _, one in found], days=[one.days for _, one in found], at=at)
    return len(found)


@transaction.atomic
def accept(*, proposal: int, at: datetime, by: str) -> None:
    """
    Have the registry say it; the consumer's facts keep what stood there before.

    :raises HasEnded: if it was decided before
    :raises NotTheirs: if the officer's posts do not cover both lines
    """
    found = _open(proposal, at=at, by=by)
    consumers.hang_on(consumer=found.consumer_id, transformer=found.transformer_id, at=at, by=by)
    _end(found, Rehanging.State.ACCEPTED, at=at, by=by)


@transaction.atomic
def refuse(*, proposal: int, at: datetime, by: str) -> None:
    """
    Say that the registry is right.

    :raises HasEnded: if it was decided before
    :raises NotTheirs: if the officer's posts do not cover both lines
    """
    found = _open(proposal, at=at, by=by)
    _end(found, Rehanging.State.REFUSED, at=at, by=by)
    audit.note(deed="rehanging.refused", records=[f"consumer:{found.consumer_id}"], by=by, at=at)


def proposed_at(offices: Sequence[int]) -> list[Proposed]:
    """Return the open proposals at lines of the offices: those that most outages speak for first."""
    return [Proposed(*row) for row in rows(OF_OFFICE, offices=list(offices), most=MOST)]


def _open(proposal: int, *, at: datetime, by: str) -> Rehanging:
    found = Rehanging.objects.select_for_update(of=["self"]).select_related("consumer", "transformer").get(pk=proposal)
    if found.state != Rehanging.State.OPEN:
        raise HasEnded(f"the proposal is {found.state}")
    feeders = sorted({found.consumer.feeder_id, found.transformer.feeder_id})
    if not staff.may(staff.seats_named(by, on=day_in_india(at)), Deed.RUN_OUTAGES, feeders=feeders):
        raise NotTheirs(f"{by} is no officer whose post covers both lines")
    return found


def _end(found: Rehanging, state: Rehanging.State, *, at: datetime, by: str) -> None:
    found.state, found.ended_at, found.by = state, at, by
    found.save(update_fields=["state", "ended_at", "by"])
