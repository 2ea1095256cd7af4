"""The same outages for other programs: JSON, a small page inside another one, and CAP messages, each at its address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bijlisetu.outages.public.bulletins import issued
from bijlisetu.outages.public.cap import TYPE
from bijlisetu.outages.public.lists import Known
from bijlisetu.outages.reasons import reasons
from bijlisetu.web.private import POLICY
from bijlisetu.web.public.frame import KEPT_FOR, open_to_all, show
from bijlisetu.web.public.kept import file, page
from bijlisetu.web.public.outages.known import board_now
from bijlisetu.web.public.outages.pages import area_in, lists
from bijlisetu.web.public.outages.source import source

#: Nothing here depends on who asks: any cache on the way may keep it.
FOR_ALL = f"public, max-age={KEPT_FOR}"
FOR_EVER = "public, max-age=31536000, immutable"
IN_ANY_FRAME = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")


@require_safe
@open_to_all
def as_json(request: HttpRequest) -> HttpResponse:
    """Send the outages of an area, or all."""
    board, area = board_now(), area_in(request)
    if board.knows(area):
        answer = file(request, f"json:{area}", lambda: _json(board.within(area)), same=_outages)
    else:
        answer = _json(())
    answer["Cache-Control"] = FOR_ALL
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@xframe_options_exempt
@open_to_all
def embedded(request: HttpRequest) -> HttpResponse:
    """Show the outages of an area as a part of somebody else's page: without our frame, and without a cookie."""
    board = board_now()
    area = area_in(request)

    def listed() -> dict[str, Any]:
        return {"lists": lists(board, board.within(area))}

    if board.knows(area):
        answer = page(request, "embed", "outages/embed.html", listed, area=area)
    else:
        answer = show(request, "outages/embed.html", listed())
    answer["Content-Security-Policy"] = IN_ANY_FRAME
    return answer


@require_safe
def bulletin(request: HttpRequest, bulletin: str) -> HttpResponse:
    """Send a CAP message; what stands at its address never changes."""
    found = issued(bulletin, source=source())
    if found is None:
        raise Http404
    answer = file(request, f"cap:{bulletin}", lambda: HttpResponse(found.text, content_type=f"{TYPE}; charset=utf-8"))
    answer["Cache-Control"] = FOR_EVER
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _json(outages: Iterable[Known]) -> HttpResponse:
    told = {"at": _written(timezone.now()), "outages": [_told(one) for one in outages]}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _outages(content: bytes) -> bytes:
    """Return the file without the moment at which it was made."""
    return content.partition(b'"outages"')[2]


def _told(outage: Known) -> dict[str, Any]:
    reason = reasons().get(outage.reason)
    return {
        "number": outage.number,
        "kind": outage.kind,
        "state": "announced" if outage.state == "entered" else outage.state,
        "reason": outage.reason,
        "reason_hi": reason.hi if reason else "",
        "reason_en": reason.en if reason else "",
        "from": _written(outage.from_at),
        "until": _written(outage.until_at) if outage.until_at and outage.state != "unknown" else None,
        "back": _written(outage.back_at) if outage.back_at else None,
        "last_word": _written(outage.told_at),
        "where": outage.words,
        "office": {"code": outage.office.code, "name": outage.office.name},
        "places": [
            {
                "sort": one.sort,
                "name": one.name,
                "feeder": one.on,
                "back": _written(one.back_at) if one.back_at else None,
            }
            for one in outage.places
        ],
    }


def _written(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
