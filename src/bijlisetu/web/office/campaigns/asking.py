"""Whom shall which message be told, how many is that, and at what price?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.campaigns import actions
from bijlisetu.campaigns.actions import ToldToday
from bijlisetu.campaigns.audience import Audience, categories_of
from bijlisetu.campaigns.foreseeing import Foreseen, foresee
from bijlisetu.campaigns.queries import kinds_for_many
from bijlisetu.kinds.kind import Kind
from bijlisetu.outages import desk
from bijlisetu.outages.desk import Unclear
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.campaigns import words
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.outages.words import not_one

PLACES = 4  #: fields for parts of the network
#: A datalist longer than this is slow on a phone: whoever sits higher up writes the code.
MOST_OFFERED = 400


@dataclass(frozen=True, slots=True)
class Written:
    """What the officer has put into the form."""

    kind: Kind
    audience: Audience
    chosen: Mapping[str, str]
    places: tuple[str, ...]  #: as written
    unclear: tuple[Unclear, ...]  #: of these, what is no place of the office, or may be several


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new(request: HttpRequest, office: int) -> HttpResponse:
    """Show what a notice to all would be, and ask for it."""
    path = path_or_missing(request, office, Deed.TELL_MANY)
    given = request.POST if request.method == "POST" else request.GET
    categories = categories_of(office)
    written = _written(given, office, categories)
    context: dict[str, Any] = {
        "path": path, "office": path[-1], "kinds": kinds_for_many(), "written": written, "categories": categories,
        "places": [one.label for one in desk.places_of(office)][:MOST_OFFERED],
        "fields": [*written.places, *[""] * (PLACES - len(written.places))],
        "lists": [
            (fact, [(key, said, key == written.chosen[fact]) for key, said in offered.items()])
            for fact, offered in _choices(written.kind).items()
        ],
        "token": given.get("token") or str(uuid4()),
        "faults": [not_one(place) for place in written.unclear],
    }  # fmt: skip
    if request.method == "POST" and not written.unclear and (done := _ask(request, written, context)):
        return done
    if "kind" in given and not context["faults"]:
        context |= _foreseen(request, written)
    return show(request, "campaigns/new.html", context, page="campaigns", status=422 if context["faults"] else 200)


def _written(given: QueryDict, office: int, categories: list[str]) -> Written:
    offered = kinds_for_many()
    kind = next((one for one in offered if one.name == given.get("kind")), offered[0])
    places = tuple(text.strip() for text in given.getlist("where")[:PLACES] if text.strip())
    elements, unclear = desk.resolve(office, places)
    category = given.get("category", "")
    audience = Audience(office=office, parts=elements, category=category if category in categories else "")
    chosen = {fact: given.get(f"choose-{fact}", "") for fact in _choices(kind)}
    return Written(kind, audience, chosen, places, tuple(unclear))


def _choices(kind: Kind) -> Mapping[str, Mapping[str, Mapping[Any, str]]]:
    return kind.campaign.choices if kind.campaign else {}


def _ask(request: HttpRequest, written: Written, context: dict[str, Any]) -> HttpResponse | None:
    """Ask for it and lead to its page; nothing if it was refused, or is to be said once more."""
    try:
        made = actions.ask(
            token=_token(context["token"]), kind=written.kind.name, audience=written.audience, chosen=written.chosen,
            again="again" in request.POST, at=timezone.now(), by=person_of(request).get_username(),
        )  # fmt: skip
    except ToldToday as told:
        context["told_today"] = told.campaign
        return None
    except Refusal as refusal:
        context["faults"].append(words.in_words(refusal))
        return None
    messages.success(request, gettext("It is being made. This page may be closed."))
    return redirect("office:campaign", campaign=made)


def _foreseen(request: HttpRequest, written: Written) -> dict[str, Any]:
    try:
        found = foresee(
            kind=written.kind.name, audience=written.audience, chosen=written.chosen, at=timezone.now(),
            by=person_of(request).get_username(),
        )  # fmt: skip
    except Refusal as refusal:
        return {"faults": [words.in_words(refusal)]}
    return {"foreseen": found, "not_told": _named(found)}


def _named(foreseen: Foreseen) -> list[tuple[object, int]]:
    return [(words.WHY[why], many) for why, many in foreseen.not_told.items()]


def _token(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
