"""Take back exactly what a file of consumers changed; whatever anybody said since stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijlisetu.consumers.actions import SET
from bijlisetu.contact.actions.taking import take
from bijlisetu.contact.imports.models import Import
from bijlisetu.contact.imports.states import Hindrance, held, note_undone
from bijlisetu.contact.lists import CHANNEL_SHUT, ClaimSource, ClaimWord
from bijlisetu.contact.models import Claim
from bijlisetu.plumbing.database.signing import sign
from bijlisetu.plumbing.database.sql import execute, numbers, rows

TYPES = {
    "feeder_id": "bigint", "transformer_id": "bigint", "load": "numeric", "latitude": "float8", "longitude": "float8",
}  # fmt: skip
#: Where the fact is still as the file made it.
PUT_BACK = """
UPDATE consumers_consumer consumer SET {field} = fact.before::{type}, changed_at = %(at)s
FROM contact_importedfact fact
WHERE fact.of_id = %(of)s AND fact.field = '{field}' AND consumer.id = fact.consumer_id
  AND to_jsonb(consumer.{field}) #>> '{{}}' IS NOT DISTINCT FROM fact.after
"""
#: Where a later file changed it once more: if that one is undone too, what was before this one comes back.
HAND_ON = """
UPDATE contact_importedfact later SET before = mine.before
FROM contact_importedfact mine
WHERE mine.of_id = %(of)s AND later.consumer_id = mine.consumer_id AND later.field = mine.field
  AND later.of_id = (
    SELECT min(next.of_id) FROM contact_importedfact next
    WHERE next.consumer_id = mine.consumer_id AND next.field = mine.field AND next.of_id > mine.of_id
  ) AND later.before IS NOT DISTINCT FROM mine.after
"""
BROUGHT = """
SELECT consumer_id, value FROM contact_claim
WHERE at = %(at)s AND source = %(source)s AND word = %(word)s ORDER BY consumer_id, value
"""
STANDING = """
SELECT count(*) FROM contact_address address
JOIN unnest(%(consumers)s::bigint[], %(values)s::text[]) AS brought (consumer_id, value) USING (consumer_id, value)
WHERE address.owner <> 'not_owner'
"""
PREVIEW = """
SELECT (SELECT count(*) FROM contact_importedfact WHERE of_id = %(of)s),
       (SELECT count(*) FROM contact_claim WHERE at = %(at)s AND source = %(source)s AND word = %(word)s)
"""
FORGET_WORDS = "DELETE FROM contact_untaken WHERE at = %(at)s AND file = %(file)s"
OPEN_AGAIN = f"DELETE FROM contact_health WHERE finding = '{CHANNEL_SHUT}' AND since = %(at)s"
BATCH = 2000


@transaction.atomic
def undo(*, number: int, at: datetime, by: str) -> Import:
    """
    Take back what the file changed, and say how much of it, and how much stands because something newer was said.

    Accounts that nobody but this file named stay in the registry, without the numbers that it brought.

    :raises NothingToUndo: if there is nothing of the sort
    """
    made = held(number, Import.State.DONE, Import.State.UNDOING)
    assert made.taken_at is not None  # noqa: S101 - held saw to it
    named_at = made.taken_at
    (changed,) = numbers("SELECT count(*) FROM contact_importedfact WHERE of_id = %(of)s", of=number)
    sign(by=by, source=made.file)
    put_back = sum(
        execute(PUT_BACK.format(field=field, type=TYPES.get(field, "text")), of=number, at=at) for field in SET
    )
    execute(HAND_ON, of=number)
    brought = rows(BROUGHT, at=named_at, source=str(ClaimSource.BILLING_EXPORT), word=str(ClaimWord.REACHES))
    standing = 0
    for start in range(0, len(brought), BATCH):
        standing += _take_back(brought[start : start + BATCH], named_at=named_at, at=at, by=by)
    execute(FORGET_WORDS, at=named_at, file=made.file)
    execute(OPEN_AGAIN, at=named_at)
    did = {
        "facts": put_back, "facts_newer": changed - put_back,
        "numbers": len(brought) - standing, "numbers_newer": standing,
        "accounts": int(made.counts.get("new", 0)),
    }  # fmt: skip
    note_undone(made, did, deed="consumers.import_undone", at=at, by=by)
    return made


def hindrance(made: Import) -> Hindrance | None:
    """Return what stands in the way of an undo: only that there is nothing to undo, for whatever is newer stands."""
    return None if any(preview(made).values()) else Hindrance.NOT_TAKEN


def preview(made: Import) -> dict[str, int]:
    """Return how many facts and numbers an undo would take back at the most; what is newer stands."""
    about = {"at": made.taken_at, "source": str(ClaimSource.BILLING_EXPORT), "word": str(ClaimWord.REACHES)}
    facts, brought = numbers(PREVIEW, of=made.pk, **about)
    return {"facts": facts, "numbers": brought, "accounts": int(made.counts.get("new", 0))}


def _take_back(brought: list[tuple[int, str]], *, named_at: datetime, at: datetime, by: str) -> int:
    """Take back the namings; return how many of the addresses stand, for somebody else named or proved them."""
    claims = [
        Claim(
            consumer_id=consumer, value=value, word=ClaimWord.TAKEN_BACK, source=ClaimSource.BILLING_EXPORT,
            at=named_at,
        )
        for consumer, value in brought
    ]  # fmt: skip
    take(claims=claims, at=at, by=by)
    consumers, values = map(list, zip(*brought, strict=True))
    (standing,) = numbers(STANDING, consumers=consumers, values=values)
    return standing
