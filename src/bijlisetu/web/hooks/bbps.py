"""Where the operating unit of BBPS asks what an account owes and tells who has paid: signed, and answered at once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from bijlisetu.arrears.pausing import closed_of
from bijlisetu.payments.bbps.answering import answer
from bijlisetu.payments.bbps.asking import NotACall, read
from bijlisetu.payments.bbps.biller import biller_named
from bijlisetu.payments.bbps.judging import Word
from bijlisetu.payments.bbps.saying import said
from bijlisetu.payments.callbacks.signing import NotSigned, prove

PREFIX = "/webhooks/bbps/"
LARGEST = 16 * 1024  #: octets; a call is of one account


# BBPS has no cookie to prove itself by. The signature is the proof.
@csrf_exempt
def asked(request: HttpRequest, name: str) -> HttpResponse:
    """Answer one call; what cannot be understood is told in words, and is nothing to try again."""
    secrets = settings.BBPS_SECRETS.get(name)
    if secrets is None:
        return _said(404, "there is no such biller")
    if request.method != "POST":
        return _said(405, "a call is posted")
    if request.content_type != "application/json":  # the body of a form is read by others
        return _said(400, "a call is told as JSON")
    body, at, biller = request.body, timezone.now(), biller_named(name)
    if len(body) > LARGEST:
        return _said(413, "the body is too large")
    headers = {key.lower().encode(): value.encode("latin-1", "replace") for key, value in request.headers.items()}
    try:
        prove(body, headers, signature=biller.signature, secrets=secrets, at=at)
        call = read(body, biller=biller, at=at)
    except NotSigned as why:
        return _said(403, str(why))
    except NotACall as why:
        return _said(400, str(why))
    found = answer(call, biller=biller, closed_of=closed_of, at=at)
    told = JsonResponse(said(found, asked=call, biller=biller), status=429 if found.word is Word.TOO_OFTEN else 200)
    told["Cache-Control"] = "no-store"
    return told


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
