"""What people suspect, on top of the outage desk: confirmed in one press, corrected, or refused."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext

from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import desk
from bijlisetu.outages.learning import actions
from bijlisetu.outages.learning.queries import suspicions_at
from bijlisetu.outages.models import Suspicion
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_at, person_of
from bijlisetu.web.office.outages import words
from bijlisetu.web.paging import number_in


def seen(offices: list[int]) -> list[dict[str, Any]]:
    """Return the open suspicions of the offices as the page shows them, the surest first."""
    language = get_language() or "hi"
    return [
        {
            "id": one.id, "area": one.area_hi if language == "hi" else one.area_en, "reports": one.reports,
            # Nobody is ever quite sure.
            "since": one.since, "sure": min(99, int(one.probability * 100)), "was_back": one.was_back,
            "was_back_at": one.was_back_at,
        }
        for one in suspicions_at(offices)
    ]  # fmt: skip


def decide(request: HttpRequest, office: int) -> HttpResponse:
    """Enter the suspicion as an outage, or refuse it; :raises Http404: if it is no deed, or none of the person's."""
    deed, number = request.POST.get("deed"), number_in(request.POST.get("suspicion", ""))
    mine = {one.id for one in suspicions_at([office])}
    if deed not in ("confirm", "refuse") or number is None:
        raise Http404
    # What somebody else has decided meanwhile is said so; what is another office's is not there.
    if number not in mine and not Suspicion.objects.exclude(state=Suspicion.State.OPEN).filter(pk=number).exists():
        raise Http404
    if not may_at(request, office, Deed.RUN_OUTAGES):
        raise Http404
    try:
        if deed == "confirm":
            return _confirm(request, office, number)
        actions.refuse(suspicion=number, at=timezone.now(), by=person_of(request).get_username())
        messages.success(request, gettext("It is refused. Only what people say from now on counts."))
    except Refusal as refusal:
        messages.error(request, words.in_words(refusal))
    return redirect("office:outages", office=office)


def _confirm(request: HttpRequest, office: int, number: int) -> HttpResponse:
    elements: Elements | None = None
    if where := request.POST.get("where", "").strip():
        elements, unclear = desk.resolve(office, [where])
        if unclear:
            messages.error(request, words.not_one(unclear[0]))
            return redirect("office:outages", office=office)
    by = person_of(request).get_username()
    outage = actions.confirm(suspicion=number, elements=elements, at=timezone.now(), by=by)
    messages.success(request, gettext("It is entered. See whom it touches, say a time, and tell them."))
    return redirect("office:outage", outage=outage.number)
