"""What does this person need electricity for? Whoever depends on it is seen first when it is cut."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.consumers.actions import mark_need
from bijlisetu.consumers.needs import NEEDS
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import person_of, staff_page
from bijlisetu.web.office.consumer.page import person_or_missing


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def need(request: HttpRequest, consumer: int) -> HttpResponse:
    """Mark the need, and return to the person's page."""
    person_or_missing(request, consumer, Deed.MEND_NUMBER)
    if request.method == "POST":
        chosen = request.POST.get("need", "")
        if chosen not in ("", *NEEDS):
            raise Http404
        if mark_need(consumer=consumer, need=chosen, at=timezone.now(), by=person_of(request).get_username()):
            messages.success(request, gettext("The need is saved."))
    return redirect("office:consumer", consumer=consumer)
