"""
A webhook as most Django projects write it, for comparison.

A sync view that proves the signature, reads the JSON and writes each status by the ORM before it answers; served by
granian's WSGI with as many threads as our pages have.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os

import django
from django.conf import settings
from granian.constants import Interfaces
from granian.server import Server

from bijlisetu.plumbing import env
from bijlisetu.project.settings import database

THREADS = 4

if not settings.configured:
    settings.configure(
        SECRET_KEY=os.environ["SECRET"],
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": database(env.text("DATABASE_URL"))},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF="bench.usual_view",
        USE_TZ=True,
    )
    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402


class Message(models.Model):
    """What a carrier last said of a message."""

    wamid = models.TextField(unique=True)
    status = models.TextField()
    at = models.TextField()

    class Meta:
        app_label = "usual"


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Write the statuses and answer."""
    seal = "sha256=" + hmac.new(settings.SECRET_KEY.encode(), request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(seal, request.headers.get("X-Hub-Signature-256", "")):
        return HttpResponse(status=403)
    for entry in json.loads(request.body)["entry"]:
        for change in entry["changes"]:
            for told in change["value"].get("statuses", []):
                message = Message.objects.filter(wamid=told["id"]).first() or Message(wamid=told["id"])
                message.status, message.at = told["status"], told["timestamp"]
                message.save()
    return HttpResponse("stored")


urlpatterns = [path("webhooks/whatsapp", webhook)]
application = get_wsgi_application()


def serve(port: int) -> None:
    """Make the table and serve."""
    with connection.schema_editor() as editor:
        editor.create_model(Message)
    connection.close()
    Server(
        "bench.usual_view:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()
