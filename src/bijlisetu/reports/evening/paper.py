"""The report of an evening as files: one of paper, one for spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.audit.rules import Anchor
from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.plumbing.typefaces.scripts import FAMILIES
from bijlisetu.plumbing.typefaces.typesetter import Typesetter, inputs
from bijlisetu.reports import words
from bijlisetu.reports.evening import columns
from bijlisetu.reports.evening.columns import Column, both
from bijlisetu.values import in_indian_groups

TEMPLATE = Path(__file__).parent / "evening.typ"
TYPEFACE = "Noto Sans Devanagari"

TITLE, OFFICE, AGENCY = _("Evening report"), _("Office"), _("Agency")
BY_OFFICE, BY_AGENCY, DEADLINE, SEAL = _("By office"), _("By agency"), _("Deadline"), _("Seal")
KEEP = _("Keep this page or the mail: by the seal it is checked later that no figure of any day was altered.")
NOT_SET = _("not set")


def pdf(told: Mapping[str, Any], *, day: date, anchor: Anchor) -> bytes:
    """Return the report as A4 pages in Hindi and English; the same report gives the same bytes."""
    return _typesetter().pdf(inputs("report", _page(told, day, anchor)))


def csv(told: Mapping[str, Any], *, day: date, anchor: Anchor) -> bytes:
    """Return the report as one table: offices first, then agencies; what is said of one alone is empty at others."""
    out = io.StringIO("\ufeff", newline="")  # without the mark Excel does not read Hindi
    out.seek(0, io.SEEK_END)
    sheet = Sheet(out)
    keys = list(dict.fromkeys(column.key for column in (*columns.OFFICES, *columns.AGENCIES)))
    titles = {column.key: both(column.title) for column in (*columns.AGENCIES, *columns.OFFICES)}
    sheet.row(both(OFFICE), both(AGENCY), *(titles[key] for key in keys), both(SEAL))
    for row in (*told["offices"], told["total"]):
        sheet.row(row["office"], "", *(row.get(key) for key in keys), str(anchor))
    for row in told["agencies"]:
        sheet.row(
            told["office"], row["agency"] or both(columns.DEPARTMENT), *(row.get(key) for key in keys), str(anchor)
        )
    return out.getvalue().encode()


def _page(told: Mapping[str, Any], day: date, anchor: Anchor) -> dict[str, Any]:
    with translation.override("hi"):
        return {
            "typefaces": [TYPEFACE, *FAMILIES],
            "title": both(TITLE),
            "office": told["office"],
            "day": [day.year, day.month, day.day],
            "shown_day": columns.in_words(day.isoformat()),
            "parts": _bar(told),
            "total": [[both(column.title), columns.shown(column, told["total"])] for column in columns.OFFICES],
            "deadline": [both(DEADLINE), _day(told["deadline"])],
            "tables": [
                _table(BY_OFFICE, OFFICE, columns.OFFICES, [(row["office"], row) for row in told["offices"]]),
                _table(BY_AGENCY, AGENCY, columns.AGENCIES, [(columns.agency(row), row) for row in told["agencies"]]),
            ],
            "seal": [both(SEAL), str(anchor), both(KEEP)],
        }  # fmt: skip


def _bar(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts = ((key, people) for key, people in told["parts"].items() if people)
    return [
        {"key": key, "people": people, "words": f"{in_indian_groups(people)} {words.DEGREES[key]}"}
        for key, people in parts
    ]


def _table(
    title: Promise, first: Promise, shown: Sequence[Column], rows: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, Any]:
    return {
        "title": both(title),
        "head": [both(first), *(both(column.title) for column in shown)],
        "rows": [[name, *(columns.shown(column, row) for column in shown)] for name, row in rows],
    }


def _day(on: str | None) -> str:
    return columns.in_words(on) if on else str(NOT_SET)


@cache
def _typesetter() -> Typesetter:
    return Typesetter(TEMPLATE, fonts=settings.HOME / "fonts")
