"""Is it going out, and is anything wrong?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.network.queries import companies_of
from bijlisetu.outbox import incidents
from bijlisetu.runs.queries import keys_for
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import Seats
from bijlisetu.watch.pulse import Pulse, pulse, senders_seen
from bijlisetu.web.desk import allowed_or_missing, may, person_of, seats_of, staff_page
from bijlisetu.web.office.delivery import stops
from bijlisetu.web.office.frame import show, show_part, unmended_for

#: Incidents of this kind are about a run, which is of one company.
RUN = "run"


@require_safe
@staff_page
def delivery(request: HttpRequest) -> HttpResponse:
    """Show queues, channels, senders, incidents and stops."""
    return show(request, "delivery/page.html", {**_seen(request), **stops.seen(request)}, page="delivery")


@require_safe
@staff_page
def live(request: HttpRequest) -> HttpResponse:
    """Show the same for a page that is already open."""
    return show_part(request, "delivery/live.html", _seen(request))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def incident(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the person has seen to the incident, and return to the page."""
    allowed_or_missing(request, Deed.SEE_TO_INCIDENTS)
    # After a login the browser comes by GET: to open an address does nothing.
    if request.method == "POST":
        incidents.see_to(number=number, at=timezone.now(), by=person_of(request).get_username())
    return redirect("office:delivery")


def _seen(request: HttpRequest) -> dict[str, Any]:
    allowed_or_missing(request, Deed.SEE_DELIVERY)
    now = timezone.now()
    seen = _as_theirs(pulse(at=now), seats_of(request))
    sees_senders = may(request, Deed.SEE_SENDERS)
    minutes = -(-seen.due // seen.per_minute) if seen.per_minute else None
    return {
        "pulse": seen,
        "lanes": _lanes(seen, now),
        "minutes_left": minutes,
        "alive": sum(engine.is_alive for engine in seen.engines),
        "engines": [(engine, _age(engine.seen_at, now)) for engine in seen.engines] if sees_senders else [],
        "senders": senders_seen(seen, at=now) if sees_senders else (),
        "sees_runs": may(request, Deed.SEE_RUNS),
        "sees_senders": sees_senders,
        "sees_to_incidents": may(request, Deed.SEE_TO_INCIDENTS),
        "now": now,
        "stands": unmended_for(request),
    }


def _as_theirs(seen: Pulse, who: Seats) -> Pulse:
    """Keep back the words, and the names of officers, with which another company stops what is its own."""
    companies = {"", *companies_of([office.id for office in who.offices])}
    theirs = keys_for(who, [alarm.subject for alarm in seen.alarms if alarm.kind == RUN])
    return replace(
        seen,
        halts=tuple(
            halt if halt.company in companies else replace(halt, by="", why="", lifted_by="") for halt in seen.halts
        ),
        alarms=tuple(
            alarm if alarm.kind != RUN or alarm.subject in theirs else replace(alarm, subject="", detail="")
            for alarm in seen.alarms
        ),
    )


def _lanes(seen: Pulse, now: datetime) -> list[tuple[Any, int | None, int]]:
    """Return each lane with the age of its oldest letter that could go, and its letters of the last minute."""
    letters: Counter[int] = Counter()
    for rate in seen.rates:
        letters[rate.lane] += rate.letters
    return [(lane, _age(lane.due_since, now), letters[lane.number]) for lane in seen.lanes]


def _age(since: datetime | None, now: datetime) -> int | None:
    return max(int((now - since).total_seconds()), 0) if since else None
