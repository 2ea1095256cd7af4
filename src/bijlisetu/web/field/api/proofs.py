"""A number proves itself at the door: a code goes to it, and the worker is told it and types it in."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.proof.actions import Outcome, TooOften
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.drives.hearing import WHOSE
from bijlisetu.drives.honesty.disbelieving import disbelieved
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.telling import Why
from bijlisetu.values import Mobile, NotAMobile
from bijlisetu.web import proving
from bijlisetu.web.desk import person_of
from bijlisetu.web.field.api.gate import NotRead, heard, said, spoken, text_in, uuid_in

MOST = 4096  #: octets


@require_POST
@spoken
def ask(request: HttpRequest) -> HttpResponse:
    """Have a code sent to a number that the worker's visit brought: to no other."""
    told, person = heard(request, most=MOST), person_of(request)
    visit = Visit.objects.filter(pk=uuid_in(told.get("visit")), person=person).first()
    if visit is None or disbelieved([visit]):
        raise NotRead(404, Why.UNKNOWN_DOOR)
    try:
        number = Mobile.parse(text_in(told.get("value"), most=20))
    except NotAMobile:
        raise NotRead(422, Why.BAD_ANSWER) from None
    if number.digits not in (visit.answers.get("number"), visit.answers.get("whatsapp_number")):
        raise NotRead(422, Why.BAD_ANSWER)
    role = WHOSE.get(visit.answers.get("whose", ""), ClaimRole.UNKNOWN)
    try:
        asked = proving.ask(
            request, consumer=visit.consumer_id, address=number, entrance=ClaimSource.VISIT, by=person.get_username(),
            device=str(visit.device_id or ""), role=role,
        )  # fmt: skip
    except TooOften as often:
        return said({"state": "over", "say": proving.words_of_too_often(often)}, status=429)
    return said({"challenge": asked.challenge, "until": asked.until})


@require_POST
@spoken
def answer(request: HttpRequest, challenge: uuid.UUID) -> HttpResponse:
    """Take the code that the person at the door said; only from whoever asked for it."""
    if not Challenge.objects.filter(pk=challenge, by=person_of(request).get_username()).exists():
        return said({"state": Outcome.OVER, "left": 0})
    found = proving.answer(request, challenge, text_in(heard(request, most=MOST).get("code"), most=40))
    is_said = found.outcome is Outcome.PROVED
    state = Outcome.OVER if found.outcome is Outcome.NONE else found.outcome
    return said({"state": state, "left": found.left, **({} if is_said else {"say": proving.words_of(found)})})
