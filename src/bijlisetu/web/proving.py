"""A number proves itself on a page: from where a request comes, what codes may cost, what is said of the outcome."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext

import bijlisetu.contact.proof.actions as proof
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.proof.actions import Answered, Asked, Outcome, TooOften
from bijlisetu.values import Email, Mobile
from bijlisetu.values.digits import digits_in
from bijlisetu.values.place import place


def ask(
    request: HttpRequest,
    *,
    consumer: int | None,
    address: Mobile | Email,
    entrance: ClaimSource,
    by: str,
    device: str = "",
    role: ClaimRole = ClaimRole.UNKNOWN,
    whom: str = "",
) -> Asked:
    """Send a code to the number, or a link to the mailbox; :raises TooOften: if that was asked for too often."""
    return proof.ask(
        consumer=consumer,
        address=address,
        entrance=entrance,
        by=by,
        device=device,
        role=role,
        whom=whom,
        place=_place(request),
        at=timezone.now(),
        rupees_a_day=settings.CODES_RUPEES_A_DAY,
    )


def answer(request: HttpRequest, challenge: uuid.UUID, code: str) -> Answered:
    """Take the code as it was typed: Devanagari digits and blanks are meant as digits."""
    return proof.answer(
        challenge=challenge, code=digits_of(code), at=timezone.now(), secret=settings.SECRET_KEY, place=_place(request)
    )


def digits_of(typed: str) -> str:
    """Return the digits that were typed, in Western form; whatever is no digit is left out."""
    return digits_in(typed[:40])


def words_of(answered: Answered) -> str:
    """Return what is said to whoever typed a code that did not prove the number."""
    if answered.outcome is Outcome.WRONG:
        told = ngettext(
            "This is not the code. %(left)s more try.", "This is not the code. %(left)s more tries.", answered.left
        )
        return told % {"left": answered.left}
    if answered.outcome is Outcome.STOPPED:
        return gettext("The number on file said no, so this number was not taken.")
    return gettext("This code is over. Send a new one.")


def words_of_too_often(refused: TooOften) -> str:
    """Return what is said where no code may go out now."""
    if refused.what == "number":
        return gettext("So many codes went to this number already. Try again in an hour, or have them ring us.")
    if refused.what == "paise":
        return gettext("No more codes go out today. Save the number as not proved, it is asked by the message itself.")
    return gettext("So many codes were asked for already. Try again in an hour.")


def _place(request: HttpRequest) -> str:
    return place(request.META.get("REMOTE_ADDR", "")) or ""
