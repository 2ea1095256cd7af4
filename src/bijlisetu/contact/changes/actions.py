"""Put one number in place of another, let one wait, make what has waited long enough, undo."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from bijlisetu.contact.actions.consent import follow
from bijlisetu.contact.actions.taking import take
from bijlisetu.contact.changes.models import Change
from bijlisetu.contact.lists import ClaimProof, ClaimRole, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim
from bijlisetu.plumbing.refusal import Refusal

#: Of what waits, so many are made in one transaction.
MOST = 500


class NoSuchAddress(Refusal):
    """The number that is to be replaced or kept does not stand on this account, or is struck out there."""


class NothingToUndo(Refusal):
    """The change is not there, or is undone already."""


class Changed(NamedTuple):
    """A change, and what followed."""

    change: int
    reopened: int  #: notices that were missed, and go out again


@transaction.atomic
def change(
    *,
    consumer: int,
    old: str,
    new: str,
    source: ClaimSource,
    at: datetime,
    by: str,
    proof: ClaimProof | None = None,
    role: ClaimRole = ClaimRole.UNKNOWN,
    told_at: datetime | None = None,
) -> Changed:
    """
    Use the new number for the consumer in place of the old one, and no more the old one.

    What the consumer wished at the old number holds at the new one. To merge two that both stand there is the same:
    the one that is kept is the new one.

    :param told_at: when the number that the change brings was told or proved; what was claimed of it at that moment is
        part of the change, and goes with it when it is undone
    :raises NoSuchAddress: if the old one does not stand on the account
    """
    _must_stand(consumer, old)
    made = Change.objects.create(
        consumer_id=consumer, old=old, new=new, role=role, source=source, proof=proof or "", by=by, at=at,
        state=Change.State.MADE, holds_from=at, made_at=told_at or at,
    )  # fmt: skip
    return Changed(made.pk, _make(made, at=at))


@transaction.atomic
def merge(
    *, consumer: int, kept: str, dropped: str, source: ClaimSource, at: datetime, by: str,
    told_at: datetime | None = None,
) -> Changed:  # fmt: skip
    """
    Keep one of two numbers of the consumer, and use the other no more; `told_at` as for a change.

    :raises NoSuchAddress: if one of them does not stand on the account
    """
    _must_stand(consumer, kept)
    return change(consumer=consumer, old=dropped, new=kept, source=source, at=at, by=by, told_at=told_at)


@transaction.atomic
def let_wait(
    *, consumer: int, old: str, new: str, source: ClaimSource, proof: ClaimProof, role: ClaimRole, by: str,
    at: datetime, holds_from: datetime,
) -> int:  # fmt: skip
    """Let the change wait until a time, unless somebody undoes it before; return which it is."""
    waiting = {"consumer_id": consumer, "new": new, "state": Change.State.WAITING}
    found = Change.objects.select_for_update().filter(**waiting).first()
    if found:
        return found.pk
    return Change.objects.create(
        **waiting, old=old, role=role, source=source, proof=proof, by=by, at=at, holds_from=holds_from
    ).pk


@transaction.atomic
def make_due(*, at: datetime) -> list[Change]:
    """Make the changes that have waited long enough, some hundred at once; return them."""
    due = Change.objects.select_for_update(skip_locked=True).filter(
        state=Change.State.WAITING, holds_from__lte=at
    )  # fmt: skip
    for one in (found := list(due.order_by("holds_from", "pk")[:MOST])):
        one.state, one.made_at = Change.State.MADE, at
        one.save(update_fields=["state", "made_at"])
        _make(one, at=at)
    return found


@transaction.atomic
def undo(*, change: int, at: datetime, by: str) -> int:
    """
    Undo the change: the old number counts as before, and the new one as if nobody had brought or proved it then.

    Return how many notices that were missed go out again.

    :raises NothingToUndo: if there is no such change, or it is undone
    """
    found = Change.objects.select_for_update().exclude(state=Change.State.UNDONE).filter(pk=change).first()
    if found is None:
        raise NothingToUndo("this change is undone already, or there was none")
    found.state, found.undone_at, found.undone_by = Change.State.UNDONE, at, by
    found.save(update_fields=["state", "undone_at", "undone_by"])
    if found.made_at is None:
        return 0
    return take(claims=_taken_back(found, found.made_at), at=at, by=by).reopened


def changes_of(consumer: int) -> list[Change]:
    """Return the consumer's changes, the latest first."""
    return list(Change.objects.filter(consumer=consumer).order_by("-at", "-pk"))


def _make(made: Change, *, at: datetime) -> int:
    moment = made.made_at or at
    claims = [_claim(made, made.new, ClaimWord.OWN if made.proof else ClaimWord.REACHES, at=moment)]
    if made.old:
        claims.append(_claim(made, made.old, ClaimWord.LEFT, at=moment))
        follow(old=made.old, new=made.new, consumers=[made.consumer_id], at=at, by=made.by)
    return take(claims=claims, at=at, by=made.by).reopened


def _taken_back(found: Change, made_at: datetime) -> list[Claim]:
    """Return claims that take back all that was claimed of both numbers at the moment of the change, by any way."""
    said = Claim.objects.filter(consumer=found.consumer_id, value__in=[found.old, found.new], at=made_at)
    ways = {(found.new, found.source), *said.values_list("value", "source")}
    return [
        Claim(consumer_id=found.consumer_id, value=value, word=ClaimWord.TAKEN_BACK, source=source, at=made_at)
        for value, source in sorted(ways, key=lambda way: (way[0] != found.old, way))
    ]


def _claim(of: Change, value: str, word: ClaimWord, *, at: datetime) -> Claim:
    return Claim(
        consumer_id=of.consumer_id, value=value, role=of.role if value == of.new else ClaimRole.UNKNOWN, word=word,
        source=of.source, proof=of.proof, at=at,
    )  # fmt: skip


def _must_stand(consumer: int, value: str) -> None:
    standing = Address.objects.filter(consumer=consumer, value=value).exclude(owner=Address.Owner.NOT_OWNER)
    if not standing.exists():
        raise NoSuchAddress("this number does not stand on the account, or is struck out there")
