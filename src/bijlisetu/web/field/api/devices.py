"""A telephone says who it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bijlisetu.fieldwork import actions
from bijlisetu.web.desk import person_of
from bijlisetu.web.field.api.gate import DEVICE, heard, said, spoken, text_in, uuid_in

MOST = 4096  #: octets
LONGEST_NAME, LONGEST_VERSION = 100, 40


@require_POST
@spoken
def device(request: HttpRequest) -> HttpResponse:
    """Keep that the person works on this telephone; tell it our clock, and whether it was shut."""
    told = heard(request, most=MOST)
    named, now = uuid_in(told.get("device")), timezone.now()
    is_open = actions.register(
        device=named, person=person_of(request).pk, at=now, name=text_in(told.get("name"), most=LONGEST_NAME),
        app=text_in(told.get("app"), most=LONGEST_VERSION),
    )  # fmt: skip
    if request.session.get(DEVICE) != str(named):
        request.session[DEVICE] = str(named)
    return said({"clock": now, "person": person_of(request).get_username(), "shut": not is_open})
