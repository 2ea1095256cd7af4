"""Which beats can be printed, and which sheets are out?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.contact.law.current import notice
from bijlisetu.fieldwork.actions.printing import print_sheets
from bijlisetu.fieldwork.paper.serials import serial_in
from bijlisetu.fieldwork.queries.sheets import PrintedSheet, printable, printed, printed_last, sheet_called
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.sheets.paper import pdf
from bijlisetu.web.paging import number_in

MOST_BEATS, MOST_SHEETS = 200, 20


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def sheets(request: HttpRequest, office: int) -> HttpResponse:
    """Show the beats under the office and the sheets printed last; print those that are chosen."""
    path = path_or_missing(request, office, Deed.KEY_IN_SHEETS)
    beats = printable(office, most=MOST_BEATS)
    if request.method == "POST":
        chosen = {number_in(told) for told in request.POST.getlist("beat")} & {beat.id for beat in beats if beat.open}
        if chosen:
            wanted = [beat.id for beat in beats if beat.id in chosen]
            now = timezone.now()
            by = person_of(request).get_username()
            made = print_sheets(beats=wanted, by=by, at=now, read_out=notice(at=now).name)
            return pdf(printed(made))
        messages.error(request, gettext("Choose the beats to be printed."))
        return redirect(request.path)
    if typed := request.GET.get("serial", ""):
        if found := sheet_called(serial_in(typed)):
            return redirect("office:sheet", serial=found.serial)
        messages.error(request, gettext("There is no sheet of this number. Look again: its last digit tells a slip."))
    context = {
        "path": path, "office": path[-1], "beats": beats, "typed": typed,
        "sheets": printed_last(office, most=MOST_SHEETS),
    }  # fmt: skip
    return show(request, "sheets/page.html", context, page="sheets")


@require_safe
@staff_page
def sheet_pdf(request: HttpRequest, serial: str) -> HttpResponse:
    """Give the sheet again, as it was printed."""
    return pdf([sheet_or_missing(request, serial)])


def sheet_or_missing(request: HttpRequest, serial: str) -> PrintedSheet:
    """Return the sheet; :raises Http404: if there is none, or its beat is not theirs to key in."""
    found = sheet_called(serial)
    if found is None:
        raise Http404
    path_or_missing(request, found.office_id, Deed.KEY_IN_SHEETS)
    return found
