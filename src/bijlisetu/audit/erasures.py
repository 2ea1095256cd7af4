"""
Who asked to be erased, what an officer decided, and that it was done (DPDP Act 2023, section 12).

What goes is done by the clock; this room says what may, and by which number the database lets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from bijlisetu.audit.actions import note
from bijlisetu.audit.models import Erasure
from bijlisetu.audit.sweeping import PARTS
from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.refusal import Refusal

OPEN = "SELECT set_config('bijlisetu.erasing', %(number)s, true)"


class AlreadyDecided(Refusal):
    """Somebody has decided this request before."""


class NothingToErase(Refusal):
    """Nothing was chosen that can go."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what became of it."""

    number: int
    consumer: int
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str
    parts: Sequence[str]
    kept: Sequence[Mapping[str, Any]]
    words: str
    erased_at: datetime | None


@transaction.atomic
def ask(*, consumer: int, by: str, at: datetime) -> int:
    """Note that the consumer wants to be erased; asked again before it is decided, it is the same request."""
    try:
        with transaction.atomic():
            made = Erasure.objects.create(consumer=consumer, asked_at=at, asked_by=by)
    except IntegrityError:
        return Erasure.objects.values_list("pk", flat=True).get(consumer=consumer, decided_at=None)
    note(deed="erasure.asked", records=[f"consumer:{consumer}"], by=by, at=at)
    return made.pk


@transaction.atomic
def decide(
    *, number: int, parts: Sequence[str], kept: Sequence[Mapping[str, Any]], words: str, by: str, at: datetime
) -> None:
    """
    Decide which parts go; without any the request is refused, and the words say why.

    :raises AlreadyDecided: if somebody did before
    :raises NothingToErase: if neither a part nor a word is given
    """
    asked = Erasure.objects.select_for_update().get(pk=number)
    if asked.decided_at is not None:
        raise AlreadyDecided("this request is decided already")
    chosen = [part for part in PARTS if part in parts]
    if not chosen and not words:
        raise NothingToErase("choose what goes, or say why nothing does")
    asked.decided_at, asked.decided_by, asked.words = at, by, words
    asked.parts, asked.kept = chosen, [*kept]
    asked.save(update_fields=["decided_at", "decided_by", "words", "parts", "kept"])
    deed = "erasure.granted" if chosen else "erasure.refused"
    detail = {"parts": ", ".join(chosen), "kept": ", ".join(sorted({str(one["name"]) for one in kept}))}
    note(deed=deed, records=[f"consumer:{asked.consumer}"], by=by, at=at, detail=detail)


@contextmanager
def erasing(number: int) -> Iterator[None]:
    """Let the rows of the request's consumer change in tables that keep all, for the rest of this transaction."""
    with transaction.atomic():
        sql.rows(OPEN, number=str(number))
        yield
        sql.rows(OPEN, number="")


def done(*, number: int, rows: int, by: str, at: datetime) -> None:
    """Note that it is done; from now on nothing more can go by this request."""
    asked = Erasure.objects.get(pk=number)
    asked.erased_at, asked.rows = at, rows
    asked.save(update_fields=["erased_at", "rows"])
    note(deed="erasure.done", records=[f"consumer:{asked.consumer}"], by=by, at=at, detail={"rows": rows})


def granted() -> list[Asked]:
    """Return what is decided and still to be done, the oldest first."""
    return [_asked(one) for one in Erasure.objects.filter(~Q(parts=[]), erased_at=None).order_by("decided_at", "pk")]


def open_requests() -> list[Asked]:
    """Return what nobody has decided, the oldest first."""
    return [_asked(one) for one in Erasure.objects.filter(decided_at=None).order_by("asked_at", "pk")]


def decided(*, most: int) -> list[Asked]:
    """Return what was decided, the latest first."""
    found = Erasure.objects.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")
    return [_asked(one) for one in found[:most]]


def request_of(consumer: int) -> Asked | None:
    """Return the consumer's latest request."""
    found = Erasure.objects.filter(consumer=consumer).order_by("-asked_at", "-pk").first()
    return _asked(found) if found else None


def request_numbered(number: int) -> Asked | None:
    """Return the request."""
    found = Erasure.objects.filter(pk=number).first()
    return _asked(found) if found else None


def _asked(one: Erasure) -> Asked:
    return Asked(
        one.pk, one.consumer, one.asked_at, one.asked_by, one.decided_at, one.decided_by, tuple(one.parts),
        tuple(one.kept), one.words, one.erased_at,
    )  # fmt: skip
