"""Outages in and out: as the desk enters them, by SCADA or another outage system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from bijlisetu.outages import actions, telling
from bijlisetu.outages.models import Outage, OutagePart
from bijlisetu.outages.queries import elements_of
from bijlisetu.outages.rules import Kind, State
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.purposes import Purpose
from bijlisetu.systems import seeing
from bijlisetu.systems.once import Answer
from bijlisetu.web.api.doing import OnceKey, do
from bijlisetu.web.api.elements import Element, elements_named
from bijlisetu.web.api.keys import Caller, Key, caller_of
from bijlisetu.web.api.lists import USUAL, After, Limit, start, stretch
from bijlisetu.web.api.openapi import does, shows
from bijlisetu.web.api.problems import Fault, Refused, pointer
from bijlisetu.web.api.words import Code, Moment, Number, Strict, Text

READ, WRITE = Key(Purpose.OUTAGES_READ), Key(Purpose.OUTAGES_WRITE)
ANNOUNCE = Key(Purpose.OUTAGES_ANNOUNCE)
ADDRESS = "/api/outages/"
router = Router(tags=["outages"])


class NewOutage(Strict):
    """A cut, as the desk would enter it."""

    kind: Kind
    elements: list[Element] = Field(min_length=1, max_length=500)
    reason: Code = Field(description="of the list that the desk chooses from, such as line_fault")
    from_at: Moment
    until_at: Moment | None = Field(default=None, description="left out: nobody knows yet; planned work has an end")
    crew: Text = Field(default="", max_length=100)
    words: Text = Field(default="", max_length=36, description="the area in people's words, if the names do not say it")


class Promised(Strict):
    """Another time of return."""

    until_at: Moment


class PartlyBack(Strict):
    """Which elements are back: some of those that were named, and not the last."""

    elements: list[Element] = Field(min_length=1, max_length=500)
    back_at: Moment | None = Field(default=None, description="left out: now")


class Back(Strict):
    """When all of it came back."""

    back_at: Moment | None = Field(default=None, description="left out: now")


class Cancelled(Strict):
    """Why it does not take place, or was a mistake."""

    why: Text = Field(default="", max_length=200)


class Part(BaseModel):
    """An element that the outage is at."""

    substation: str | None = None
    feeder: str | None = None
    transformer: str | None = None
    back_at: datetime | None = None


class OutageSeen(BaseModel):
    """An outage as it stands."""

    number: str
    kind: Kind
    state: State
    reason: str
    area_hi: str
    area_en: str
    from_at: datetime
    until_at: datetime | None = Field(description="as promised last; none: nobody knows")
    back_at: datetime | None
    office: str = Field(description="code of the office that answers")
    crew: str
    is_announced: bool = Field(
        description="false: it waits until an officer has people told, or a second one lets its messages out"
    )
    parts: list[Part]


class OutageList(BaseModel):
    """Outages in the order in which they were entered."""

    items: list[OutageSeen]
    next: str | None = Field(description="after which the list goes on; none: this was all")


@router.get("", response=shows(OutageList), auth=READ, url_name="outages", operation_id="list_outages")
def list_outages(request: HttpRequest, after: After = None, limit: Limit = USUAL, is_open: bool = False) -> OutageList:
    """List the outages at parts of the office; with is_open those alone that are not over."""
    offices = caller_of(request).offices
    found = seeing.outages(offices, after=start(after), is_open=is_open, most=limit + 1)
    told, goes_on = stretch(found, limit, [one.pk for one in found])
    return OutageList(items=[seen(one) for one in told], next=goes_on)


@router.post("", response=does(201, OutageSeen), auth=WRITE, url_name="outages", operation_id="enter_outage")
def enter_outage(request: HttpRequest, body: NewOutage, idempotency_key: OnceKey) -> HttpResponse:
    """
    Enter an outage.

    People are told at once where the system was let in for `outages.announce`, and there are not so many that another
    officer must agree; otherwise it waits on the desk.
    """

    def deed(caller: Caller) -> Answer:
        elements = elements_named(body.elements, caller=caller, deed=Deed.RUN_OUTAGES)
        entered = actions.enter(
            kind=body.kind, elements=elements, reason=body.reason, from_at=body.from_at, until_at=body.until_at,
            crew=body.crew, words=body.words, at=caller.at, by=caller.by,
        )  # fmt: skip
        if caller.is_for(Purpose.OUTAGES_ANNOUNCE):
            actions.announce(outage=entered.pk, at=caller.at, by=caller.by)
        return _answer(entered.number, caller, status=201)

    return do(request, idempotency_key, deed)


@router.get("/{number}", response=shows(OutageSeen), auth=READ, url_name="outage", operation_id="show_outage")
def show_outage(request: HttpRequest, number: Number) -> OutageSeen:
    """Show one outage."""
    return seen(_seen_or_missing(number, caller_of(request)))


@router.post(
    "/{number}/announce", response=does(200, OutageSeen), auth=ANNOUNCE, url_name="outage_announce",
    operation_id="announce_outage",
)  # fmt: skip
def announce_outage(request: HttpRequest, number: Number, idempotency_key: OnceKey) -> HttpResponse:
    """Have everybody told whom the outage touches; very many wait for another officer."""
    return _change(request, number, idempotency_key, lambda one, who: actions.announce(outage=one.pk, **_said(who)))


@router.post(
    "/{number}/promise", response=does(200, OutageSeen), auth=WRITE, url_name="outage_promise",
    operation_id="promise_return",
)  # fmt: skip
def promise_return(request: HttpRequest, number: Number, body: Promised, idempotency_key: OnceKey) -> HttpResponse:
    """Promise another time of return; whoever was told of the cut is told it."""
    return _change(
        request, number, idempotency_key,
        lambda one, who: actions.promise(outage=one.pk, until_at=body.until_at, **_said(who)),
    )  # fmt: skip


@router.post(
    "/{number}/partly-back", response=does(200, OutageSeen), auth=WRITE, url_name="outage_partly_back",
    operation_id="part_is_back",
)  # fmt: skip
def part_is_back(request: HttpRequest, number: Number, body: PartlyBack, idempotency_key: OnceKey) -> HttpResponse:
    """Note that some of its elements are back; the people on them are told."""
    return _change(
        request, number, idempotency_key,
        lambda one, who: actions.partly_back(
            outage=one.pk, parts=_parts(one, body.elements, who), back_at=body.back_at, **_said(who)
        ),
    )  # fmt: skip


@router.post(
    "/{number}/back", response=does(200, OutageSeen), auth=WRITE, url_name="outage_back", operation_id="all_is_back"
)
def all_is_back(request: HttpRequest, number: Number, body: Back, idempotency_key: OnceKey) -> HttpResponse:
    """Note that the light is back; whoever was told of the cut is told it."""
    return _change(
        request, number, idempotency_key,
        lambda one, who: actions.back(outage=one.pk, back_at=body.back_at, **_said(who)),
    )  # fmt: skip


@router.post(
    "/{number}/cancel", response=does(200, OutageSeen), auth=WRITE, url_name="outage_cancel",
    operation_id="cancel_outage",
)  # fmt: skip
def cancel_outage(request: HttpRequest, number: Number, body: Cancelled, idempotency_key: OnceKey) -> HttpResponse:
    """Cancel an outage; whoever was told of it is told so."""
    return _change(
        request, number, idempotency_key, lambda one, who: actions.cancel(outage=one.pk, why=body.why, **_said(who))
    )


def seen(outage: Outage) -> OutageSeen:
    """Return the outage as systems see it."""
    area_hi, area_en = telling.area_of(outage)
    return OutageSeen(
        number=outage.number, kind=Kind(outage.kind), state=State(outage.state), reason=outage.reason,
        area_hi=area_hi, area_en=area_en, from_at=outage.from_at, until_at=outage.until_at, back_at=outage.back_at,
        office=outage.office.code, crew=outage.crew, is_announced=bool(getattr(outage, "is_announced", False)),
        parts=[_part(one) for one in sorted(outage.parts.all(), key=lambda one: int(one.pk))],
    )  # fmt: skip


def _change(
    request: HttpRequest, number: str, key: str, deed: Callable[[Outage, Caller], object]
) -> HttpResponse:  # fmt: skip
    def done(caller: Caller) -> Answer:
        deed(_seen_or_missing(number, caller), caller)
        return _answer(number, caller, status=200)

    return do(request, key, done)


def _said(caller: Caller) -> dict[str, Any]:
    return {"at": caller.at, "by": caller.by}


def _answer(number: str, caller: Caller, *, status: int) -> Answer:
    body = seen(_seen_or_missing(number, caller)).model_dump_json()
    return Answer(status, body, f"{ADDRESS}{number}" if status == 201 else "")


def _seen_or_missing(number: str, caller: Caller) -> Outage:
    """Return the outage; :raises Refused: the same whether there is none or it is not theirs to see."""
    found = seeing.outage(number, caller.offices)
    if found is None:
        raise Refused(404, f"there is no outage {number} at this office")
    return found


def _parts(outage: Outage, named: Sequence[Element], caller: Caller) -> list[int]:
    """Return the parts of the outage that are these elements; :raises Refused: if one is none of them."""
    parts = {_part_key(one): int(one.pk) for one in outage.parts.all()}
    wanted = [elements_named([one], caller=caller, deed=Deed.RUN_OUTAGES) for one in named]
    faults = [
        Fault(detail="this is no part of the outage", pointer=pointer(("elements", place)))
        for place, one in enumerate(wanted)
        if tuple(one) not in parts
    ]
    if faults:
        raise Refused(422, "not every element is a part of the outage", name="not-a-part", errors=faults)
    return sorted({parts[tuple(one)] for one in wanted})


def _part_key(part: OutagePart) -> tuple[tuple[int, ...], ...]:
    """Return the part as its one element is named."""
    return tuple(elements_of([part]))


def _part(part: OutagePart) -> Part:
    if part.substation:
        return Part(substation=part.substation.code, back_at=part.back_at)
    if part.feeder:
        return Part(feeder=part.feeder.code, back_at=part.back_at)
    assert part.transformer  # noqa: S101 - a part is one of three
    return Part(feeder=part.transformer.feeder.code, transformer=part.transformer.name, back_at=part.back_at)
