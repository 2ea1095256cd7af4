"""Do we keep our word? Promised times of return, complaints that their people confirmed, officers who answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from bijlisetu.network.companies import utility_at_work
from bijlisetu.network.models import Office, OfficePlace
from bijlisetu.network.queries import offices_below, top_offices
from bijlisetu.reports.disclosure.wishes import Wishes
from bijlisetu.reports.models import Disclosure
from bijlisetu.web.language import spoken
from bijlisetu.web.public.frame import open_to_all
from bijlisetu.web.public.kept import page
from bijlisetu.web.public.outages.called import called
from bijlisetu.web.public.outages.known import wishes_now
from bijlisetu.web.public.outages.pages import area_in


@require_safe
@open_to_all
def promises(request: HttpRequest) -> HttpResponse:
    """Show what the utility lets everybody see of an office; of the uppermost, where none is asked for."""
    wish, area = wishes_now(), area_in(request)
    if not wish.any:
        raise Http404
    return page(request, "promises", "outages/promises.html", lambda: _of_office(area, wish), area=area)


def _of_office(area: int | None, wish: Wishes) -> dict[str, Any]:
    office = _office(area)
    if office is None:
        raise Http404
    place = OfficePlace.objects.select_related("parent").filter(office=office, valid_to=None).first()
    counted = Disclosure.objects.filter(office=office).first()
    above, below = place and place.parent, offices_below(office.pk)
    names = called()
    for one in (office, *([above] if above else []), *below):
        one.name = names.get(one.name, one.name)
    return {
        "office": office, "above": above, "below": below, "wish": wish, "made_at": counted and counted.made_at,
        **_figures(wish, counted.figures if counted else {}, names),
    }  # fmt: skip


def _office(number: int | None) -> Office | None:
    if number is None:
        return next(iter(top_offices()), None)
    return Office.objects.filter(pk=number, valid_to=None).first()


def _figures(wish: Wishes, figures: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return of the figures what is wished now: they may have been counted under another wish."""
    found: dict[str, Any] = {}
    if wish.promises:
        found |= {"promises": figures.get("promises"), "kept": figures.get("kept", [])}
    if wish.complaints:
        found |= {"complaints": figures.get("complaints"), "ended": figures.get("ended", [])}
    if wish.heads:
        found["heads"] = [_head(one, names) for one in figures.get("heads", [])]
    for whole, lines in (("promises", "kept"), ("complaints", "ended")):
        for one in filter(None, (found.get(whole), *found.get(lines, []))):
            one["name"] = names.get(one["name"], one["name"])
    return found


def _head(told: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        **told, "title": getattr(utility_at_work().titles[told["role"]], spoken()),
        "office": names.get(told["office"], told["office"]),
        "looked_on": parse_date(told["looked_on"]) if told["looked_on"] else None,
    }  # fmt: skip
