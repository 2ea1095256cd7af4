"""
The open outages as most Django projects show them, for comparison.

A sync view that asks the ORM at each request and answers JSON; served by granian's WSGI with as many threads as ours.
"""

from __future__ import annotations

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
        SECRET_KEY=os.environ.get("SECRET", "of the yardstick"),
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": database(env.text("DATABASE_URL"))},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF="bench.usual_page",
        USE_TZ=True,
    )
    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


class Outage(models.Model):
    """The same table."""

    number = models.TextField()
    state = models.TextField()
    reason = models.TextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "usual"
        managed = False
        db_table = "outages_outage"


def outages(request: HttpRequest) -> JsonResponse:
    """Send those that are not over."""
    found = Outage.objects.exclude(state__in=["back", "cancelled"]).order_by("from_at")
    return JsonResponse({"outages": list(found.values("number", "state", "reason", "from_at", "until_at"))})


urlpatterns = [path("outages.json", outages)]
application = get_wsgi_application()


def serve(port: int) -> None:
    """Serve it."""
    Server(
        "bench.usual_page:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=THREADS, log_access=False,
    ).serve()  # fmt: skip
