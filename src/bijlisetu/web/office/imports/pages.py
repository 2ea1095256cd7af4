"""What did this file do?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijlisetu.billing.mapping import bill_mappings
from bijlisetu.consumers.mapping import consumer_mappings
from bijlisetu.contact.imports.models import Import
from bijlisetu.contact.imports.receiving import READ_FILES, FileNotTaken, announce, take_piece
from bijlisetu.contact.imports.undoing import NothingToUndo, ask_for_undo, may_be_undone
from bijlisetu.plumbing.database.wake import ask_for
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import everywhere_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show, show_part
from bijlisetu.web.paging import number_in

SORTS = {
    Import.What.CONSUMERS: _("Consumers with their numbers"),
    Import.What.BILLS: _("Bills of a month"),
    Import.What.NETWORK: _("Offices and feeders"),
}
STATES = {
    Import.State.COMING: _("being sent"),
    Import.State.WAITING: _("will be read soon"),
    Import.State.READING: _("being read"),
    Import.State.DONE: _("taken over"),
    Import.State.REFUSED: _("not taken"),
    Import.State.UNDOING: _("being undone"),
    Import.State.UNDONE: _("file undone"),
}
#: Of a page that is open these go on by themselves.
MOVING = (Import.State.COMING, Import.State.WAITING, Import.State.READING, Import.State.UNDOING)
MOST = 50
#: The parts of a file that can be had.
PARTS = ("rejects", "incomplete")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def imports(request: HttpRequest) -> HttpResponse:
    """Show the files that came, the latest first; take the word that another one comes."""
    everywhere_or_missing(request, Deed.IMPORT_FILES)
    if request.method == "POST":
        return _announce(request)
    made = Import.objects.order_by("-id")[:MOST]
    context = {
        "files": [(one, SORTS[Import.What(one.what)], STATES[Import.State(one.state)]) for one in made],
        "sorts": SORTS.items(),
        "mappings": sorted({*consumer_mappings(), *bill_mappings()}),
    }
    return show(request, "imports/page.html", context, page="imports")


@require_POST
@staff_page
def piece(request: HttpRequest, number: int) -> HttpResponse:
    """Keep a piece of a file, and say how much of it is here."""
    everywhere_or_missing(request, Deed.IMPORT_FILES)
    begins = number_in(request.GET.get("from", ""))
    if begins is None:
        raise Http404
    try:
        received = take_piece(number=number, begins=begins, content=request.body, by=person_of(request).get_username())
    except FileNotTaken:
        raise Http404 from None
    if Import.objects.filter(pk=number, state=Import.State.WAITING).exists():
        ask_for(READ_FILES)
    return JsonResponse({"received": received})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show what became of one file; undo it where it was wrong."""
    made = _file_or_missing(request, number)
    if request.method == "POST":
        try:
            ask_for_undo(number=number, by=person_of(request).get_username())
        except NothingToUndo:
            messages.error(request, gettext("This file cannot be undone: it changed nothing, or is undone already."))
        else:
            ask_for(READ_FILES)
        return redirect(request.path)
    return show(request, "imports/one.html", _seen(made), page="imports")


@require_safe
@staff_page
def live(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far it is; where it has moved on, the page is to be loaded anew."""
    made = _file_or_missing(request, number)
    if request.GET.get("state", made.state) != made.state:
        return HttpResponse(status=HTTPStatus.RESET_CONTENT)
    return show_part(request, "imports/live.html", _seen(made))


@require_safe
@staff_page
def part(request: HttpRequest, number: int, which: str) -> HttpResponse:
    """Hand out the rows that were refused, or taken in part, to be mended and sent again."""
    _file_or_missing(request, number)
    if which not in PARTS:
        raise Http404
    content = Import.objects.filter(pk=number).values_list(which, flat=True).first()
    if content is None:
        raise Http404
    answer = HttpResponse(bytes(content), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{which}-{number}.csv"'
    return answer


def _announce(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    what, mapping = sent.get("what", ""), sent.get("mapping", "")
    if what not in Import.What.values or mapping not in {*consumer_mappings(), *bill_mappings()}:
        raise Http404
    try:
        made = announce(
            what=Import.What(what), mapping=mapping, file=sent.get("file", ""),
            size=number_in(sent.get("size", "")) or 0, at=timezone.now(), by=person_of(request).get_username(),
        )  # fmt: skip
    except FileNotTaken:
        told = gettext("The file is empty, or larger than 1 GB.")
        return JsonResponse({"say": told}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse(
        {
            "piece": reverse("office:import_piece", args=[made.pk]),
            "page": reverse("office:import", args=[made.pk]),
        }
    )


def _file_or_missing(request: HttpRequest, number: int) -> Import:
    everywhere_or_missing(request, Deed.IMPORT_FILES)
    made = Import.objects.filter(pk=number).first()
    if made is None:
        raise Http404
    return made


def _seen(made: Import) -> dict[str, Any]:
    kept = Import.objects.filter(pk=made.pk, rejects__isnull=False).exists()
    in_part = Import.objects.filter(pk=made.pk, incomplete__isnull=False).exists()
    return {
        "made": made,
        "sort": SORTS[Import.What(made.what)],
        "state": STATES[Import.State(made.state)],
        "is_moving": made.state in MOVING,
        "may_be_undone": may_be_undone(made),
        "has_rejects": kept,
        "has_incomplete": in_part,
        "reasons": sorted(made.reasons.items(), key=lambda reason: -reason[1]),
        "done": made.received if made.state == Import.State.COMING else made.rows_read,
        "of": made.size if made.state == Import.State.COMING else made.rows_in_all,
    }
