"""Let another text of a file hold from a moment on; take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.editions.models import Edition
from bijlisetu.plumbing.refusal import Refusal


class NothingSaid(Refusal):
    """Whoever changes what holds for everybody says why."""


class PastUntouched(Refusal):
    """What held yesterday stays what held yesterday."""


class NothingToTakeBack(Refusal):
    """The edition has been taken back, or there is none."""


@transaction.atomic
def issue(
    *, file: str, text: str, why: str, holds_from: datetime, at: datetime, by: str,
    check: Callable[[str], object], seconded_by: str = "",
) -> int:  # fmt: skip
    """
    Let the text hold in place of the file from a moment on, and return the edition's number.

    :param check: reads the text as the file is read, and raises what is wrong with it
    :param seconded_by: who lets hold what the other asked for
    :raises NothingSaid: if no reason is given
    :raises PastUntouched: if it should have held before now
    """
    if not why.strip():
        raise NothingSaid("say why the file is changed")
    if holds_from < at:
        raise PastUntouched("an edition holds from now on, or from a moment to come")
    check(text)
    made = Edition.objects.create(
        file=file, text=text, why=why.strip(), by=by, at=at, holds_from=holds_from, seconded_by=seconded_by
    )
    detail = {"edition": made.pk, "holds_from": holds_from.isoformat(), "why": why.strip(), **_asked(by, seconded_by)}
    audit.note(deed="editions.issued", records=[f"file:{file}"], by=seconded_by or by, at=at, detail=detail)
    return made.pk


@transaction.atomic
def take_back(*, edition: int, file: str, at: datetime, by: str, seconded_by: str = "") -> None:
    """
    Let the edition of the file hold no more: the one before it does, or the file that came with us.

    :param seconded_by: who lets be done what the other asked for

    :raises NothingToTakeBack: if that is done already, or there is no such edition of the file
    """
    open_ones = Edition.objects.filter(pk=edition, file=file, taken_back_at=None)
    if not open_ones.update(taken_back_at=at, taken_back_by=by):
        raise NothingToTakeBack("this edition does not hold any more")
    detail = {"edition": edition, **_asked(by, seconded_by)}
    audit.note(deed="editions.taken_back", records=[f"file:{file}"], by=seconded_by or by, at=at, detail=detail)


def _asked(by: str, seconded_by: str) -> dict[str, str]:
    return {"asked_by": by} if seconded_by else {}
