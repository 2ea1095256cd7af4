"""A small office that speaks the protocol of the field, in memory: what it was told, and what it lets fail."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from bijlisetu.web.urls import urlpatterns as pages

CLOCK = "2026-11-28T10:00:00+05:30"
FORM = tomllib.loads((Path(__file__).parent / "contact.toml").read_text())


class Office:
    def __init__(self) -> None:
        self.visits: dict[str, dict[str, Any]] = {}
        self.photos: dict[str, bytes] = {}
        self.seen: list[str] = []
        self.shut = False
        self.refuse: dict[str, str] = {}
        self.version = 1
        self.beats = [{"beat": 1, "number": 1, "name": "नमूना टोला", "round": 1, "doors": 3}]
        self.doors = [
            {
                "d": number, "c": 100 + number, "a": f"{1000 + number}", "n": f"काल्पनिक देवी {number}",
                "p": f"मकान {number}, नमूना टोला", "l": f"P-{number}", "m": "98xxxxxx33" if number % 2 else "",
                "y": "number_dead", "r": 1253 * number, "o": number, "x": [24.69, 83.07], "s": "open",
            }
            for number in range(1, 4)
        ]  # fmt: skip


office = Office()


def device(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"clock": CLOCK, "person": request.user.get_username(), "shut": False})


def beats(request: HttpRequest) -> HttpResponse:
    rounds = [{"round": 1, "form": FORM, "title": "नंबर अभियान", "until": "2027-04-30"}]
    return JsonResponse(
        {"clock": CLOCK, "rounds": rounds, "beats": [{**beat, "version": office.version} for beat in office.beats]}
    )


def doors(request: HttpRequest) -> HttpResponse:
    after, limit = int(request.GET.get("after", -1)), int(request.GET["limit"])
    left = [door for door in office.doors if door["o"] > after]
    following = left[limit - 1]["o"] if len(left) > limit else None
    return JsonResponse({"beat": 1, "version": office.version, "doors": left[:limit], "gone": [], "next": following})


def visits(request: HttpRequest) -> HttpResponse:
    taken, refused = [], []
    for visit in json.loads(request.body)["visits"]:
        if why := office.refuse.get(visit["answers"].get("number", "")):
            refused.append({"id": visit["id"], "why": why, "say": "यह नंबर दफ़्तर का है।"})
        else:
            office.visits[visit["id"]] = visit
            taken.append(visit["id"])
    return JsonResponse({"clock": CLOCK, "taken": taken, "refused": refused})


def photo(request: HttpRequest, visit: str, field: str) -> HttpResponse:
    name = f"{visit}/{field}"
    kept = office.photos.get(name, b"")
    if request.method == "PUT" and int(request.GET["from"]) == len(kept):
        kept += request.body
        office.photos[name] = kept
        if len(kept) == int(request.GET["size"]):
            assert hashlib.sha256(kept).hexdigest() == request.GET["sha256"]
    return JsonResponse({"received": len(kept)})


def proof(request: HttpRequest, challenge: str = "") -> HttpResponse:
    if not challenge:
        assert json.loads(request.body)["visit"] in office.visits
        return JsonResponse({"challenge": "c1", "until": CLOCK})
    return JsonResponse(
        {"state": "proved"} if json.loads(request.body)["code"] == "123456" else {"state": "wrong", "left": 2}
    )


def guarded(view: Any) -> Any:
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        office.seen.append(f"{request.method} {request.path}")
        if not request.user.is_authenticated:
            return JsonResponse({"why": "login"}, status=401)
        if office.shut:
            return JsonResponse({"shut": True}, status=403)
        return view(request, **named)

    return answer


urlpatterns = [
    path("field/api/device", guarded(device)),
    path("field/api/beats", guarded(beats)),
    path("field/api/doors", guarded(doors)),
    path("field/api/visits", guarded(visits)),
    path("field/api/photo/<visit>/<field>", guarded(photo)),
    path("field/api/proof", guarded(proof)),
    path("field/api/proof/<challenge>", guarded(proof)),
    *pages,
]
