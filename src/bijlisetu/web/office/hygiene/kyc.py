"""Whose KYC is complete, what is missing, and what a consumer answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.consumers.queries import Enrolled, enrolled
from bijlisetu.contact.kyc import queries
from bijlisetu.contact.kyc.actions import note_asked
from bijlisetu.contact.kyc.models import Matter
from bijlisetu.reports.words import MATTERS, PURPOSES, say
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Language
from bijlisetu.web.desk import feeders_or_missing, path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import pager, start_of

LANGUAGES = {str(one): one for one in Language}
WANTED = {"yes": True, "no": False}


@require_safe
@staff_page
def kyc(request: HttpRequest, office: int) -> HttpResponse:
    """Show how many of the office's people are complete, what the others lack, and who they are."""
    path = path_or_missing(request, office, Deed.SEE_HYGIENE)
    matter = request.GET.get("missing", "")
    if matter and matter not in Matter.values:
        raise Http404
    context = {"path": path, "office": path[-1], "kyc": queries.of_office(office), "matter": matter}
    if matter:
        found = queries.lacking(office=office, matter=matter, start=start_of(request))
        context |= {"rows": found.rows, "pager": pager(request, found, lambda one: one.consumer)}
    else:
        context["below"] = queries.below(office)
    return show(request, "hygiene/kyc.html", context, page="kyc")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def asked(request: HttpRequest, consumer: int) -> HttpResponse:
    """Note what the consumer answered, and return to their page."""
    person = enrolled(consumer)
    if person is None:
        raise Http404
    feeders_or_missing(request, [person.feeder], Deed.MEND_NUMBER)
    if request.method == "POST":
        _keep(request, person)
    return redirect("office:consumer", consumer=consumer)


def _keep(request: HttpRequest, person: Enrolled) -> None:
    """Keep what the form answers, and say of each part whether it is kept."""
    ticked = [Matter(one) for one in request.POST.getlist("matter") if one in Matter.values]
    lacking = queries.missing_of(person.id)
    known = [one for one in ticked if one not in lacking]  # who has a mailbox on file does not have none
    language = LANGUAGES.get(request.POST.get("language", ""))
    wanted = {purpose: WANTED[said] for purpose in PURPOSES if (said := request.POST.get(purpose, "")) in WANTED}
    kept = note_asked(
        consumer=person.id,
        matters=[one for one in ticked if one in lacking],
        language=language,
        wanted=wanted,
        at=timezone.now(),
        by=person_of(request).get_username(),
    )
    if kept:
        messages.success(request, gettext("What %(name)s answered is saved.") % {"name": person.name})
    if known:
        told = gettext("Not saved, for it is on file already: %(matters)s.")
        messages.error(request, told % {"matters": ", ".join(str(say(MATTERS, one)) for one in known)})
    if wanted and Matter.CONSENT not in kept:
        messages.error(request, gettext("Their wishes are not saved: no number or mailbox is on file yet."))
    if not (ticked or language or wanted):
        messages.error(request, gettext("Nothing was chosen, so nothing is saved."))
