"""Where a person goes: their beats, and a beat's doors a portion at a time, only what changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.drives.proved import proved_of
from bijlisetu.fieldwork import queries
from bijlisetu.fieldwork.forms.files import as_written
from bijlisetu.fieldwork.queries import DoorOfBeat
from bijlisetu.fieldwork.telling import Why
from bijlisetu.reports.doors import beside_doors
from bijlisetu.values import mask
from bijlisetu.web.desk import person_of
from bijlisetu.web.field.api.gate import NotRead, said, spoken
from bijlisetu.web.paging import number_in

PORTION, LARGEST_PORTION = 200, 500  #: doors
TOLD_FOR = timedelta(days=4)  #: a link is good for three
SHOWN = 4  #: of the account: enough to compare, too little to be of use to whoever finds the telephone


@require_safe
@spoken
def beats(request: HttpRequest) -> HttpResponse:
    """Tell which beats the person walks today, and the forms of their rounds."""
    held = queries.beat_of(person_of(request).pk, on=timezone.localdate())
    rounds = {beat.round: beat for beat in held}.values()
    return said({
        "clock": timezone.now(),
        "rounds": [
            {"round": one.round, "form": as_written(one.form), "title": one.title, "until": one.ends_on}
            for one in rounds
        ],
        "beats": [
            {
                "beat": beat.id, "number": beat.number, "name": beat.name, "round": beat.round, "doors": beat.doors,
                "version": beat.version,
            }
            for beat in held
        ],
        "proved": [
            {"id": visit, "proved": what}
            for visit, what in proved_of(person_of(request).pk, since=timezone.now() - TOLD_FOR).items()
        ],
    })  # fmt: skip


@require_safe
@spoken
def doors(request: HttpRequest) -> HttpResponse:
    """Tell the doors of a beat that changed since a version, in walking order; only to whoever holds it now."""
    beat = _number(request, "beat", default=0)
    if not queries.holds(person_of(request).pk, beat, on=timezone.localdate()):
        raise NotRead(404, Why.NOT_YOUR_ROUND)
    limit = min(max(_number(request, "limit", default=PORTION), 1), LARGEST_PORTION)
    page = queries.doors_of(
        beat, since=_number(request, "since", default=0), after=_number(request, "after", default=0), limit=limit
    )
    return said({
        "beat": beat, "version": page.version, "doors": list(_told(page.doors)), "gone": page.gone, "next": page.next,
    })  # fmt: skip


def _told(found: Iterable[DoorOfBeat]) -> Iterable[dict[str, Any]]:
    beside = beside_doors([door.consumer for door in found])
    for door in found:
        number, arrears = beside[door.consumer]
        yield {
            "d": door.id, "c": door.consumer, "a": door.account[-SHOWN:], "n": door.name, "p": door.address,
            "l": door.pole, "m": mask(number) if number else "", "y": door.why, "r": arrears, "o": door.order,
            "x": None if door.latitude is None else [door.latitude, door.longitude], "s": door.state,
            "w": door.another_hour,
        }  # fmt: skip


def _number(request: HttpRequest, name: str, *, default: int) -> int:
    asked = request.GET.get(name, "")
    found = number_in(asked) if asked else default
    if found is None:
        raise NotRead(400, Why.BAD_ANSWER)
    return found
