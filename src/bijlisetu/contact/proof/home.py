"""
A number proved on the open web: nobody of ours saw the person, so where an old number lives it is asked first.

It waits for a day, told to the old numbers; whoever holds one of them can stop it, then and later. Where no number
stands on the account, or this one does already, there is nobody to ask, and it holds at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import bijlisetu.outbox.actions as outbox
from bijlisetu.audit import machines
from bijlisetu.contact.changes.actions import let_wait
from bijlisetu.contact.changes.actions import make_due as made_now
from bijlisetu.contact.lists import ClaimProof, ClaimRole, ClaimSource
from bijlisetu.contact.models import Address
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.contact.proof.telling import MOST_TOLD, Told, tell_of_proof, words_about
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india

COOLING = timedelta(hours=24)
CHANGING = "number_changing"


def wait_if_asked(asked: Challenge, consumer: int, *, at: datetime) -> datetime | None:
    """Let the number wait where an old one can speak against it; return until when, or none where it holds at once."""
    standing = Address.objects.filter(consumer=consumer, channels__contains=["sms"]).exclude(
        owner=Address.Owner.NOT_OWNER
    )
    # What is proved first, then what was named last.
    held = list(standing.order_by("owner", "-known_at", "pk").values_list("value", flat=True))
    if not held or asked.value in held:
        return None
    old = held[:MOST_TOLD]
    holds_from = at + COOLING
    change = let_wait(
        consumer=consumer, old=old[0], new=asked.value, source=ClaimSource.HOME, proof=ClaimProof.OTP,
        role=ClaimRole(asked.role), by=machines.HOME, at=at, holds_from=holds_from,
    )  # fmt: skip
    facts = {**words_about(consumer), "from": holds_from.isoformat(), "change": str(change)}
    postings = [
        Posting(
            key=f"{CHANGING}:{day_in_india(at):%Y-%m}:{asked.pk.hex}:{place}", consumer=consumer, to=value, facts=facts
        )
        for place, value in enumerate(old)
    ]
    outbox.post(kind=kinds()[CHANGING], postings=postings, at=at)
    return holds_from


def make_due(*, at: datetime) -> int:
    """Make the changes to which nobody said no for a day, and tell the new numbers; return how many."""
    made = made_now(at=at)
    for change in made:
        tell_of_proof(Told(change.consumer_id, change.new, change.by, f"change{change.pk}"), at=at)
    return len(made)
