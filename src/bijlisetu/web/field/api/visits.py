"""What was found is taken: each visit once, and each is answered for itself."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bijlisetu.drives.hearing import tell
from bijlisetu.fieldwork import actions
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.telling import Refused, Told, Why
from bijlisetu.web.desk import person_of
from bijlisetu.web.field.api import reports
from bijlisetu.web.field.api.gate import DEVICE, NotRead, heard, is_shut, said, spoken, text_in, uuid_in
from bijlisetu.web.field.api.reading import identity_in, is_key, moment, place_in
from bijlisetu.web.refusing import say_of

MOST = 128 * 1024  #: octets of a parcel
MOST_VISITS = 50
LARGEST_VISIT = 16 * 1024  #: octets; eight times what one with every field full takes


@require_POST
@spoken
def visits(request: HttpRequest) -> HttpResponse:
    """Take a parcel of visits and of reports; answer which we have now, and of the others why not."""
    told = heard(request, most=MOST)
    many, now = told.get("visits"), timezone.now()
    if not isinstance(many, list):
        raise NotRead(400, Why.BAD_ANSWER)
    if len(many) > MOST_VISITS:
        raise NotRead(413, Why.TOO_LARGE)
    device, person = uuid_in(told.get("device")), person_of(request)
    if not actions.register(device=device, person=person.pk, at=now, app=text_in(told.get("app"), most=40)):
        return is_shut()
    request.session[DEVICE] = str(device)
    clock = moment(told.get("clock"))
    reported = [one for one in many if isinstance(one, dict) and "report" in one]
    read = [_read(one, person=person.pk, device=device, clock=clock) for one in many if one not in reported]
    sound = [visit for visit in read if isinstance(visit, Told)]
    taken = tell(visits=sound, by=person.get_username(), at=now).visits
    unsound = [visit for visit in read if isinstance(visit, Refused)]
    done = [reports.take(request, one, clock=clock, at=now) for one in reported]
    unsound += [one for one in done if isinstance(one, Refused)]
    reported_now = [one for one in done if isinstance(one, UUID)]
    return said({
        "clock": now,
        "taken": [*(visit.id for visit in taken.taken), *taken.repeated, *reported_now],
        "refused": [_refused(one) for one in (*unsound, *taken.refused)],
    })  # fmt: skip


def _read(told: Any, *, person: int, device: UUID, clock: datetime | None) -> Told | Refused:
    """Return the visit, or why it cannot be read."""
    known = told if isinstance(told, dict) else {}
    identity = identity_in(known)
    if identity is None:
        return Refused(text_in(known.get("id"), most=64), Why.BAD_ANSWER)
    if len(json.dumps(known)) > LARGEST_VISIT * 2:  # as escapes, which are twice as long
        return Refused(identity, Why.TOO_LARGE)
    said_at, answers = moment(known.get("said_at")), known.get("answers")
    if said_at is None or not isinstance(answers, dict):
        return Refused(identity, Why.BAD_ANSWER)
    for name, why in KEYS.items():
        if not is_key(known.get(name)):
            return Refused(identity, why)
    return Told(
        id=identity, person=person, entrance=Visit.Entrance.APP, consumer=known["consumer"], door=known["door"],
        beat=known["beat"], outcome=text_in(known.get("outcome"), most=40), answers=answers, said_at=said_at,
        clock=clock, device=device, place=place_in(known.get("gps")),
    )  # fmt: skip


#: What a visit must name, and why it is not taken where it names none.
KEYS = {"consumer": Why.UNKNOWN_CONSUMER, "beat": Why.NOT_YOUR_ROUND, "door": Why.UNKNOWN_DOOR}


def _refused(one: Refused) -> dict[str, Any]:
    return {"id": one.id, "why": one.why, "say": say_of(one)}
