"""A change of numbers was a mistake: the number from before counts again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

import bijlisetu.contact.changes.actions as changes
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import person_of, staff_page
from bijlisetu.web.office.consumer.page import person_or_missing


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def undo(request: HttpRequest, consumer: int, change: int) -> HttpResponse:
    """Undo it from the person's page; whoever only opens the address is led there."""
    person_or_missing(request, consumer, Deed.SERVE_COUNTER)
    if request.method == "POST":
        undo_change(request, consumer, change)
    return redirect("office:consumer", consumer=consumer)


def undo_change(request: HttpRequest, consumer: int, change: int) -> None:
    """Undo the change and say so; :raises Http404: if it is none of this consumer's."""
    if change not in {one.pk for one in changes.changes_of(consumer)}:
        raise Http404
    try:
        changes.undo(change=change, at=timezone.now(), by=person_of(request).get_username())
    except changes.NothingToUndo:
        messages.error(request, gettext("This change is undone already."))
    else:
        messages.success(request, gettext("Undone: the number from before counts again."))
