"""What somebody brought is believed no more: it counts as if nobody had brought it, and what went there was missed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from bijlisetu.contact.actions.taking import take
from bijlisetu.contact.lists import ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim
from bijlisetu.contact.proof.models import Challenge


class Brought(NamedTuple):
    """One word on an address that was brought: of whom, which, on which way and when."""

    consumer: int
    value: str
    source: ClaimSource
    at: datetime


@transaction.atomic
def disbelieve(*, brought: Collection[Brought], by: str, at: datetime) -> int:
    """
    Let these words count no more; return how many addresses count no more with them.

    An address that somebody else brought too, or whose own person said that it is theirs, stands.
    """
    claims = [
        Claim(consumer_id=one.consumer, value=one.value, word=ClaimWord.TAKEN_BACK, source=one.source, at=one.at)
        for one in sorted(brought)
    ]
    take(claims=claims, at=at, by=by)
    pairs = {(one.consumer, one.value) for one in brought}
    struck = set(
        Address.objects.filter(consumer__in={consumer for consumer, _ in pairs}, owner=Address.Owner.NOT_OWNER)
        .values_list("consumer", "value")
    )  # fmt: skip
    return len(pairs & struck)


def expect_no_more(*, consumers: Collection[int], of: str) -> None:
    """Take no code any more for what this person asked of these consumers' numbers at their doors."""
    asked = Challenge.objects.filter(consumer__in=consumers, by=of, state=Challenge.State.OPEN)
    asked.filter(entrance=ClaimSource.VISIT).update(state=Challenge.State.OVER)
