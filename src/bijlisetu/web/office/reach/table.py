"""The offices below as a file for spreadsheets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bijlisetu.reach import queries
from bijlisetu.reach.queries import ReachCounts
from bijlisetu.reports import words
from bijlisetu.reports.offices import office_words
from bijlisetu.staff.deeds import Deed
from bijlisetu.web import bars
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.reach.occasions import known_occasions, occasion_asked
from bijlisetu.web.spreadsheet import table_file


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> HttpResponse:
    """
    Send the table of offices as a file for spreadsheets.

    Each person stands in one row: whoever adds a column up gets the office's own number, so there is no row for it.
    """
    path_or_missing(request, office, Deed.SEE_REACH)
    occasion = occasion_asked(request, known_occasions())
    heading = (
        gettext("Office"), gettext("Kind"), gettext("People"), *map(str, words.DEGREES.values()),
        gettext("Reached"), gettext("Proved"), gettext("To do"),
    )  # fmt: skip
    called, branches = office_words(spoken()), queries.survey(office, occasion).branches
    rows = ((branch.name, called[branch.kind].name, *_columns(branch.counts)) for branch in branches)
    return table_file(f"reach-{office}-{occasion.ledger}-{occasion.name}", (heading, *rows))


def _columns(counts: ReachCounts) -> list[int]:
    parts = [part.people for part in bars.reach_bar(counts)]
    return [counts.people, *parts, counts.reached, counts.proved, counts.tasks_open]
