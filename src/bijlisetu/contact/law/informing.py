"""Write down that somebody was told the notice, and say to whom it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.contact.law.models import Informed
from bijlisetu.contact.law.notices import current
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.values import Language, mask


@dataclass(frozen=True, slots=True)
class Telling:
    """That the notice was told: which version, in which language, by which way, by whom and when."""

    value: str
    notice: str
    language: str
    source: str
    by: str
    at: datetime


@transaction.atomic
def inform(*, consumer: int, value: str, language: Language, source: ClaimSource, by: str, at: datetime) -> None:
    """Write down that whoever gave the address, or is at it, was told the notice that holds today."""
    version = current(day_in_india(at)).name
    Informed.objects.create(
        consumer_id=consumer, value=value, notice=version, language=language, source=source, by=by, at=at
    )
    detail = {"notice": version, "language": str(language), "address": mask(value)}
    audit.note(deed="contact.informed", records=[f"consumer:{consumer}"], by=by, at=at, detail=detail)


def told_to(consumer: int) -> list[Telling]:
    """Return when the notice was told about the consumer's addresses, the latest first."""
    found = Informed.objects.filter(consumer=consumer).order_by("-at", "-id")
    return [Telling(*row) for row in found.values_list("value", "notice", "language", "source", "by", "at")]
