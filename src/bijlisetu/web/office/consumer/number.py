"""What is this number in full? Whoever looks says why, and it is written down."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bijlisetu.contact.unmasking import unmask
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import feeders_or_missing, person_of, staff_page
from bijlisetu.web.office.consumer.page import WHYS, person_or_missing, show_person
from bijlisetu.web.paging import number_in
from bijlisetu.web.repair import blank_form


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def number(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show the person with the one number in full; a reload hides it again."""
    person = person_or_missing(request, consumer)
    feeders_or_missing(request, [person.feeder_id], Deed.UNMASK)
    if request.method != "POST":
        return redirect("office:consumer", consumer=consumer)
    address, why = number_in(request.POST.get("address", "")), request.POST.get("why", "")
    if address is None or why not in WHYS:
        raise Http404
    by, at = person_of(request).get_username(), timezone.now()
    value = unmask(consumer=consumer, address=address, why=why, by=by, at=at)
    if value is None:
        raise Http404
    return show_person(request, person, blank_form(request, consumer), in_full={address: value})
