"""What does this person owe, and why? Their account line by line, as the books have it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

import bijlisetu.ledger.queries as ledger
from bijlisetu.ledger.queries import Statement
from bijlisetu.ledger.surcharge.reading import settles_first
from bijlisetu.network.companies import utility_of_feeder
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reports.words import ENTRIES
from bijlisetu.web.desk import staff_page
from bijlisetu.web.office.consumer.page import person_or_missing
from bijlisetu.web.office.frame import show
from bijlisetu.web.spreadsheet import table_file

YEARS = 3
COLUMNS = (_("Day"), _("What"), _("Reference"), _("Amount"), _("Owed then"))


@require_safe
@staff_page
def account(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show what is owed, what of it is open, and the entries of three years, the latest first."""
    person = person_or_missing(request, consumer)
    statement = _statement(consumer)
    today = day_in_india(timezone.now())
    first = settles_first(utility_of_feeder(person.feeder_id), on=today)
    owed = ledger.made_of(consumer, on=today, first=first).owed
    context = {"person": person, "statement": statement, "rows": statement.rows[::-1], "owed": owed}
    return show(request, "payments/account.html", context)


@require_safe
@staff_page
def table(request: HttpRequest, consumer: int) -> HttpResponse:
    """Send the same entries as a table, the oldest first."""
    person_or_missing(request, consumer)
    entries = _statement(consumer).rows
    rows = ((row.day, str(ENTRIES[row.sort]), row.reference, row.amount, row.balance) for row in entries)
    return table_file("account", (map(str, COLUMNS), *rows))


def _statement(consumer: int) -> Statement:
    today = day_in_india(timezone.now())
    # From the first of a month: the same day of another year there may not be, on the 29th of February.
    return ledger.statement(consumer, date(today.year - YEARS, today.month, 1), date.max)
