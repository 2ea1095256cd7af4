"""The frame around all pages of the office: the bar, what is not mended, and the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import compress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import Seats, may, may_each
from bijlisetu.watch.unmended import Unmended, unmended
from bijlisetu.web.desk import seats_of
from bijlisetu.web.office.tabs import bar_for


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, page: str = ""
) -> HttpResponse:
    """Render the template inside the office's frame; page is the name of one the bar leads to."""
    held = seats_of(request)
    frame = {"bar": bar_for(held, page=page), "offices": held.offices, "unmended": unmended_for(held)}
    return render(request, f"web/office/{template}", {**frame, **context}, status=status)


def unmended_for(who: Seats) -> Unmended | None:
    """Return what stands still or is wrong, as far as it is theirs to know."""
    if not may(who, Deed.SEE_DELIVERY):
        return None
    found = unmended()
    runs = (*found.held, *found.halted)
    if not runs:
        return found
    theirs = set(compress(runs, may_each(who, Deed.SEE_RUNS, [run.feeders for run in runs])))
    return replace(
        found,
        held=tuple(run for run in found.held if run in theirs),
        halted=tuple(run for run in found.halted if run in theirs),
    )


def show_part(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Render a part of a page that is already open."""
    return render(request, f"web/office/{template}", context)
