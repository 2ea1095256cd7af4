"""
Who rang a number of the department's and hung up: the exchange tells us, signed.

The one number proves whose phone it is; whoever rings the other has no light.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

import bijlisetu.contact.proof.actions as proof
from bijlisetu.channels.whatsapp.webhook import verify
from bijlisetu.complaints.darkness.calling import no_light
from bijlisetu.values import Mobile, NotAMobile

PATH = "/webhooks/missed-call"
LARGEST = 4096
#: A call told of much later is somebody's recording of it.
FRESH_FOR = timedelta(minutes=10)


# An exchange has no cookie to prove itself by. The signature is the proof.
@csrf_exempt
def called(request: HttpRequest) -> HttpResponse:
    """Take {"from": "919811100001", "to": "1800000000", "at": "2026-11-28T10:00:00+05:30"}, signed."""
    if request.method != "POST":
        return _said(404, "a call is posted")
    if request.content_type != "application/json":  # the body of a form is read by others
        return _said(400, "a call is told as JSON")
    body = request.body[: LARGEST + 1]
    if not verify(body, request.headers.get("X-Signature-256"), settings.MISSED_CALL_SECRETS):
        return _said(403, "the signature does not match")
    try:
        told = orjson.loads(body)
        number, at = Mobile.parse(str(told["from"])), datetime.fromisoformat(told["at"])
        is_fresh = abs(timezone.now() - at) <= FRESH_FOR
    except (ValueError, TypeError, KeyError, NotAMobile):
        return _said(400, "from must be a mobile number, at a moment with its zone")
    if not is_fresh:
        return _said(400, "the call is not of now")
    rung = str(told.get("to", ""))
    if settings.NO_LIGHT_NUMBER and rung.endswith(settings.NO_LIGHT_NUMBER):  # the exchange may write +91 before it
        no_light(number=number, called_at=at, at=timezone.now())
    else:
        proof.missed_call(number=number, called_at=at, at=timezone.now())
    return _said(200, "taken")


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain")
