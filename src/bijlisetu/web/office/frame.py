"""The frame around all pages of the office: the bar, what is not mended, and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bijlisetu.audit.breaches import next_due
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import Seats, may, may_each
from bijlisetu.watch.unmended import StandingRun, Unmended, unmended
from bijlisetu.web.desk import person_of, seats_of
from bijlisetu.web.office.tabs import bar_for


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, page: str = ""
) -> HttpResponse:
    """Render the template inside the office's frame; page is the name of one the bar leads to."""
    held = seats_of(request)
    frame = {
        "bar": bar_for(held, page=page), "my_offices": held.offices, "unmended": unmended_for(request),
        "account_due": next_due() if may(held, Deed.SEE_BREACHES) else None,
    }  # fmt: skip
    assert not frame.keys() & context.keys()  # noqa: S101 - a page would change its own frame
    return render(request, f"web/office/{template}", {**frame, **context}, status=status)


def unmended_for(request: HttpRequest) -> Unmended | None:
    """Return what stands still, is wrong or waits for an officer, as far as it is theirs to know."""
    who = seats_of(request)
    if not may(who, Deed.SEE_DELIVERY):
        return None
    found, by = unmended(), person_of(request).get_username()
    seen = _theirs(who, Deed.SEE_RUNS, (*found.held, *found.halted))
    let_out = _theirs(who, Deed.LET_RUN_OUT, (*found.ready, *found.trials))
    return replace(
        found,
        held=tuple(run for run in found.held if run in seen),
        halted=tuple(run for run in found.halted if run in seen),
        ready=tuple(run for run in found.ready if run in let_out),
        trials=tuple(run for run in found.trials if run in let_out and by not in run.hands),
        own_trials=tuple(run for run in found.trials if run in let_out and by in run.hands),
    )


def _theirs(who: Seats, deed: Deed, runs: Sequence[StandingRun]) -> frozenset[StandingRun]:
    return frozenset(compress(runs, may_each(who, deed, [run.feeders for run in runs]))) if runs else frozenset()


def show_part(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Render a part of a page that is already open."""
    return render(request, f"web/office/{template}", context)
