"""Who is dark, since when, until when, and have they been told?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions, desk, officers
from bijlisetu.outages.learning.rehanging import proposed_at
from bijlisetu.outages.models import Outage
from bijlisetu.outages.queries import elements_of, feeders_of, ledger
from bijlisetu.outages.rules import OVER
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.outages.suggesting import suggested
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may, may_at, may_for, path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.outages import rehangings, suspicions, words
from bijlisetu.web.office.outages.forms import PLACES, OutageForm, moment_field, reason_in
from bijlisetu.web.overtaken import WORDS, is_overtaken, latest_of
from bijlisetu.web.paging import number_in

#: What one thumb promises: hours from now.
HOURS = (1, 2, 4)
HOUR = timedelta(hours=1)
#: What a wrong press would tell everybody, and nothing takes back.
NOT_CALLED_BACK = ("back", "cancel")
#: A datalist longer than this is slow on a phone: whoever sits higher up writes the code.
MOST_OFFERED = 400


class TimeNotRead(Refusal):
    """A time was written that is none, in a browser without a field for times."""


class WhyNeeded(Refusal):
    """People are told of it, so it stands in the book why."""


class ToBeSure(NamedTuple):
    """A deed that is asked about once more: how many people it tells, and what was typed with it."""

    deed: str
    people: int
    kept: Sequence[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def outages(request: HttpRequest, office: int) -> HttpResponse:
    """List what people suspect and the outages of the office: what is to be answered for first, what is over last."""
    path = path_or_missing(request, office, Deed.SEE_OUTAGES)
    if request.method == "POST":
        decide = rehangings.decide if "rehanging" in request.POST else suspicions.decide
        return decide(request, office)
    at = timezone.now()
    lines = [_seen(one) for one in desk.outages_at([office], at=at)]
    suspected = suspicions.seen([office])
    about = [f"suspicion:{one['id']}" for one in suspected]
    officers.looked(about=about, person=person_of(request).pk, at=at)
    context = {
        "path": path, "office": path[-1], "may_enter": may_at(request, office, Deed.RUN_OUTAGES),
        "suspected": suspected, "now": at, "rehangings": proposed_at([office]),
        "open": [one for one in lines if one["line"].state not in OVER],
        "over": [one for one in lines if one["line"].state in OVER],
    }  # fmt: skip
    return show(request, "outages/list.html", context, page="outages")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new(request: HttpRequest, office: int) -> HttpResponse:
    """Enter an outage; whom it touches is shown before anybody is told."""
    path = path_or_missing(request, office, Deed.RUN_OUTAGES)
    now = timezone.localtime()
    form = OutageForm(
        request.POST or None, language=get_language() or "hi", initial={"kind": "breakdown", "from_at": now}
    )
    written = request.POST.getlist("where")[:PLACES] if request.method == "POST" else []
    if request.method == "POST" and form.is_valid():
        elements, unclear = desk.resolve(office, written)
        for place in unclear:
            form.add_error(None, words.not_one(place))
        if not unclear and (entered := _enter(request, form, elements)):
            return redirect("office:outage", outage=entered.number)
    places = [one.label for one in desk.places_of(office)][:MOST_OFFERED]
    context = {
        "path": path, "office": path[-1], "form": form, "places": places,
        "written": [*written, *[""] * (PLACES - len(written))],
    }  # fmt: skip
    return show(request, "outages/new.html", context, page="outages", status=422 if form.errors else 200)


def _enter(request: HttpRequest, form: OutageForm, elements: Elements) -> Outage | None:
    told = form.cleaned_data
    try:
        return actions.enter(
            kind=form.kind_told(), elements=elements, reason=told["reason"], from_at=told["from_at"],
            until_at=told["until_at"], crew=told["crew"], words=told["words"], at=timezone.now(),
            by=person_of(request).get_username(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, words.in_words(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def one(request: HttpRequest, outage: str) -> HttpResponse:
    """Show one outage: whom it touches and who was told; do the next deed."""
    found = outage_or_missing(request, outage)
    if request.method != "POST":
        return _show(request, found)
    if not _may(request, found, Deed.RUN_OUTAGES):
        raise Http404
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    if is_overtaken(request, latest_of(desk.events_of(found))):
        messages.error(request, str(WORDS))
        return _show(request, found, status=409)
    try:
        _check_whole(request)
        if asked := _to_be_sure(request, found):
            return _show(request, found, asked=asked)
        messages.success(request, deed(request, found))
    except Refusal as refusal:
        messages.error(request, words.in_words(refusal))
        found.refresh_from_db()
        return _show(request, found, status=422)
    return redirect("office:outage", outage=outage)


def _show(request: HttpRequest, found: Outage, *, status: int = 200, asked: ToBeSure | None = None) -> HttpResponse:
    at = timezone.now()
    officers.looked(about=[f"outage:{found.number}"], person=person_of(request).pk, at=at)
    line = desk.line_of(found, is_late=bool(desk.late_ones([found.pk])))
    events = desk.events_of(found)
    is_told = any(one.what == "announced" for one in events)
    has_begun = found.kind == "breakdown" or found.from_at <= at
    context: dict[str, Any] = {
        **_seen(line),
        "outage": found,
        "office": found.office,
        "events": [(words.EVENTS[one.what], one) for one in events],
        "parts": desk.parts_of(found),
        "is_over": found.state in OVER,
        "is_told": is_told,
        "has_begun": has_begun,
        "waiting": desk.runs_waiting(found),
        "may_see_runs": may(request, Deed.SEE_RUNS),
        "may_run": _may(request, found, Deed.RUN_OUTAGES),
        "hours": HOURS,
        "suggested": None if found.state in OVER else suggested(found, at=at),
        "typed": request.POST,
        "asked": asked,
        "latest": latest_of(events),
        "soonest": timezone.localtime(at + HOUR if has_begun else found.until_at or found.from_at + HOUR),
    }
    if is_told:
        counts = ledger(found.pk)
        context["ledger"] = counts
        context["not_told"] = [(words.FATES[why], many) for why, many in counts.not_told.items()]
    elif not context["is_over"]:
        context["foreseen"] = seen = desk.foresee(found, at=at)
        context["spared"] = [(words.FATES[why], many) for why, many in sorted(seen.spared.items())]
    if context["suggested"]:
        context["like"] = words.LIKE[context["suggested"].like]
    return show(request, "outages/one.html", context, page="outages", status=status)


def _check_whole(request: HttpRequest) -> None:
    """Check what was written before anybody is asked whether they are sure; :raises TimeNotRead, WhyNeeded: if so."""
    if request.POST.get("deed") == "back":
        _moment(request, "back_at")
    if request.POST.get("deed") == "cancel" and not request.POST.get("why", "").strip():
        raise WhyNeeded("nothing was written")


def _to_be_sure(request: HttpRequest, found: Outage) -> ToBeSure | None:
    """Return what is asked once more before many people are told; nothing where it was said, or nobody is told."""
    deed = request.POST.get("deed", "")
    if deed not in NOT_CALLED_BACK or "sure" in request.POST or found.state in OVER:
        return None
    people = ledger(found.pk).told
    kept = [(name, request.POST[name]) for name in ("deed", "back_at", "why") if name in request.POST]
    return ToBeSure(deed, people, kept) if people else None


def _announce(request: HttpRequest, found: Outage) -> str:
    state = actions.announce(outage=found.pk, at=timezone.now(), by=person_of(request).get_username())
    if state == "released":
        return gettext("People are being told now.")
    if state == "arranged":
        return gettext("It is far away. People are told by themselves some days before it begins.")
    if not state:
        return gettext("Nobody is told now. Who is spared it is told as soon as it is time.")
    return gettext("The messages are made and wait for another officer: Messages → Runs.")


def _promise(request: HttpRequest, found: Outage) -> str:
    at = timezone.now()
    hours = number_in(request.POST.get("hours", ""))
    until_at = at + timedelta(hours=hours) if hours in HOURS else _moment(request, "until_at")
    if until_at is None:
        raise TimeNotRead("no time was written")
    actions.promise(outage=found.pk, until_at=until_at, at=at, by=person_of(request).get_username())
    return gettext("The new time is told to the same people.")


def _partly(request: HttpRequest, found: Outage) -> str:
    parts = [part for text in request.POST.getlist("part") if (part := number_in(text)) is not None]
    actions.partly_back(outage=found.pk, parts=parts, at=timezone.now(), by=person_of(request).get_username())
    return gettext("Those who are back are told so.")


def _back(request: HttpRequest, found: Outage) -> str:
    at = timezone.now()
    back_at = _moment(request, "back_at") or at
    actions.back(outage=found.pk, at=at, by=person_of(request).get_username(), back_at=back_at)
    return gettext("Whoever heard of the cut is told that it is over.")


def _cancel(request: HttpRequest, found: Outage) -> str:
    why = request.POST.get("why", "")[:200]
    actions.cancel(outage=found.pk, why=why, at=timezone.now(), by=person_of(request).get_username())
    return gettext("It is cancelled. Whoever heard of it is told so.")


DEEDS: dict[str, Callable[[HttpRequest, Outage], str]] = {
    "announce": _announce, "promise": _promise, "partly": _partly, "back": _back, "cancel": _cancel,
}  # fmt: skip


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """Return the time that a field of the form names; none where it is empty; :raises TimeNotRead: if it is none."""
    try:
        found: datetime | None = moment_field("", required=False).clean(request.POST.get(name, ""))
    except ValidationError:
        raise TimeNotRead("what was written is no time") from None
    return found


def outage_or_missing(request: HttpRequest, number: str) -> Outage:
    """Return the outage; :raises Http404: if there is none, or no part of it is the person's to see."""
    found = Outage.objects.select_related("office").filter(number=number).first()
    if found is None or not _may(request, found, Deed.SEE_OUTAGES):
        raise Http404
    return found


def _may(request: HttpRequest, found: Outage, deed: Deed) -> bool:
    """Return whether the person's posts cover all that the outage is at."""
    elements = elements_of(found.parts.all())
    feeders = feeders_of(elements)
    return all(may_at(request, office, deed) for office in elements.substations) and (
        not feeders or may_for(request, feeders, deed)
    )


def _seen(line: desk.Line) -> dict[str, Any]:
    language = get_language() or "hi"
    return {
        "line": line,
        "area": line.area_hi if language == "hi" else line.area_en,
        "kind": words.KINDS[line.kind],
        "state": words.STATES[line.state],
        "reason": reason_in(language, line.reason),
    }
