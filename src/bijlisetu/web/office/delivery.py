"""Is it going out, and is anything wrong?"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.reach.queries import Pulse, pulse
from bijlisetu.web.frame import office_page, seats_of, show
from bijlisetu.web.office import stops

#: Looking may take this part of a core: with lakhs of letters the page looks less often than it is asked.
SHARE_FOR_LOOKING = 0.1
LEAST_AGE = 1.0  # seconds


@require_safe
@office_page
def delivery(request: HttpRequest) -> HttpResponse:
    """Show queues, channels and incidents."""
    return show(request, "delivery.html", {**_seen(request), **stops.seen(request)}, tab="delivery")


@require_safe
@office_page
def live(request: HttpRequest) -> HttpResponse:
    """Show the same for a page that is already open."""
    return show(request, "delivery_live.html", _seen(request))


def _seen(request: HttpRequest) -> dict[str, Any]:
    if not seats_of(request):
        raise Http404
    now = timezone.now()
    seen = _remembered(now)
    minutes = -(-seen.due // seen.per_minute) if seen.per_minute else None
    rows = [(lane, _age(lane.due_since, now)) for lane in seen.lanes]
    return {"pulse": seen, "lanes": rows, "minutes_left": minutes, "now": now}


def _remembered(now: datetime) -> Pulse:
    """Return the pulse; many people looking at once cost no more than one."""
    known: Pulse | None = cache.get("pulse")
    if known is not None:
        return known
    began = time.monotonic()
    seen = pulse(at=now)
    took = time.monotonic() - began
    cache.set("pulse", seen, max(LEAST_AGE, took / SHARE_FOR_LOOKING))
    return seen


def _age(since: datetime | None, now: datetime) -> int | None:
    return max(int((now - since).total_seconds()), 0) if since else None
