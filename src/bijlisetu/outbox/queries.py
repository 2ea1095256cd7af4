"""What stands still, and what a try said to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db.models import Q, TextField, Value
from django.db.models.functions import Coalesce

from bijlisetu.network.queries import companies_over
from bijlisetu.outbox.models import Stop
from bijlisetu.plumbing.database.keyed import rows

MESSAGE = """
SELECT notice.kind, notice.facts::text, consumer.account, consumer.language, consumer.feeder_id
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id WHERE attempt.id = %(attempt)s
"""


@dataclass(frozen=True, slots=True)
class Standstill:
    """Something that was stopped and has not gone on."""

    scope: str
    company: str  #: whose letters; empty: everybody's
    at: datetime
    by: str
    why: str

    def lasts(self, at: datetime) -> timedelta:
        """Return for how long it stands still."""
        return at - self.at


@dataclass(frozen=True, slots=True)
class MessageSent:
    """What one try said: its kind and facts, to whose account, in which language."""

    kind: str
    facts: dict[str, str]
    account: str
    language: str
    feeder: int


def message_of(attempt: int) -> MessageSent | None:
    """Return what the attempt said; nothing where there is no such attempt."""
    for kind, facts, *whose in rows(MESSAGE, attempt=attempt):
        return MessageSent(kind, orjson.loads(facts), *whose)
    return None


def stops(feeders: Sequence[int] | None = None) -> tuple[Standstill, ...]:
    """Return what stands still; of the companies' own stops, those alone that concern the feeders, if any are named."""
    found = Stop.objects.filter(lifted_at=None).order_by("at", "id")
    if feeders is not None:
        found = found.filter(Q(company=None) | Q(company__in=companies_over(feeders)))
    names = Coalesce("company__name", Value(""), output_field=TextField())
    return tuple(Standstill(*row) for row in found.values_list("scope", names, "at", "by", "why"))
