"""Ask of a suspicion: the officer whether it is so, and a few neighbours whether they have light."""

from __future__ import annotations

from datetime import datetime, timedelta

import bijlisetu.outbox.actions as outbox
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_of
from bijlisetu.outages import officers
from bijlisetu.outages.learning.models import Suspicion
from bijlisetu.outages.telling import LONGEST_AREA, named
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india

KIND = "neighbour_dark"
#: So many are asked; three who have light make most suspicions doubtful.
MOST = 5
#: Nobody is asked again so soon.
REST = timedelta(days=1)
#: Whoever hangs there, lives on WhatsApp and has not spoken; in an order that favours nobody.
NEIGHBOURS = f"""
SELECT consumer.id, consumer.feeder_id, right(consumer.account, 4)
FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s) AS touched
JOIN consumers_consumer consumer ON consumer.id = touched.consumer_id
WHERE EXISTS (
    SELECT FROM contact_address held
    LEFT JOIN contact_health health ON health.value = held.value AND health.until > %(at)s
    WHERE held.consumer_id = consumer.id AND held.owner <> 'not_owner' AND 'whatsapp' = ANY(held.channels)
      AND NOT 'whatsapp' = ANY(coalesce(health.shut, '{{}}'))
) AND NOT EXISTS (
    SELECT FROM outages_nolight said WHERE said.consumer_id = consumer.id AND said.said_at > %(rested)s
) AND NOT EXISTS (
    SELECT FROM outbox_notice asked
    WHERE asked.consumer_id = consumer.id AND asked.kind = '{KIND}' AND asked.posted_at > %(rested)s
)
ORDER BY md5(%(suspicion)s || ':' || consumer.id) LIMIT {MOST}
"""


def ask_officer(suspicion: Suspicion, *, section: int, at: datetime) -> None:
    """Ask the junior engineer of the section on the phone when the suspicion opens: at night nobody has a page open."""
    area_hi, area_en = named(suspicion)
    officers.ask_of_suspected(
        suspicion=suspicion.pk, office=section, place={"hi": area_hi[:LONGEST_AREA], "en": area_en[:LONGEST_AREA]},
        reports=suspicion.reports, since=suspicion.since, page=f"/office/outages/{section}/", at=at,
    )  # fmt: skip


def ask_neighbours(suspicion: Suspicion, *, at: datetime) -> None:
    """Ask them once, when the suspicion opens; a press counts, whatever it says."""
    elements = {
        "substations": [suspicion.substation_id] if suspicion.substation_id else [],
        "feeders": [suspicion.feeder_id] if suspicion.feeder_id else [],
        "transformers": [suspicion.transformer_id] if suspicion.transformer_id else [],
    }
    found = rows(NEIGHBOURS, **elements, at=at, rested=at - REST, suspicion=str(suspicion.pk))
    if not found:
        return
    area_hi, area_en = named(suspicion)
    company = company_of(found[0][1])
    facts = {
        "utility_hi": company.short_hi, "utility_en": company.short_en, "area_hi": area_hi[:LONGEST_AREA],
        "area_en": area_en[:LONGEST_AREA],
    }  # fmt: skip
    postings = [
        Posting(
            key=f"{KIND}:{day_in_india(at):%Y-%m}:{suspicion.pk}:{consumer}", consumer=consumer,
            facts={**facts, "account_end": ending},
        )
        for consumer, _, ending in found
    ]  # fmt: skip
    outbox.post(kind=kinds()[KIND], postings=postings, at=at)
