"""What do people say is wrong of what we hold, and what do we answer?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.contact.law import correcting
from bijlisetu.reports.law.corrections import corrections_at
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def corrections(request: HttpRequest, office: int) -> HttpResponse:
    """Show what the office's people asked to have corrected; or answer one of them."""
    path = path_or_missing(request, office, Deed.SEE_PEOPLE)
    lines = corrections_at(office)
    if request.method == "POST":
        _answer(request, {line.number for line in lines})
        return redirect("office:corrections", office=office)
    return show(request, "law/corrections.html", {"path": path, "office": path[-1], "lines": lines}, page="corrections")


def _answer(request: HttpRequest, theirs: set[int]) -> None:
    number, words = number_in(request.POST.get("number", "")), request.POST.get("words", "").strip()
    if number is None or number not in theirs:
        raise Http404
    if not words:
        messages.error(request, gettext("Write what was done, or why nothing was."))
        return
    try:
        correcting.answer(number=number, words=words, by=person_of(request).get_username(), at=timezone.now())
    except correcting.AlreadyAnswered:
        messages.error(request, gettext("This is answered already."))
    else:
        messages.success(request, gettext("Answered. The person reads it on their page."))
