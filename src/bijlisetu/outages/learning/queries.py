"""What seems to be dark at the parts of an office, and whether somebody said that it was back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.outages.models import Suspicion
from bijlisetu.outages.telling import named
from bijlisetu.plumbing.database.sql import rows

MOST = 50
#: Whoever is dark so soon after the return was never back, or is dark anew.
SOON = timedelta(hours=6)
OF_OFFICE = """
SELECT suspicion.id FROM outages_suspicion suspicion
LEFT JOIN network_transformer low ON low.id = suspicion.transformer_id
LEFT JOIN network_feederplace place
  ON place.feeder_id = coalesce(suspicion.feeder_id, low.feeder_id) AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = coalesce(suspicion.substation_id, place.section_id)
WHERE suspicion.state = 'open' AND tree.ancestor_id = ANY(%(offices)s)
GROUP BY suspicion.id ORDER BY suspicion.reports DESC, suspicion.id LIMIT %(most)s
"""
WAS_BACK = """
SELECT DISTINCT ON (said.suspicion_id) said.suspicion_id, outage.number, outage.back_at
FROM outages_nolight said
JOIN outages_suspicion suspicion ON suspicion.id = said.suspicion_id
JOIN outages_told was ON was.consumer_id = said.consumer_id AND was.stage = 'cut'
JOIN outages_outage outage ON outage.id = was.outage_id AND outage.state = 'back'
WHERE said.suspicion_id = ANY(%(suspicions)s) AND said.is_dark AND said.said_at >= outage.back_at
  AND outage.back_at > suspicion.since - %(soon)s
ORDER BY said.suspicion_id, outage.back_at DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A suspicion as the desk sees it."""

    id: int
    area_hi: str
    area_en: str
    since: datetime
    reports: int
    probability: float
    was_back: str  #: number of an outage that was said to be over here, just before
    was_back_at: datetime | None


def suspicions_at(offices: Sequence[int]) -> list[Seen]:
    """Return the open suspicions at parts of the offices: those of which most people speak first."""
    order = [number for (number,) in rows(OF_OFFICE, offices=list(offices), most=MOST)]
    told = {number: (outage, back_at) for number, outage, back_at in rows(WAS_BACK, suspicions=order, soon=SOON)}
    found = Suspicion.objects.select_related("substation", "feeder", "transformer").in_bulk(order)
    return [_seen(found[number], *told.get(number, ("", None))) for number in order]


def _seen(one: Suspicion, was_back: str, was_back_at: datetime | None) -> Seen:
    area_hi, area_en = named(one)
    return Seen(
        id=one.pk, area_hi=area_hi, area_en=area_en, since=one.since, reports=one.reports,
        probability=one.probability, was_back=was_back, was_back_at=was_back_at,
    )  # fmt: skip
