"""The regulator's return as files: pending and received, redressed by share of the limit, balance, and confirmed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.queries import ReturnLine
from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.plumbing.typefaces.scripts import FAMILIES
from bijlisetu.plumbing.typefaces.typesetter import Typesetter, inputs
from bijlisetu.reports.evening.columns import both
from bijlisetu.reports.redress.quarters import Quarter
from bijlisetu.values import in_indian_groups
from bijlisetu.values.dates import day_in_figures

TEMPLATE = Path(__file__).parent / "return.typ"
TYPEFACE = "Noto Sans Devanagari"
TITLE, CATEGORY, TOTAL = _("Return of complaints"), _("Category"), _("In all")
COLUMNS: tuple[tuple[str, Promise], ...] = (
    ("pending", _("Pending before")),
    ("received", _("Received")),
    ("within_half", _("Redressed within half the time")),
    ("within", _("Redressed within the time")),
    ("within_double", _("Redressed within double the time")),
    ("beyond", _("Redressed later")),
    ("balance", _("Balance")),
    ("confirmed", _("Of the redressed, confirmed by the consumer")),
)


def csv(lines: Sequence[ReturnLine], *, office: str, quarter: Quarter) -> bytes:
    """Return the table for spreadsheets, with the sum below."""
    out = io.StringIO("\ufeff", newline="")  # without the mark Excel does not read Hindi
    out.seek(0, io.SEEK_END)
    sheet = Sheet(out)
    sheet.row(both(TITLE), office, _time_of(quarter))
    sheet.row(both(CATEGORY), *(both(title) for _, title in COLUMNS))
    for name, numbers in _rows(lines):
        sheet.row(name, *numbers)
    return out.getvalue().encode()


def pdf(lines: Sequence[ReturnLine], *, office: str, quarter: Quarter) -> bytes:
    """Return the table as an A4 page in Hindi and English; the same figures give the same bytes."""
    with translation.override("hi"):
        page = {
            "typefaces": [TYPEFACE, *FAMILIES],
            "title": both(TITLE),
            "office": office,
            "time": _time_of(quarter),
            "day": [quarter.first.year, quarter.first.month, quarter.first.day],
            "head": [both(CATEGORY), *(both(title) for _, title in COLUMNS)],
            "rows": [[name, *map(in_indian_groups, numbers)] for name, numbers in _rows(lines)],
        }  # fmt: skip
    return _typesetter().pdf(inputs("told", page))


def _rows(lines: Sequence[ReturnLine]) -> list[tuple[str, list[int]]]:
    told = [(_category(line.category), [getattr(line, name) for name, _ in COLUMNS]) for line in lines]
    total = [sum(getattr(line, name) for line in lines) for name, _ in COLUMNS]
    return [*told, (both(TOTAL), total)]


def _category(code: str) -> str:
    known = categories().get(code)
    return " / ".join(dict.fromkeys(known.title.values())) if known else code


def _time_of(quarter: Quarter) -> str:
    last = quarter.after.first - timedelta(days=1)
    return f"{day_in_figures(quarter.first)} – {day_in_figures(last)}"


@cache
def _typesetter() -> Typesetter:
    return Typesetter(TEMPLATE, fonts=settings.HOME / "fonts")
