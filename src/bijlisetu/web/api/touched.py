"""Who hangs on a part of the network: counted, and, for those who were let in for it, each of them masked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import touched
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.purposes import Purpose
from bijlisetu.web.api.elements import Element, elements_named
from bijlisetu.web.api.keys import Key, caller_of
from bijlisetu.web.api.lists import USUAL, After, Limit, start, stretch
from bijlisetu.web.api.openapi import shows
from bijlisetu.web.api.words import Code, Moment

router = Router(tags=["touched"])

Substation = Annotated[Code | None, Query(description="code of the section that stands there")]
Feeder = Annotated[Code | None, Query(description="code of a feeder")]
Transformer = Annotated[Code | None, Query(description="name of a transformer on the feeder")]
When = Annotated[Moment | None, Query(description="as lines are switched then; left out: now")]


class ByChannel(BaseModel):
    """People by the first channel of the ladder that reaches them; each once."""

    whatsapp: int = 0
    sms: int = 0
    email: int = 0


class ByNeed(BaseModel):
    """People for whom a cut is worse."""

    life_support: int
    hospital: int
    water: int
    police: int


class TouchedSeen(BaseModel):
    """How many people a cut there would touch."""

    at: datetime
    people: int
    by_channel: ByChannel
    cannot_be_told: int = Field(description="no address of theirs lives")
    by_need: ByNeed


class PersonSeen(BaseModel):
    """One of them; no name, no number."""

    account_end: str = Field(description="the last four digits")
    need: str = Field(description="life_support, hospital, water, police, or empty")
    feeder: str
    transformer: str = Field(description="empty where it is not known")


class PersonList(BaseModel):
    """People, in an order that stays."""

    items: list[PersonSeen]
    next: str | None


@router.get(
    "", response=shows(TouchedSeen), auth=Key(Purpose.TOUCHED_READ), url_name="touched", operation_id="count_touched"
)
def count_touched(
    request: HttpRequest, substation: Substation = None, feeder: Feeder = None, transformer: Transformer = None,
    at: When = None,
) -> TouchedSeen:  # fmt: skip
    """Count the people on an element: how they can be told, and for whom a cut is worse."""
    elements = _element(request, substation, feeder, transformer, deed=Deed.SEE_OUTAGES)
    now = caller_of(request).at
    found = touched.touched(elements, moment=at or now, at=now)
    return TouchedSeen(
        at=at or now, people=found.people, by_channel=ByChannel(**found.by_channel),
        cannot_be_told=found.cannot_be_told, by_need=ByNeed(**found.by_need),
    )  # fmt: skip


@router.get(
    "/people", response=shows(PersonList), auth=Key(Purpose.TOUCHED_LIST), url_name="touched_people",
    operation_id="list_touched",
)  # fmt: skip
def list_touched(
    request: HttpRequest, substation: Substation = None, feeder: Feeder = None, transformer: Transformer = None,
    at: When = None, after: After = None, limit: Limit = USUAL,
) -> PersonList:  # fmt: skip
    """List the people on an element, each by the end of the account."""
    elements = _element(request, substation, feeder, transformer, deed=Deed.SEE_PEOPLE)
    moment = at or caller_of(request).at
    found = touched.people(elements, moment=moment, after=start(after), most=limit + 1)
    told, goes_on = stretch(found, limit, [one.consumer for one in found])
    return PersonList(items=[PersonSeen(**_without_number(one)) for one in told], next=goes_on)


def _without_number(one: touched.Person) -> dict[str, str]:
    return {name: value for name, value in one._asdict().items() if name != "consumer"}


def _element(
    request: HttpRequest, substation: str | None, feeder: str | None, transformer: str | None, *, deed: Deed
) -> Elements:
    named = Element(substation=substation, feeder=feeder, transformer=transformer)
    return elements_named([named], caller=caller_of(request), deed=deed, in_body=False)
