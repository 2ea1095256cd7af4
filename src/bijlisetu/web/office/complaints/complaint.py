"""What has happened to this complaint, how much time is left, and what is the next deed?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.complaints import heads
from bijlisetu.complaints.actions import registering, resolving, working
from bijlisetu.complaints.actions.writing import NothingSaid, NotPossible
from bijlisetu.complaints.categories import for_people
from bijlisetu.complaints.lists import OPEN, Area, Evidence, Rejection, State, Wait
from bijlisetu.complaints.models import Complaint, Enclosed, Escalation
from bijlisetu.complaints.numbers import number_in
from bijlisetu.complaints.replaying import clock_of, owed_of
from bijlisetu.complaints.standards.current import held_at
from bijlisetu.complaints.standards.reading import row_for
from bijlisetu.complaints.telling import is_late
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_at, path_or_missing, person_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.complaints.words import AREAS, EVIDENCE, REJECTIONS, WAITS
from bijlisetu.web.office.frame import show
from bijlisetu.web.overtaken import WORDS, is_overtaken, latest_of

REFUSED: dict[type[Refusal], Promise] = {
    NothingSaid: _("Please write it in a few words."),
    resolving.NotSettledYet: _("The consumer has a day to answer. Nobody closes it before."),
    resolving.SamePerson: _("Who said that it is mended does not call. Ask somebody else of the office."),
    NotPossible: _("That is not possible where the complaint stands now. Look at it once more."),
    registering.NoCategory: _("There is no such category."),
}
#: What whoever sees complaints may do; the rest needs the post that works on them.
OPEN_TO_ALL = frozenset({"note", "called"})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def page(request: HttpRequest, complaint: str) -> HttpResponse:
    """Show the complaint with its clock and history; do the next deed."""
    one = _asked(request, complaint)
    status = _do(request, one) if request.method == "POST" else 200
    if request.method == "POST" and status == 200:
        return redirect("office:complaint", complaint=one.number)
    one.refresh_from_db()
    now = timezone.now()
    _note_look(request, one, at=now)
    events = list(one.events.order_by("id"))
    clock = clock_of(one, events)
    path = path_or_missing(request, one.office_id, Deed.SEE_COMPLAINTS)
    held = held_at(one.utility, at=one.at)
    row = row_for(utility=one.utility, category=one.category, on=day_in_india(one.said_at), held=held)
    context = {
        "path": path, "office": path[-1], "one": one, "is_late": is_late(one), "events": events, "now": now, "row": row,
        "source": row.source[spoken()], "limit": row.limits[Area(one.area)],
        "percent": min(int(100 * clock.share(now)), 999),
        "owed": owed_of(clock, now), "joined": one.joined.order_by("id"),
        "escalations": one.escalations.select_related("person__card").order_by("level", "id"),
        "files": one.enclosed.select_related("enclosure").order_by("id"),
        "may_work": may_at(request, one.office_id, Deed.WORK_COMPLAINTS), "is_open": one.state in OPEN,
        "categories": [(code, each.title[spoken()]) for code, each in for_people().items()],
        "waits": WAITS.items(), "rejections": REJECTIONS.items(), "areas": AREAS.items(),
        "evidence": [(one, EVIDENCE[one]) for one in (Evidence.SUPPLY_BACK, Evidence.METER)],
        "may_settle": one.state == State.RESOLVED and one.resolved_by != person_of(request).get_username(),
    }  # fmt: skip
    context |= {"latest": latest_of(events), "typed": request.POST}
    return show(request, "complaints/complaint.html", context, page="complaints", status=status)


@require_safe
@staff_page
def enclosed(request: HttpRequest, complaint: str, enclosure: str) -> HttpResponse:
    """Show a photo, or play a voice note, that came with the complaint."""
    one = _asked(request, complaint)
    found = Enclosed.objects.filter(complaint=one, enclosure=enclosure).select_related("enclosure").first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.enclosure.content), content_type=found.enclosure.mime_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _asked(request: HttpRequest, number: str) -> Complaint:
    found = Complaint.objects.select_related("consumer", "office", "primary").filter(number=number_in(number)).first()
    if found is None:
        raise Http404
    path_or_missing(request, found.office_id, Deed.SEE_COMPLAINTS)
    return found


def _note_look(request: HttpRequest, one: Complaint, *, at: datetime) -> None:
    heads.looked(person_of(request).pk, at=at)
    Escalation.objects.filter(complaint=one, person=person_of(request), seen_at=None).update(seen_at=at)


def _do(request: HttpRequest, one: Complaint) -> int:
    """Do the deed, and say so; return the status of the answer, 200 where it is done."""
    deed = request.POST.get("deed", "")
    if deed not in DEEDS or (
        deed not in OPEN_TO_ALL and not may_at(request, one.office_id, Deed.WORK_COMPLAINTS)
    ):  # fmt: skip
        raise Http404
    if deed != "note" and is_overtaken(request, latest_of(one.events.all())):
        messages.error(
            request, f"{WORDS} “{request.POST.get('words', '')[:300]}”"
        )  # its form may not be shown any more
        return 409
    said = {"words": request.POST.get("words", "")}
    done = {"at": timezone.now(), "by": person_of(request).get_username()}
    try:
        DEEDS[deed](one.pk, request, said, done)
    except ValueError:  # a word that is in no list
        raise Http404 from None
    except Refusal as refusal:
        words = next((words for sort, words in REFUSED.items() if isinstance(refusal, sort)), None)
        messages.error(request, str(words or REFUSED[NotPossible]))
        return 422
    messages.success(request, gettext("Kept."))
    return 200


Doing = Callable[[int, HttpRequest, dict[str, Any], dict[str, Any]], object]


def _join(one: int, request: HttpRequest, said: dict[str, Any], done: dict[str, Any]) -> None:
    first = Complaint.objects.filter(number=number_in(request.POST.get("first", ""))).first()
    if first is None:
        raise NotPossible("there is no complaint of this number")
    path_or_missing(request, first.office_id, Deed.SEE_COMPLAINTS)
    registering.join(complaint=one, to=first.pk, **done)


DEEDS: dict[str, Doing] = {
    "assign": lambda one, _, said, done: working.assign(complaints=[one], crew=said["words"], **done),
    "begin": lambda one, _, said, done: working.begin(complaints=[one], **done),
    "note": lambda one, _, said, done: working.note(complaint=one, **said, **done),
    "wait": lambda one, request, said, done: working.wait(
        complaint=one, why=Wait(request.POST.get("why", "")), **said, **done
    ),
    "go_on": lambda one, _, said, done: working.go_on(complaint=one, **said, **done),
    "change": lambda one, request, said, done: working.change(
        complaint=one, category=request.POST.get("category", ""), area=Area(request.POST.get("area", "")), **done
    ),
    "resolve": lambda one, _, said, done: resolving.resolve(complaints=[one], **said, **done),
    "settle": lambda one, request, said, done: resolving.settle(
        complaint=one, evidence=Evidence(request.POST.get("evidence", "")), **said, **done
    ),
    "called": lambda one, request, said, done: resolving.called(
        complaint=one, is_mended=request.POST.get("is_mended") == "yes", **said, **done
    ),
    "reject": lambda one, request, said, done: working.reject(
        complaint=one, why=Rejection(request.POST.get("why", "")), **done
    ),
    "join": _join,
}
