"""Take what is said of addresses, and let everything follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.contact.actions.keeping import STRUCK, Kept, keep, names
from bijlisetu.contact.health.clearing import clear, note_life
from bijlisetu.contact.lists import BY_STAFF, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim
from bijlisetu.contact.proof.by_word import is_by_word, tell_by_word
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.values import mask


class Effect(NamedTuple):
    """What claims have changed."""

    changed: list[int]  #: consumers for whom there is a newer word on whose an address is
    reopened: int  #: notices that were missed, and are sent again


@transaction.atomic
def take(*, claims: Sequence[Claim], at: datetime, by: str) -> Effect:
    """
    Take the claims, each once however often it is brought.

    They are recorded and noted in the book of deeds, their addresses are kept, a verdict on a number that is proved is
    dropped, and what a consumer missed goes out again where an address is better than before.
    """
    kept = keep(claims=claims, by=by)
    cleared = _clear(kept)
    _write_down(filter(kept.is_new_word, kept.recorded), at=at, by=by)
    changed = kept.owners_changed()
    _weigh_again(kept.struck_or_restored(), at=at)
    outbox.note_change(consumers=changed)
    _tell(kept, at=at, by=by)
    return Effect(changed, _send_again(kept, cleared, at=at))


def _weigh_again(consumers: Sequence[int], *, at: datetime) -> None:
    """Settle anew what came to numbers of the consumers: it was missed where they are struck out by now."""
    struck = Address.objects.filter(consumer__in=consumers, owner=STRUCK).values_list("consumer", "value")
    outbox.weigh_again(consumers=consumers, struck=list(struck), at=at)


def _clear(kept: Kept) -> set[str]:
    """Drop the verdicts on addresses that were proved; return which."""
    proved = [one for one in kept.recorded if one.word == ClaimWord.OWN and kept.is_usable(one)]
    note_life(proved=_latest(one for one in proved if names(one)))
    return clear(proved=_latest(proved))


def _send_again(kept: Kept, cleared: set[str], *, at: datetime) -> int:
    """Send what was missed to addresses that are better now; return how many notices."""
    usable = [one for one in kept.recorded if kept.is_usable(one)]
    waited_for = {one.consumer_id for one in usable if one.source in BY_STAFF}
    better = {one.consumer_id for one in usable if kept.opens_up(one) or one.value in cleared} - waited_for
    return sum(
        outbox.reopen(consumers=sorted(some), at=at, hurry=hurry)
        for some, hurry in ((waited_for, True), (better, False))
        if some
    )


def _tell(kept: Kept, *, at: datetime, by: str) -> None:
    """Tell of addresses that the office's word alone has made usable, or the consumer's own."""
    brought = [one for one in kept.recorded if is_by_word(one) and (kept.opens_up(one) or kept.proves(one))]
    if brought:
        left = [one for one in kept.recorded if one.word == ClaimWord.LEFT and kept.is_new_word(one)]
        tell_by_word(brought, left=left, at=at, by=by)


def _latest(claims: Iterable[Claim]) -> dict[str, date]:
    """Return each address with the day of its latest claim, in one order for everybody."""
    return {one.value: day_in_india(one.at) for one in sorted(claims, key=lambda one: (one.value, one.at))}


def _write_down(claims: Iterable[Claim], *, at: datetime, by: str) -> None:
    noted = sorted((*_deed(one), one.consumer_id) for one in claims if one.source != ClaimSource.BILLING_EXPORT)
    for (deed, detail), group in groupby(noted, key=lambda one: one[:2]):
        audit.note(deed=deed, records=[f"consumer:{one}" for *_, one in group], by=by, at=at, detail=dict(detail))


def _deed(claim: Claim) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """Return what the book of deeds calls it, and its detail."""
    if claim.word == ClaimWord.NOT_OWN:
        return "contact.not_mine", ()
    if claim.word == ClaimWord.LEFT:
        return "contact.left", (("address", mask(claim.value)),)
    if claim.word == ClaimWord.TAKEN_BACK:
        return "contact.taken_back", ()
    if not names(claim):
        return "contact.confirm", ()
    detail = (("address", mask(claim.value)), ("proof", str(claim.proof)), ("source", str(claim.source)))
    return ("contact.moved" if claim.source == ClaimSource.CARRIER else "contact.repaired"), detail
