"""The offices below as a file for spreadsheets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.reach import queries
from bijlisetu.reach.queries import ReachCounts
from bijlisetu.reports import words
from bijlisetu.reports.offices import office_words
from bijlisetu.staff.deeds import Deed
from bijlisetu.web import bars
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.reach.occasions import known_occasions, occasion_asked


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> HttpResponse:
    """
    Send the table of offices as a file for spreadsheets.

    Each person stands in one row: whoever adds a column up gets the office's own number, so there is no row for it.
    """
    path_or_missing(request, office, Deed.SEE_REACH)
    occasion = occasion_asked(request, known_occasions())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reach-{office}-{occasion.ledger}-{occasion.name}.csv"'
    response.write("\ufeff")  # without it Excel does not read Hindi
    sheet = Sheet(response)
    sheet.row(
        gettext("Office"), gettext("Kind"), gettext("People"), *map(str, words.DEGREES.values()),
        gettext("Reached"), gettext("Proved"), gettext("To do"),
    )  # fmt: skip
    called = office_words(spoken())
    for branch in queries.survey(office, occasion).branches:
        sheet.row(branch.name, called[branch.kind].name, *_columns(branch.counts))
    return response


def _columns(counts: ReachCounts) -> list[int]:
    parts = [part.people for part in bars.reach_bar(counts)]
    return [counts.people, *parts, counts.reached, counts.proved, counts.tasks_open]
