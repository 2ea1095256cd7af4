"""The indices as the regulator's sheet: for spreadsheets, and on paper in Hindi and English."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.outages.measuring.periods import Period, month_after
from bijlisetu.outages.measuring.queries import Apart, Measured
from bijlisetu.outages.measuring.rules import Indices
from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.plumbing.typefaces.scripts import FAMILIES
from bijlisetu.plumbing.typefaces.typesetter import Typesetter, inputs
from bijlisetu.reports.evening.columns import both
from bijlisetu.reports.redress.returning import TEMPLATE, TYPEFACE
from bijlisetu.values import in_indian_groups
from bijlisetu.values.dates import day_in_figures

TITLE, WHERE, WHOLE = _("Reliability indices"), _("Office, feeder or month"), _("In all")
KINDS: dict[str, Promise] = {"all": _("all"), "planned": _("planned before"), "unplanned": _("unplanned")}
#: The letters of the formulas stand in the headings as the commissions' forms have them.
COLUMNS: tuple[Promise, ...] = (
    _("Which interruptions"),
    _("Consumers served (NT)"),
    _("Sustained interruptions of feeders"),
    _("Consumers interrupted (sum of Ni)"),
    _("SAIFI"),
    _("Consumer minutes (sum of Ri × Ni)"),
    _("SAIDI, minutes"),
    _("SAIDI, hours and minutes"),
    _("CAIDI, minutes"),
    _("Momentary (sum of IMi × Nmi)"),
    _("MAIFI"),
)
CENT = Decimal("0.01")
MOST = 300  #: lines on paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Indices as they are read: two places after the point, and words where nothing was measured."""

    served: str
    interruptions: str
    customers: str
    saifi: str
    minutes: str
    saidi: str
    hours: str
    caidi: str
    momentary: str
    maifi: str

    @property
    def cells(self) -> list[str]:
        """In the order of the sheet."""
        return [getattr(self, name) for name in self.__dataclass_fields__]


def shown(of: Indices) -> Shown:
    """Return the indices in the reader's words."""
    # Where nobody lives nobody is dark: that is known.
    unknown, unmeasured = "–" if of.served == 0 else gettext("not known"), gettext("not measured")
    sums = of.sums
    return Shown(
        served=_whole(of.served, unknown), interruptions=in_indian_groups(sums.interruptions),
        customers=_whole(sums.customer_interruptions, unknown), saifi=_figure(of.saifi, unknown),
        minutes=_whole(sums.customer_minutes, unknown), saidi=_figure(of.saidi_minutes, unknown),
        hours=_clock(of.saidi_minutes, unknown), caidi=_figure(of.caidi_minutes, "–"),
        momentary=_whole(sums.momentary, unmeasured), maifi=_figure(of.maifi, unmeasured),
    )  # fmt: skip


def csv(found: Measured, *, office: str, period: Period) -> bytes:
    """Return the sheet for spreadsheets: the whole, each month, each line; of each all, planned and unplanned."""
    out = io.StringIO("\ufeff", newline="")  # without the mark Excel does not read Hindi
    out.seek(0, io.SEEK_END)
    sheet = Sheet(out)
    with translation.override("hi"):
        sheet.row(both(TITLE), office, time_of(period))
        sheet.row(both(WHERE), *(both(title) for title in COLUMNS))
        for name, kind, cells in _rows(found):
            sheet.row(name, kind, *(cell.replace(",", "") for cell in cells))
    return out.getvalue().encode()


def pdf(found: Measured, *, office: str, period: Period) -> bytes:
    """Return the sheet as A4 pages; the same figures give the same bytes."""
    with translation.override("hi"):
        page = {
            "typefaces": [TYPEFACE, *FAMILIES],
            "title": both(TITLE),
            "office": office,
            "time": time_of(period),
            "day": [period.first.year, period.first.month, period.first.day],
            "head": [both(WHERE), *(both(title) for title in COLUMNS)],
            "rows": [[name, kind, *cells] for name, kind, cells in _rows(found, most=MOST)],
        }
    return _typesetter().pdf(inputs("told", page))


def time_of(period: Period) -> str:
    """Return the days of the period in figures."""
    last = month_after(period.first, period.length) - timedelta(days=1)
    return f"{day_in_figures(period.first)} – {day_in_figures(last)}"


def _rows(found: Measured, *, most: int | None = None) -> Iterator[tuple[str, str, list[str]]]:
    yield from _apart(both(WHOLE), found.whole)
    for month, apart in found.months.items():
        yield from _apart(f"{month:%m-%Y}", apart)
    for line in found.lines[:most]:
        yield from _apart(line.name, line.apart)


def _apart(name: str, apart: Apart) -> Iterator[tuple[str, str, list[str]]]:
    for kind, title in KINDS.items():
        yield name, both(title), shown(getattr(apart, kind)).cells


def _figure(number: Decimal | None, nothing: str) -> str:
    return nothing if number is None else f"{number.quantize(CENT, ROUND_HALF_UP)}"


def _whole(number: Decimal | None, nothing: str) -> str:
    return nothing if number is None else in_indian_groups(round(number))


def _clock(minutes: Decimal | None, nothing: str) -> str:
    return nothing if minutes is None else f"{int(minutes) // 60}:{int(minutes) % 60:02}"


@cache
def _typesetter() -> Typesetter:
    return Typesetter(TEMPLATE, fonts=settings.HOME / "fonts")
