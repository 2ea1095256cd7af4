"""Do what a system asks for, once, and say why not where it cannot be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Annotated

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header

import bijlisetu.outages.actions as outages
from bijlisetu.complaints.actions import registering
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.systems import once
from bijlisetu.systems.once import Answer
from bijlisetu.web.api import problems
from bijlisetu.web.api.keys import Caller, caller_of
from bijlisetu.web.api.problems import Refused

#: Every deed is asked for under one: without it, whoever asks again after a lost answer would do it twice.
OnceKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", pattern=r"^[!-~]{1,100}$",
        description="made by the caller for each deed, such as a UUID; the same again gives the first answer",
    ),
]  # fmt: skip
#: How each refusal of a deed is answered: status and name.
REFUSALS: Mapping[type[Refusal], tuple[int, str]] = {
    outages.TimesCannotBe: (422, "times-cannot-be"),
    outages.UnknownReason: (422, "unknown-reason"),
    outages.NothingNamed: (422, "nothing-named"),
    outages.NotAPart: (422, "not-a-part"),
    outages.NotTheirs: (403, "not-theirs"),
    outages.AlreadyDark: (409, "already-dark"),
    outages.AlreadyTold: (409, "already-told"),
    outages.IsOver: (409, "is-over"),
    outages.NotBegun: (409, "not-begun"),
    once.KeyOfAnother: (422, "key-used-before"),
    registering.NoCategory: (422, "unknown-category"),
    registering.NoOffice: (409, "no-office"),
}


def do(request: HttpRequest, key: str, deed: Callable[[Caller], Answer]) -> HttpResponse:
    """Do the deed, unless it was done under the key before; answer as it was answered the first time."""
    caller = caller_of(request)
    asked = hashlib.sha256(b"\0".join([str(request.method).encode(), request.path.encode(), request.body])).hexdigest()

    def done() -> Answer:
        try:
            with transaction.atomic():
                return deed(caller)
        except (Refusal, Refused) as refused:
            said = _problem_of(refused)
            return Answer(said.status, problems.written(said))

    try:
        told = once.once(system=caller.system.pk, key=key, asked=asked, at=caller.at, deed=done)
    except once.KeyOfAnother as refused:
        return problems.answer(_problem_of(refused))
    media_type = problems.MEDIA_TYPE if told.status >= 400 else "application/json"
    answer = HttpResponse(told.body, status=told.status, content_type=media_type)
    if told.location:
        answer["Location"] = told.location
    return answer


def _problem_of(refused: Exception) -> problems.Problem:
    if isinstance(refused, Refused):
        return refused.problem
    status, name = REFUSALS[type(refused)]  # type: ignore[index]
    return problems.problem(status, str(refused), name=name, number=getattr(refused, "number", None))
