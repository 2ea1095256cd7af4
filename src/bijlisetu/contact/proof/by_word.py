"""
A number or mailbox that somebody of the office brought without a code from it: only their word says whose it is.

So the number is told for which account and by whom, and so are the numbers that the consumer had; no, from any of
them, undoes it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import bijlisetu.outbox.actions as outbox
from bijlisetu.contact.changes.models import Change
from bijlisetu.contact.health.queries import conditions_of
from bijlisetu.contact.hygiene.condition import is_suspect
from bijlisetu.contact.lists import BY_STAFF, ClaimProof, ClaimWord
from bijlisetu.contact.models import Claim
from bijlisetu.contact.proof.telling import MOST_TOLD, PROVED, by_whom, words_about_each
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india

#: Said to the numbers that the consumer had.
ADDED = "number_added"
#: What the phone or the mailbox itself has said.
ITS_OWN = (ClaimProof.OTP, ClaimProof.MISSED_CALL, ClaimProof.LINK, ClaimProof.REPLY)
#: What is proved first, then what was named last; and what the same word has struck out.
HAD = f"""
SELECT one.consumer_id, held.value
FROM (SELECT DISTINCT consumer_id FROM unnest(%(consumers)s::bigint[]) AS brought (consumer_id)) AS one, LATERAL (
    SELECT address.value FROM contact_address address
    WHERE address.consumer_id = one.consumer_id AND address.channels @> ARRAY['sms'] AND NOT {is_suspect("address")}
      AND (address.owner <> 'not_owner' OR (address.consumer_id, address.value) IN (
          SELECT * FROM unnest(%(left_by)s::bigint[], %(left)s::text[])
      ))
      AND (address.consumer_id, address.value) NOT IN (
          SELECT * FROM unnest(%(consumers)s::bigint[], %(values)s::text[])
      )
    ORDER BY address.owner, address.known_at DESC, address.id
) AS held
"""


def is_by_word(claim: Claim) -> bool:
    """Return whether nothing but the word of somebody of the office says that the address is the consumer's."""
    is_brought = claim.word in (ClaimWord.REACHES, ClaimWord.OWN)
    return is_brought and claim.source in BY_STAFF and claim.proof not in ITS_OWN


def tell_by_word(brought: Sequence[Claim], *, left: Collection[Claim], at: datetime, by: str) -> None:
    """Tell the numbers that were brought, and those that their consumers had; also the ones just struck out."""
    had = _had(brought, left, at=at)
    changes = {(one.consumer_id, one.new, one.made_at): one.pk for one in _changes(brought, had, by=by)}
    words, worker = words_about_each([one.consumer_id for one in brought]), by_whom(by)
    itself, others = [], []
    for claim in brought:
        facts = {**words[claim.consumer_id], **worker}
        known = f"{day_in_india(claim.at):%Y-%m}:{claim.consumer_id}:{_mark(claim)}"
        if "@" not in claim.value:
            itself.append(Posting(key=f"{PROVED}:{known}", consumer=claim.consumer_id, to=claim.value, facts=facts))
        for place, value in enumerate(had[claim.consumer_id]):
            change = changes[claim.consumer_id, claim.value, claim.at]
            others.append(
                Posting(
                    key=f"{ADDED}:{known}:{place}", consumer=claim.consumer_id, to=value,
                    facts={**facts, "change": str(change)},
                )
            )  # fmt: skip
    outbox.post_each(said=[(kinds()[PROVED], itself), (kinds()[ADDED], others)], at=at)


def _had(brought: Sequence[Claim], left: Collection[Claim], *, at: datetime) -> Mapping[int, list[str]]:
    """Return for each consumer the numbers that they had and that are not dead."""
    found = rows(
        HAD, consumers=[one.consumer_id for one in brought], values=[one.value for one in brought],
        left_by=[one.consumer_id for one in left], left=[one.value for one in left],
    )  # fmt: skip
    conditions = conditions_of(sorted({value for _, value in found}))
    had: dict[int, list[str]] = defaultdict(list)
    for consumer, value in found:
        is_dead = value in conditions and conditions[value].holds(at=at)
        if not is_dead and len(had[consumer]) < MOST_TOLD:
            had[consumer].append(value)
    return had


def _changes(brought: Sequence[Claim], had: Mapping[int, list[str]], *, by: str) -> list[Change]:
    """Return what a no would undo: a change that was made of two numbers, or one that puts a number beside others."""
    asked = [one for one in brought if had.get(one.consumer_id)]
    known = Change.objects.filter(
        consumer__in=[one.consumer_id for one in asked], made_at__in=[one.at for one in asked],
        state=Change.State.MADE,
    )  # fmt: skip
    made = {(one.consumer_id, one.new, one.made_at): one for one in known} if asked else {}
    new = [
        Change(
            consumer_id=one.consumer_id, new=one.value, role=one.role, source=one.source, proof=one.proof, by=by,
            at=one.at, state=Change.State.MADE, holds_from=one.at, made_at=one.at,
        )
        for one in asked
        if (one.consumer_id, one.value, one.at) not in made
    ]  # fmt: skip
    return [*made.values(), *Change.objects.bulk_create(new)]


def _mark(claim: Claim) -> str:
    """Return what tells the claim from others of its consumer, without saying its number."""
    return hashlib.sha256(f"{claim.value} {claim.at.isoformat()}".encode()).hexdigest()[:12]
