"""Where WhatsApp tells us what became of messages: stored before it is answered, read later."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

import bijlisetu.tracking.actions as tracking
from bijlisetu.channels import whatsapp_webhook
from bijlisetu.plumbing.wake import wake

LARGEST = 4 * 1024 * 1024  # Meta sends up to 3 MB


@csrf_exempt
@require_http_methods(["GET", "POST"])
def whatsapp(request: HttpRequest) -> HttpResponse:
    """Answer Meta's handshake, or keep a batch of statuses and messages."""
    return _shake_hands(request) if request.method == "GET" else _take(request)


def _shake_hands(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    if not whatsapp_webhook.challenge(
        asked.get("hub.mode"), asked.get("hub.verify_token"), settings.WHATSAPP_VERIFY_TOKEN
    ):
        return HttpResponse("the verify token does not match", status=403, content_type="text/plain")
    return HttpResponse(asked.get("hub.challenge", ""), content_type="text/plain")


def _take(request: HttpRequest) -> HttpResponse:
    signature = request.headers.get("X-Hub-Signature-256")
    if not signature:
        return HttpResponse("the signature is missing", status=401, content_type="text/plain")
    if not request.headers.get("Content-Length", "").isdigit():
        return HttpResponse("send the length of the body", status=411, content_type="text/plain")
    if int(request.headers["Content-Length"]) > LARGEST:
        return HttpResponse("the body is too large", status=413, content_type="text/plain")
    body = request.body
    if not whatsapp_webhook.verify(body, signature, settings.WHATSAPP_APP_SECRETS):
        return HttpResponse("the signature does not match", status=403, content_type="text/plain")
    tracking.store(source="whatsapp", bodies=[body], at=datetime.now(UTC))
    wake()
    return HttpResponse("stored", content_type="text/plain")
