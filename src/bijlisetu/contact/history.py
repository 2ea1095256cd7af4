"""What was said of a consumer's numbers and mailboxes, one claim after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bijlisetu.contact.models import Claim


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as it was made."""

    value: str
    word: str
    role: str
    source: str
    proof: str
    by: str
    at: datetime


def claims_of(consumer: int, *, most: int = 200) -> list[Said]:
    """Return what was said of the consumer's addresses, the latest first."""
    columns = ("value", "word", "role", "source", "proof", "by", "at")
    found = Claim.objects.filter(consumer=consumer).order_by("-at", "-pk").values_list(*columns)
    return [Said(*row) for row in found[:most]]
