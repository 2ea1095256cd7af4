"""For how long is it owed, and where? Kept each night, so that the page is there at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bijlisetu.arrears.ages import Aged, OfOffice, by_office, in_all, last_night
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.arrears.words import AGES
from bijlisetu.web.office.frame import show
from bijlisetu.web.spreadsheet import table_file


@require_safe
@staff_page
def ages(request: HttpRequest, office: int) -> HttpResponse:
    """Show what people of the office owe by age, and of each office below it."""
    path, on = path_or_missing(request, office, Deed.SEE_PAYMENTS), last_night()
    total = in_all(office, on=on) if on else {}
    context = {
        "path": path,
        "office": path[-1],
        "on": on,
        "ages": [(AGES[age], one) for age, one in total.items()],
        "amount": sum(one.amount for one in total.values()),
        "names": AGES.values(),
        "below": [(one, _in_order(one)) for one in by_office(office, on=on)] if on else [],
    }
    return show(request, "arrears/ages.html", context, page="arrears_ages")


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> HttpResponse:
    """Send the same as a table: an office and an age a line."""
    path, on = path_or_missing(request, office, Deed.SEE_PAYMENTS), last_night()
    heading = tuple(map(str, (gettext("Day"), gettext("Office"), gettext("Age"), gettext("People"), gettext("Amount"))))
    if on is None:
        return table_file(f"arrears-{office}", (heading,))
    told = [(path[-1].name, in_all(office, on=on)), *((one.name, one.ages) for one in by_office(office, on=on))]
    rows = ((on, name, AGES[age], one.people, one.amount) for name, ages in told for age, one in ages.items())
    return table_file(f"arrears-{office}", (heading, *rows))


def _in_order(office: OfOffice) -> list[tuple[Promise, Aged]]:
    return [(words, office.ages.get(age, Aged())) for age, words in AGES.items()]
