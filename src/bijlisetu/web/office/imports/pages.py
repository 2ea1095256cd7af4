"""What did this file do?"""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijlisetu.billing.imports import files
from bijlisetu.billing.mapping import bill_mappings
from bijlisetu.consumers.mapping import consumer_mappings
from bijlisetu.contact.imports.models import Import
from bijlisetu.contact.imports.receiving import READ_FILES, FileNotTaken, announce, take_piece
from bijlisetu.contact.imports.states import Hindrance, NothingToUndo
from bijlisetu.metering.mapping import meter_mappings
from bijlisetu.outages.measuring.mapping import interruption_mappings
from bijlisetu.payments.mapping import payment_mappings
from bijlisetu.plumbing.database.wake import ask_for
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import everywhere_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show, show_part
from bijlisetu.web.office.imports.headings import in_words
from bijlisetu.web.office.imports.rows import header_of, partial_rows, reasons_of, refused_rows
from bijlisetu.web.paging import number_in

SORTS = {
    Import.What.CONSUMERS: _("Consumers with their numbers"),
    Import.What.BILLS: _("Bills of a month"),
    Import.What.NETWORK: _("Offices and feeders"),
    Import.What.SWITCHING: _("Switching: what hangs on another feeder for a while"),
    Import.What.REVOKED: _("Disconnected numbers of a month (MNRL)"),
    Import.What.VALIDATED: _("Answers of the number validation service"),
    Import.What.INTERRUPTIONS: _("Interruptions, or returns of months"),
    Import.What.PAYMENTS: _("Payments: a settlement of bank, counters or agency"),
    Import.What.METERS: _("Meters: daily balances, reads, or who is prepaid"),
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
#: Octets that hold the heading of the refused rows.
HEADING = 20_000
#: The parts of a file that can be had, and how each is said in the reader's language.
PARTS = ("rejects", "incomplete")
#: Why a file cannot be undone, and what to do instead.
HINDRANCES = {
    Hindrance.NOT_TAKEN: _("This file cannot be undone: it changed nothing, or is undone already."),
    Hindrance.NO_EVIDENCE: _("This file cannot be undone. Send the right list; it takes the place of this one."),
    Hindrance.NOT_RECORDED: _(
        "This file cannot be undone: it changed nothing, or is older than the undo of such files."
    ),
    Hindrance.TOLD: _(
        "This file cannot be undone: messages about its bills have gone out. Send the right bills; whoever was told"
        " otherwise then gets a correction by the next run (Messages → Runs)."
    ),
    Hindrance.IN_USE: _(
        "This file cannot be undone: people, posts or consumers stand at offices or feeders that it brought. Send the"
        " right list of feeders instead."
    ),
    Hindrance.UNFORESEEN: _("The undo broke off, and nothing was undone. Tell those who run the system."),
    Hindrance.NOT_LATEST: _("This file cannot be undone: a later list of feeders built on it. Undo that one first."),
}
#: What an undo does or would do, in this order.
DEEDS = {
    "facts": _("facts put back"),
    "facts_newer": _("facts that stand, changed since"),
    "numbers": _("numbers taken back"),
    "numbers_newer": _("numbers that stand, named or proved by others"),
    "accounts": _("accounts that only this file named, still registered"),
    "bills": _("bills removed"),
    "bills_back": _("bills put back as they were"),
    "bills_newer": _("bills that stand, changed since"),
    "unsaid": _("messages taken back that had not gone out"),
    "offices": _("offices removed or put back"),
    "feeders": _("feeders removed or put back"),
    "places": _("places of offices and feeders put back"),
}
_NO_ROWS = _("The file has its headings and no row below them. Export it again with its rows.")
#: Why a file was not taken at all, by the sort of refusal.
FAULTS = {
    "NothingImported": _("No row of the file could be taken. See why below, correct it and send the file again."),
    "WrongColumns": _("The file lacks a column that is needed, or has one twice. Export it again with all columns."),
    "FileEmpty": _("The file is empty."),
    "FileUnreadable": _("The file cannot be read. Export it again."),
    "FileNotText": _("The file is no text as it should be. Save it as CSV UTF-8 and send it again."),
    "LineTooLong": _("A line of the file does not end. Save it as CSV UTF-8 and send it again."),
    "NotAWorkbook": _("The Excel file is damaged, old or has a password. Save it as .xlsx without one, or as CSV."),
    "WorkbookTooBig": _("The Excel file is too large when it is unpacked. Save it as CSV."),
    "SeveralSheets": _("Several sheets of the workbook hold such rows. Leave one in the file and send it again."),
    "DaysTheOtherWayRound": _("Day and month stand the other way round. Export the file with days like 2026-11-28."),
    "Unforeseen": _(
        "This file broke our reading, and nothing of it was taken. Tell those who run the system; other files are read."
    ),
    "ImportUnderWay": _("Another file of this sort was being read. Send it again."),
}


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
        "mappings": sorted(_mappings()),
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
            files.ask(number=number, by=person_of(request).get_username())
        except NothingToUndo as refused:
            messages.error(request, HINDRANCES[refused.why])
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
    made = _file_or_missing(request, number)
    if which not in PARTS:
        raise Http404
    found = Import.objects.filter(pk=number).values_list(which, "lines").first()
    if found is None or found[0] is None:
        raise Http404
    content, lines = bytes(found[0]), found[1]
    rows = refused_rows(made, content, lines) if which == "rejects" else partial_rows(made, content)
    answer = HttpResponse(b"".join(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{which}-{number}.csv"'
    return answer


def _announce(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    what, mapping = sent.get("what", ""), sent.get("mapping", "")
    if what not in Import.What.values or mapping not in _mappings():
        raise Http404
    try:
        made = announce(
            what=Import.What(what), mapping=mapping, file=sent.get("file", ""),
            size=number_in(sent.get("size", "")) or 0, at=timezone.now(), by=person_of(request).get_username(),
            month=_month_in(sent.get("month", "")),
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


def _mappings() -> set[str]:
    return {*consumer_mappings(), *bill_mappings(), *interruption_mappings(), *payment_mappings(), *meter_mappings()}


def _month_in(text: str) -> date | None:
    """Return the first of the month that was chosen; none for a file that has no month."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a day of the calendar has no zone
    except ValueError:
        return None


def _undo_of(made: Import) -> dict[str, Any]:
    """Return whether the file can be undone, what that would do or has done, and what stands in the way."""
    if made.state == Import.State.UNDONE:
        return {"undone": _told(made.taken_back)}
    if made.state != Import.State.DONE:
        return {}
    if why := files.hindrance(made):
        return {"hindrance": HINDRANCES[why]}
    asked_for = HINDRANCES[Hindrance(made.hindrance)] if made.hindrance else ""
    return {"would_undo": _told(files.preview(made)), "hindrance": asked_for}


def _told(counts: dict[str, int]) -> list[tuple[str | Promise, int]]:
    return [(words, counts[name]) for name, words in DEEDS.items() if name in counts]


def _file_or_missing(request: HttpRequest, number: int) -> Import:
    everywhere_or_missing(request, Deed.IMPORT_FILES)
    made = Import.objects.filter(pk=number).first()
    if made is None:
        raise Http404
    return made


def _fault(made: Import, *, has_rows: bool) -> str | Promise:
    """Return why nothing of the file was taken, in words; of a wrong heading, which column it is about."""
    if made.fault == "NothingImported" and not has_rows:
        return _NO_ROWS
    return in_words(made.columns) if made.columns else FAULTS.get(made.fault, "")


def _seen(made: Import) -> dict[str, Any]:
    first, lines = Import.objects.values_list(Substr("rejects", 1, HEADING), "lines").get(pk=made.pk)
    in_part = Import.objects.filter(pk=made.pk, incomplete__isnull=False).exists()
    return {
        "made": made,
        "sort": SORTS[Import.What(made.what)],
        "state": STATES[Import.State(made.state)],
        "is_moving": made.state in MOVING,
        **_undo_of(made),
        "has_rejects": first is not None,
        "has_incomplete": in_part,
        "reasons": reasons_of(made, header_of(first and bytes(first)), lines),
        "fault": _fault(made, has_rows=first is not None),
        "done": made.received if made.state == Import.State.COMING else made.rows_read,
        "of": made.size if made.state == Import.State.COMING else made.rows_in_all,
    }
