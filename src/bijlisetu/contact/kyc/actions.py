"""Note what a person was asked, and keep what is missing of each consumer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.contact.actions.consent import Said, Wish, keep_wishes
from bijlisetu.contact.kyc.models import ASKED, Matter
from bijlisetu.contact.models import Address
from bijlisetu.kinds.kind import REFUSABLE
from bijlisetu.plumbing.database.signing import sign
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.values import Language

TAKE = """
DELETE FROM contact_kycchange WHERE id = ANY(ARRAY(
    SELECT id FROM contact_kycchange ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)) RETURNING consumer_id
"""
#: The second statement sees all that was committed before it began, and so all that the changes speak of.
REFRESH = """
INSERT INTO contact_kyc AS known (consumer_id, feeder_id, missing)
SELECT made.* FROM (SELECT DISTINCT consumer FROM unnest(%(consumers)s::bigint[]) AS told (consumer)) AS told,
LATERAL (
    SELECT consumer_id, feeder_id, missing FROM contact_kyc_made WHERE consumer_id = told.consumer OFFSET 0
) AS made
ORDER BY made.consumer_id
ON CONFLICT (consumer_id) DO UPDATE SET feeder_id = excluded.feeder_id, missing = excluded.missing
WHERE (known.feeder_id, known.missing) <> (excluded.feeder_id, excluded.missing)
"""
NOTE = """
INSERT INTO contact_detail AS known (consumer_id, matter, by, at)
SELECT %(consumer)s, matter, %(by)s, %(at)s FROM unnest(%(matters)s::text[]) AS told (matter)
ON CONFLICT (consumer_id, matter) DO UPDATE SET by = excluded.by, at = excluded.at WHERE known.at < excluded.at
"""
SPEAK = """
UPDATE consumers_consumer SET language = %(language)s, changed_at = %(at)s
WHERE id = %(consumer)s AND language <> %(language)s
"""
AT_ONCE = 5_000
WHEN_ASKED = "asked"  #: how such a wish came to us


@transaction.atomic
def note_asked(
    *,
    consumer: int,
    matters: Sequence[Matter],
    language: Language | None = None,
    is_wanted: bool | None = None,
    at: datetime,
    by: str,
) -> None:
    """
    Note that the consumer was asked about these and answered; a language that they chose holds from now on.

    Whether reminders and advertisements are wanted is a wish about each of their addresses; bills are owed to all.
    """
    told = {one for one in matters if one in ASKED}
    if is_wanted is not None and _wish(consumer, is_wanted, at=at, by=by):
        told.add(Matter.CONSENT)
    if language is not None:
        sign(by=by, source="")
        execute(SPEAK, consumer=consumer, language=str(language), at=at)
        told.add(Matter.LANGUAGE)
    if not told:
        return
    names = sorted(map(str, told))
    execute(NOTE, consumer=consumer, matters=names, by=by, at=at)
    detail = {"matters": ", ".join(names), **({"language": str(language)} if language else {})}
    audit.note(deed="contact.asked", records=[f"consumer:{consumer}"], by=by, at=at, detail=detail)


@transaction.atomic
def refresh(*, limit: int = AT_ONCE) -> int:
    """Bring what is missing up to date with what has changed; return how many changes were seen."""
    consumers = [consumer for (consumer,) in rows(TAKE, limit=limit)]
    if consumers:
        execute(REFRESH, consumers=consumers)
    return len(consumers)


def _wish(consumer: int, is_wanted: bool, *, at: datetime, by: str) -> bool:
    """Keep the wish for all addresses of the consumer; return whether there is any."""
    held = Address.objects.filter(consumer=consumer).exclude(owner=Address.Owner.NOT_OWNER)
    values = list(held.order_by("value").values_list("value", flat=True))
    said = [
        Said(Wish(consumer, value, purpose), is_wanted, WHEN_ASKED, at)
        for value in values
        for purpose in sorted(REFUSABLE)
    ]
    keep_wishes(said=said, at=at, by=by)
    return bool(said)
