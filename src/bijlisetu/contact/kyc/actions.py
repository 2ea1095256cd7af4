"""Note what a person was asked, and keep what is missing of each consumer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

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
SELECT DISTINCT ON (consumer, matter) *
FROM unnest(%(consumers)s::bigint[], %(matters)s::text[], %(people)s::text[], %(ats)s::timestamptz[])
     AS told (consumer, matter, person, at)
ORDER BY consumer, matter, at DESC
ON CONFLICT (consumer_id, matter) DO UPDATE SET by = excluded.by, at = excluded.at WHERE known.at < excluded.at
RETURNING consumer_id, matter, by, at
"""
SPEAK = """
UPDATE consumers_consumer SET language = %(language)s, changed_at = %(at)s
WHERE id = %(consumer)s AND language <> %(language)s
"""
AT_ONCE = 5_000
WHEN_ASKED = "asked"  #: how such a wish came to us


class Asked(NamedTuple):
    """That a person was asked about a matter, by whom and when."""

    consumer: int
    matter: Matter
    by: str
    at: datetime


@transaction.atomic
def note_asked(
    *,
    consumer: int,
    matters: Sequence[Matter],
    language: Language | None = None,
    wanted: Mapping[str, bool] | None = None,
    at: datetime,
    by: str,
) -> frozenset[Matter]:
    """
    Note that the consumer was asked about these and answered; a language that they chose holds from now on.

    Return of which matters an answer is kept.

    Which of the purposes that may be refused they want, each asked by itself, is a wish about each of their addresses;
    bills are owed to all. Without an address there is nothing a wish could be about, and none is kept.
    """
    told = {one for one in matters if one in ASKED}
    if wanted and _wish(consumer, wanted, at=at, by=by):
        told.add(Matter.CONSENT)
    if language is not None:
        sign(by=by, source="")
        execute(SPEAK, consumer=consumer, language=str(language), at=at)
        told.add(Matter.LANGUAGE)
    if not told:
        return frozenset()
    _note([Asked(consumer, matter, by, at) for matter in sorted(told)])
    detail = {"matters": ", ".join(sorted(told)), **({"language": str(language)} if language else {})}
    audit.note(deed="contact.asked", records=[f"consumer:{consumer}"], by=by, at=at, detail=detail)
    return frozenset(told)


@transaction.atomic
def note_answers(*, asked: Sequence[Asked]) -> None:
    """Note what many people were asked, each by whom and when; what was noted later already stays."""
    for one in _note([one for one in asked if one.matter in ASKED]):
        audit.note(
            deed="contact.asked", records=[f"consumer:{one.consumer}"], by=one.by, at=one.at,
            detail={"matters": str(one.matter)},
        )  # fmt: skip


@transaction.atomic
def refresh(*, limit: int = AT_ONCE) -> int:
    """Bring what is missing up to date with what has changed; return how many changes were seen."""
    consumers = [consumer for (consumer,) in rows(TAKE, limit=limit)]
    if consumers:
        execute(REFRESH, consumers=consumers)
    return len(consumers)


def _note(asked: Sequence[Asked]) -> list[Asked]:
    """Note them; return those that were news."""
    if not asked:
        return []
    consumers, matters, people, ats = map(list, zip(*asked, strict=True))
    new = rows(NOTE, consumers=consumers, matters=list(map(str, matters)), people=people, ats=ats)
    return [Asked(consumer, Matter(matter), by, at) for consumer, matter, by, at in new]


def _wish(consumer: int, wanted: Mapping[str, bool], *, at: datetime, by: str) -> bool:
    """Keep the wishes for all addresses of the consumer; return whether there is any."""
    held = Address.objects.filter(consumer=consumer).exclude(owner=Address.Owner.NOT_OWNER)
    values = list(held.order_by("value").values_list("value", flat=True))
    said = [
        Said(Wish(consumer, value, purpose), is_wanted, WHEN_ASKED, at)
        for value in values
        for purpose, is_wanted in sorted(wanted.items())
        if purpose in REFUSABLE
    ]
    keep_wishes(said=said, at=at, by=by)
    return bool(said)
