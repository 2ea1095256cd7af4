"""The number proves itself: the code is said back, or a missed call comes from it. What follows, follows at once."""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from bijlisetu.contact.actions.taking import take
from bijlisetu.contact.changes.models import Change
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Claim
from bijlisetu.contact.proof.allowances import spend
from bijlisetu.contact.proof.asking import OPEN_WEB
from bijlisetu.contact.proof.home import wait_if_asked
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.contact.proof.rules import TRIES, uses_of_a_wrong_code
from bijlisetu.contact.proof.telling import Told, tell_of_proof
from bijlisetu.plumbing.codes import is_code_of
from bijlisetu.values import Mobile

#: An exchange tells whole seconds.
WHOLE_SECONDS = timedelta(seconds=1)


class Outcome(enum.StrEnum):
    """What became of an answer."""

    PROVED = "proved"
    WRONG = "wrong"
    OVER = "over"  #: too many tries, or its time is over: ask for a new code
    STOPPED = "stopped"  #: it was proved, and an old number has spoken against it since
    NONE = "none"  #: nothing was asked so


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer, and what followed."""

    outcome: Outcome
    left: int = 0  #: tries
    reopened: int = 0  #: notices that were missed, and go out again
    holds_from: datetime | None = None  #: of a number that waits, since an old one may speak against it


@transaction.atomic
def answer(*, challenge: uuid.UUID, code: str, at: datetime, secret: str, place: str = "") -> Answered:
    """
    Take the code that somebody said.

    Right: the number is the consumer's from now on, is told so, and what was missed goes there. A right code said
    again is proved again, for telephones send twice what they do not know to have arrived.
    """
    asked = Challenge.objects.select_for_update().filter(pk=challenge).first()
    if asked is None:
        return Answered(Outcome.NONE)
    consumer = asked.consumer_id if is_code_of(asked.pk.hex, code, secret=secret) else None
    if asked.state == Challenge.State.PROVED and consumer is not None:
        return _again(asked, consumer)
    if asked.state != Challenge.State.OPEN or at >= asked.until:
        return _over(asked)
    if consumer is None:
        return _wrong(asked, place=place, at=at)
    if asked.entrance in OPEN_WEB and (holds_from := wait_if_asked(asked, consumer, at=at)):
        _note_proved(asked, ClaimProof.OTP, at=at)
        return Answered(Outcome.PROVED, holds_from=holds_from)
    return Answered(Outcome.PROVED, reopened=_keep(asked, consumer, ClaimProof.OTP, at=at))


@transaction.atomic
def missed_call(*, number: Mobile, at: datetime, called_at: datetime | None = None) -> int:
    """
    Take a missed call from the number for the proof of all that was asked of it; return for how many consumers.

    A call from before it was asked answers nothing. Nor is one taken for what was asked on the open web: who calls can
    be forged, and there nobody stands before us.
    """
    asked = (
        Challenge.objects.select_for_update()
        .filter(value=number.e164, state=Challenge.State.OPEN, until__gt=at, consumer__isnull=False)
        .filter(at__lte=(called_at or at) + WHOLE_SECONDS)
        .exclude(entrance__in=OPEN_WEB)
        .order_by("pk")
    )
    for challenge in (found := list(asked)):
        if challenge.consumer_id is not None:
            _keep(challenge, challenge.consumer_id, ClaimProof.MISSED_CALL, at=at)
    return len(found)


def _again(asked: Challenge, consumer: int) -> Answered:
    """Return what became of a number that was proved before: it may still wait, or somebody may have stopped it."""
    waited = Change.objects.filter(
        consumer=consumer, new=asked.value, source=asked.entrance, at__lte=asked.answered_at,
        holds_from__gt=asked.answered_at,
    ).exclude(undone_at__lte=asked.answered_at)  # fmt: skip
    change = waited.order_by("-at", "-pk").first() if asked.entrance in OPEN_WEB else None
    if change is None or change.state == Change.State.MADE:
        return Answered(Outcome.PROVED)
    if change.state == Change.State.UNDONE:
        return Answered(Outcome.STOPPED)
    return Answered(Outcome.PROVED, holds_from=change.holds_from)


def _wrong(asked: Challenge, *, place: str, at: datetime) -> Answered:
    if spend(uses_of_a_wrong_code(value=asked.value, place=place, at=at)):
        return _over(asked)
    asked.tries += 1
    if asked.tries >= TRIES:
        return _over(asked)
    asked.save(update_fields=["tries"])
    return Answered(Outcome.WRONG, left=TRIES - asked.tries)


def _over(asked: Challenge) -> Answered:
    if asked.state == Challenge.State.OPEN:
        asked.state = Challenge.State.OVER
        asked.save(update_fields=["state", "tries"])
    return Answered(Outcome.OVER)


def _keep(asked: Challenge, consumer: int, proof: ClaimProof, *, at: datetime) -> int:
    """Keep the number as proved, tell it so, and send it what was missed; return how many notices."""
    _note_proved(asked, proof, at=at)
    claim = Claim(
        consumer_id=consumer,
        value=asked.value,
        role=asked.role,
        word=ClaimWord.OWN,
        source=ClaimSource(asked.entrance),
        proof=proof,
        device=asked.device,
        at=at,
    )
    reopened = take(claims=[claim], at=at, by=asked.by).reopened
    tell_of_proof(Told(consumer, asked.value, asked.by, asked.pk.hex), at=at)
    return reopened


def _note_proved(asked: Challenge, proof: ClaimProof, *, at: datetime) -> None:
    asked.state, asked.answered_at, asked.proof = Challenge.State.PROVED, at, proof
    asked.save(update_fields=["state", "answered_at", "proof"])
