"""Who seems to hang on another transformer than the registry says: below the outage desk, taken over or refused."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from bijlisetu.outages.learning import rehanging
from bijlisetu.outages.models import Rehanging
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_at, person_of
from bijlisetu.web.office.outages import words
from bijlisetu.web.paging import number_in

DEEDS = {"accept": rehanging.accept, "keep": rehanging.refuse}


def decide(request: HttpRequest, office: int) -> HttpResponse:
    """Take the proposal over, or refuse it; :raises Http404: if it is no deed, or none of the person's."""
    deed, number = DEEDS.get(request.POST.get("deed", "")), number_in(request.POST.get("rehanging", ""))
    if deed is None or number is None or not may_at(request, office, Deed.RUN_OUTAGES):
        raise Http404
    # What somebody else has decided meanwhile is said so; what is another office's is not there.
    mine = {one.id for one in rehanging.proposed_at([office])}
    if number not in mine and not Rehanging.objects.exclude(state=Rehanging.State.OPEN).filter(pk=number).exists():
        raise Http404
    try:
        deed(proposal=number, at=timezone.now(), by=person_of(request).get_username())
        messages.success(request, gettext("It is decided."))
    except Refusal as refusal:
        messages.error(request, words.in_words(refusal))
    return redirect("office:outages", office=office)
