"""The kill switch of what everybody sends: a part of the delivery page, and what its buttons do."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.network.queries import companies
from bijlisetu.outbox import queries
from bijlisetu.outbox import stops as deeds
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may, person_of, seats_of, staff_page
from bijlisetu.web.office.runs.words import SCOPE_SORTS
from bijlisetu.web.templatetags.runs import told

REFUSED: dict[type[Refusal], Promise] = {
    deeds.WhyNotSaid: _("Please say why, in words: others must understand it later."),
}


def seen(request: HttpRequest) -> dict[str, Any]:
    """Return what delivery/stops.html needs: what stands still, what can be stopped, and whether by this person."""
    standing, theirs = queries.stops(), _theirs(request)
    stopped = {still.scope for still in standing if not still.company or still.company in theirs}
    return {
        "standstills": standing,
        "scopes": _by_sort(scope for scope in deeds.scopes() if scope not in stopped),
        "may_stop": bool(theirs),
        "theirs": theirs,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def change(request: HttpRequest) -> HttpResponse:
    """Stop, or let go on, what the form names, and return to the delivery page; to open the address does nothing."""
    if request.method != "POST":
        return redirect("office:delivery")
    by, scope = person_of(request).get_username(), request.POST.get("scope", "")
    if not may(request, Deed.STOP_SENDING) or scope not in ("", *deeds.scopes()):
        raise Http404
    if not scope:
        messages.error(request, gettext("Choose what is to stop"))
        return redirect("office:delivery")
    try:
        _do(request, scope, by)
    except Refusal as refusal:
        messages.error(request, str(REFUSED.get(type(refusal), refusal)))
    return redirect("office:delivery")


def _by_sort(scopes: Iterable[str]) -> list[tuple[Promise, list[str]]]:
    """Return the scopes under the words for their sort, so that a lane is not taken for a kind."""
    grouped = groupby(scopes, key=lambda scope: scope.partition(":")[0])
    return [(SCOPE_SORTS[sort], list(some)) for sort, some in grouped]


def _theirs(request: HttpRequest) -> list[str]:
    """Return the names of the companies whose letters they may stop; of everybody's one that is empty."""
    mine = deeds.companies_of(seats_of(request))
    names = companies() if any(mine) else {}
    return ["" if one is None else names[one] for one in mine]


def _do(request: HttpRequest, scope: str, by: str) -> None:
    now = timezone.now()
    if request.POST.get("deed") == "go_on":
        deeds.lift(scope=scope, at=now, by=by)
        messages.success(request, gettext("Goes on: %(what)s.") % {"what": told(scope, "scope")})
        return
    deeds.stop(scope=scope, why=request.POST.get("why", "")[:500], at=now, by=by)
    messages.success(
        request, gettext("Stopped: %(what)s. Within a second nothing more leaves.") % {"what": told(scope, "scope")}
    )
