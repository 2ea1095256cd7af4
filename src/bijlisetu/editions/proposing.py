"""What two officers are asked for: one proposes, another lets it hold; each is named in the book of deeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

import bijlisetu.audit.actions as audit
from bijlisetu.editions.actions import NothingSaid, NothingToTakeBack, PastUntouched, issue, take_back
from bijlisetu.editions.models import Edition, Proposal
from bijlisetu.editions.queries import newest_of
from bijlisetu.plumbing.refusal import Refusal

State = Proposal.State


class AskedAlready(Refusal):
    """Of a file one thing is asked at a time: what was asked before is decided first."""


class NothingAsked(Refusal):
    """It was decided or withdrawn meanwhile, or nobody asked for it."""


class OwnProposal(Refusal):
    """Whoever asked for it does not let it hold."""


class Overtaken(Refusal):
    """The file was changed since it was asked for: it is asked for anew, against what holds now."""


def propose(
    *, file: str, text: str, why: str, holds_from: datetime | None, touches: Sequence[str], at: datetime, by: str,
    check: Callable[[str], object],
) -> int:  # fmt: skip
    """
    Ask another officer to let the text hold in place of the file, and return the proposal's number.

    :param holds_from: none: as soon as it is let hold
    :param touches: the names in the file for whose sake another is asked
    :raises NothingSaid: if no reason is given
    :raises PastUntouched: if it should have held before now
    :raises AskedAlready: if another proposal for the file is open
    """
    if not why.strip():
        raise NothingSaid("say why the file is changed")
    if holds_from and holds_from < at:
        raise PastUntouched("an edition holds from now on, or from a moment to come")
    check(text)
    return _keep(Proposal(file=file, text=text, why=why.strip(), holds_from=holds_from), touches, at=at, by=by)


def propose_end(*, file: str, edition: int, touches: Sequence[str], at: datetime, by: str) -> int:
    """
    Ask another officer to let the edition hold no more, and return the proposal's number.

    :raises NothingToTakeBack: if it does not hold any more, or there is no such edition of the file
    :raises AskedAlready: if another proposal for the file is open
    """
    if not Edition.objects.filter(pk=edition, file=file, taken_back_at=None).exists():
        raise NothingToTakeBack("this edition does not hold any more")
    return _keep(Proposal(file=file, edition_id=edition), touches, at=at, by=by)


@transaction.atomic
def let_hold(*, proposal: int, file: str, at: datetime, by: str, check: Callable[[str], object]) -> None:
    """
    Let hold what another officer asked for: from the moment that they named, or from now on where that has passed.

    :raises NothingAsked: if it was decided meanwhile
    :raises OwnProposal: if whoever asked would let it hold
    :raises Overtaken: if another edition was issued since it was asked for
    """
    asked = _open(proposal, file)
    if asked.by == by:
        raise OwnProposal("another officer lets it hold")
    if asked.edition_id is not None:
        take_back(edition=asked.edition_id, file=file, at=at, by=asked.by, seconded_by=by)
    elif newest_of(file) != asked.newest:
        raise Overtaken("the file was changed since this was asked for")
    else:
        holds_from = max(asked.holds_from or at, at)
        issue(
            file=file, text=asked.text, why=asked.why, holds_from=holds_from, at=at, by=asked.by, seconded_by=by,
            check=check,
        )  # fmt: skip
    _settle(asked, State.HELD, at=at, by=by)


@transaction.atomic
def decline(*, proposal: int, file: str, at: datetime, by: str) -> None:
    """Put the proposal aside, as another officer or as whoever asked; :raises NothingAsked: if it is decided."""
    asked = _open(proposal, file)
    is_own = asked.by == by
    _settle(asked, State.WITHDRAWN if is_own else State.DECLINED, at=at, by=by)
    deed = "editions.withdrawn" if is_own else "editions.declined"
    audit.note(deed=deed, records=[f"file:{file}"], by=by, at=at, detail={"asked_by": asked.by})


def _keep(asked: Proposal, touches: Sequence[str], *, at: datetime, by: str) -> int:
    asked.touches, asked.newest, asked.at, asked.by = list(touches), newest_of(asked.file), at, by
    try:
        with transaction.atomic():
            asked.save()
            detail = {"why": asked.why, "touches": asked.touches}
            audit.note(deed="editions.asked", records=[f"file:{asked.file}"], by=by, at=at, detail=detail)
    except IntegrityError:
        raise AskedAlready("what was asked before is decided first") from None
    return asked.pk


def _open(proposal: int, file: str) -> Proposal:
    found = Proposal.objects.select_for_update().filter(pk=proposal, file=file, state=State.OPEN).first()
    if found is None:
        raise NothingAsked("it is decided, or nobody asked for it")
    return found


def _settle(asked: Proposal, state: Proposal.State, *, at: datetime, by: str) -> None:
    asked.state, asked.settled_at, asked.settled_by = state, at, by
    asked.save(update_fields=["state", "settled_at", "settled_by"])
