"""Whom does this office call today? Numbers that were told and that nothing has proved yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.contact.unmasking import unmask
from bijlisetu.drives.calling.actions import called
from bijlisetu.drives.calling.queries import numbers_to_call, waiting_at
from bijlisetu.drives.models import ToProve
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in

MOST = 30
#: What is said after a call, by what the person said.
SAID: dict[str, Promise] = {
    ToProve.Said.OWN: _("Kept: the number is theirs. What they missed goes there now."),
    ToProve.Said.WRONG: _("Kept: the number is struck out. Somebody goes to the door again."),
    ToProve.Said.NOBODY: _("Kept: nobody picked up. The number comes back to this list."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def calls(request: HttpRequest, office: int) -> HttpResponse:
    """Show the numbers whose call is due; show one of them in full, or keep what its call brought."""
    path = path_or_missing(request, office, Deed.SERVE_COUNTER)
    by, now = person_of(request).get_username(), timezone.now()
    lines = numbers_to_call(office, at=now, most=MOST)
    in_full: dict[int, str] = {}
    if request.method == "POST":
        chosen = number_in(request.POST.get("number", ""))
        line = next((each for each in lines if each.id == chosen), None)
        if line is None:
            messages.error(request, gettext("This number is no longer to be called."))
            return redirect(request.path)
        deed = request.POST.get("deed", "")
        if deed in ToProve.Said.values:
            if called(number=line.id, said=ToProve.Said(deed), at=now, by=by):
                messages.success(request, str(SAID[deed]))
            return redirect(request.path)
        if deed != "show":
            raise Http404
        shown = unmask(consumer=line.consumer, address=line.address, why="call", by=by, at=now)
        in_full = {line.id: shown or ""}
    context = {
        "path": path, "office": path[-1], "waiting": waiting_at(office, at=now),
        "rows": [(line, in_full.get(line.id, ""), line.is_late(now)) for line in lines],
    }  # fmt: skip
    return show(request, "counter/calls.html", context, page="calls")
