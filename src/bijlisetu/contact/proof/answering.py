"""The number proves itself: the code is said back, or a missed call comes from it. What follows, follows at once."""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bijlisetu.contact.actions.taking import take
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


class Outcome(enum.StrEnum):
    """What became of an answer."""

    PROVED = "proved"
    WRONG = "wrong"
    OVER = "over"  #: too many tries, or its time is over: ask for a new code
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
        return Answered(Outcome.PROVED)
    if asked.state != Challenge.State.OPEN or at >= asked.until:
        return _over(asked)
    if consumer is None:
        return _wrong(asked, place=place, at=at)
    if asked.entrance in OPEN_WEB and (holds_from := wait_if_asked(asked, consumer, at=at)):
        _note_proved(asked, ClaimProof.OTP, at=at)
        return Answered(Outcome.PROVED, holds_from=holds_from)
    return Answered(Outcome.PROVED, reopened=_keep(asked, consumer, ClaimProof.OTP, at=at))


@transaction.atomic
def missed_call(*, number: Mobile, at: datetime) -> int:
    """
    Take a missed call from the number for the proof of all that was asked of it; return for how many consumers.

    Not of what was asked on the open web: who calls can be forged, and there nobody stands before us.
    """
    asked = (
        Challenge.objects.select_for_update()
        .filter(value=number.e164, state=Challenge.State.OPEN, until__gt=at, consumer__isnull=False)
        .exclude(entrance__in=OPEN_WEB)
        .order_by("pk")
    )
    for challenge in (found := list(asked)):
        if challenge.consumer_id is not None:
            _keep(challenge, challenge.consumer_id, ClaimProof.MISSED_CALL, at=at)
    return len(found)


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
