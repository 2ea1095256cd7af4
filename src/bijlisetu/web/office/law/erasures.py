"""Who wants to be erased, what stands against it, and what goes?"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.audit import erasures as audit
from bijlisetu.audit.erasures import AlreadyDecided, Asked, NothingToErase
from bijlisetu.audit.sweeping import PARTS
from bijlisetu.reach.queries import Person, person
from bijlisetu.reports.law.holds import UNPAID, Hold, held, holds_on
from bijlisetu.reports.law.requests import requests_of
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import feeders_or_missing, path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show

LONGEST = 1000


@require_safe
@staff_page
def erasures(request: HttpRequest, office: int) -> HttpResponse:
    """Show the requests of the office's people: what waits first."""
    path = path_or_missing(request, office, Deed.DECIDE_ERASURE)
    context = {"path": path, "office": path[-1], "requests": requests_of(office)}
    return show(request, "law/erasures.html", context, page="erasures")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def erasure(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request with what stands against it; or decide it."""
    asked, whose = _theirs(request, number)
    now = timezone.now()
    holds = holds_on(asked.consumer, at=now)
    unpaid = [one for one in holds if one.name == UNPAID]
    if request.method == "POST":
        # Payments are not here yet: an officer who has seen the receipt says so, and that is kept.
        receipt = request.POST.get("receipt", "").strip()[:LONGEST] if unpaid else ""
        standing = [one for one in holds if not receipt or one not in unpaid]
        lifted = [{**one.kept(), "parts": [], "receipt": receipt} for one in unpaid if receipt]
        chosen = [part for part in _free(standing) if part in request.POST.getlist("part")]
        try:
            audit.decide(
                number=number, parts=chosen, kept=[*(one.kept() for one in standing), *lifted],
                words=request.POST.get("words", "").strip()[:LONGEST], by=person_of(request).get_username(), at=now,
            )  # fmt: skip
        except AlreadyDecided:
            messages.error(request, gettext("This request is decided already."))
        except NothingToErase:
            messages.error(request, gettext("Choose what is to be erased, or write why nothing is."))
        else:
            messages.success(request, gettext("Decided. What you chose is erased within minutes."))
        return redirect("office:erasure", number=number)
    free = _free(holds)
    by_receipt = [part for part in _free([one for one in holds if one not in unpaid]) if part not in free]
    context = {"asked": asked, "person": whose, "holds": holds, "free": free, "by_receipt": by_receipt}
    return show(request, "law/erasure.html", context, page="erasures")


def _free(holds: Sequence[Hold]) -> list[str]:
    return [part for part in PARTS if part not in held(holds)]


def _theirs(request: HttpRequest, number: int) -> tuple[Asked, Person]:
    asked = audit.request_numbered(number)
    whose = person(asked.consumer) if asked else None
    if asked is None or whose is None:
        raise Http404
    feeders_or_missing(request, [whose.feeder_id], Deed.DECIDE_ERASURE)
    return asked, whose
