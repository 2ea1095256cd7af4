"""What was asked of numbers and is still to be answered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Challenge


@dataclass(frozen=True, slots=True)
class Pending:
    """A number that was asked to prove itself."""

    challenge: uuid.UUID
    value: str
    role: str
    until: datetime
    proved_at: datetime | None

    @property
    def is_proved(self) -> bool:
        """Whether the number has proved itself."""
        return self.proved_at is not None


class AskedAtHome(NamedTuple):
    """A number that was asked on the open web; without a consumer where there is no such account."""

    value: str
    consumer: int | None


def asked_at_home(challenge: uuid.UUID) -> AskedAtHome | None:
    """Return the number that was asked on the open web; none where nothing was asked there so."""
    asked = Challenge.objects.filter(pk=challenge, entrance=ClaimSource.HOME).values_list("value", "consumer").first()
    return AskedAtHome(*asked) if asked else None


def pending(challenge: uuid.UUID, consumer: int) -> Pending | None:
    """Return what was asked for the consumer; none where it was another's or nobody's."""
    asked = Challenge.objects.filter(pk=challenge, consumer=consumer).first()
    if asked is None:
        return None
    proved_at = asked.answered_at if asked.state == Challenge.State.PROVED else None
    return Pending(asked.pk, asked.value, asked.role, asked.until, proved_at)
