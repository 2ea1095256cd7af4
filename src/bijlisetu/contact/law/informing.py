"""Write down that somebody was told the notice, and say to whom it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.contact.law.current import notice
from bijlisetu.contact.law.models import Informed
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.values import Language, mask

#: Telephones send again what they do not know to have arrived.
KEEP = """
INSERT INTO contact_informed (consumer_id, value, notice, language, source, "by", at)
SELECT * FROM unnest(%(consumers)s::bigint[], %(values)s::text[], %(notices)s::text[], %(languages)s::text[],
                     %(sources)s::text[], %(people)s::text[], %(ats)s::timestamptz[])
ON CONFLICT ON CONSTRAINT informed_once DO NOTHING
RETURNING consumer_id, value, notice, language, source, "by", at
"""


class ToldTo(NamedTuple):
    """That a consumer was told the notice: with which address, version, language and way, by whom and when."""

    consumer: int
    value: str
    notice: str
    language: str
    source: str
    by: str
    at: datetime


def inform(*, consumer: int, value: str, language: Language, source: ClaimSource, by: str, at: datetime) -> None:
    """Write down that whoever gave the address, or is at it, was told the notice that holds then."""
    note_informed(told=[ToldTo(consumer, value, notice(at=at).name, language, source, by, at)])


@transaction.atomic
def note_informed(*, told: Sequence[ToldTo]) -> None:
    """Write down each telling once, whoever says so how often."""
    if not told:
        return
    names = ("consumers", "values", "notices", "languages", "sources", "people", "ats")
    new = rows(KEEP, **dict(zip(names, map(list, zip(*told, strict=True)), strict=True)))
    for one in map(ToldTo._make, new):
        detail = {"notice": one.notice, "language": str(one.language), "address": mask(one.value)}
        audit.note(deed="contact.informed", records=[f"consumer:{one.consumer}"], by=one.by, at=one.at, detail=detail)


def told_to(consumer: int) -> list[ToldTo]:
    """Return when the notice was told about the consumer's addresses, the latest first."""
    found = Informed.objects.filter(consumer=consumer).order_by("-at", "-id")
    return [ToldTo(*row) for row in found.values_list(*ToldTo._fields)]
