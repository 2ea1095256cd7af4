"""Complaints in and out: brought under a reference of the other system, and followed until their people confirm."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field, WithJsonSchema

import bijlisetu.staff.queries as staff
from bijlisetu.complaints.actions.registering import Said
from bijlisetu.complaints.lists import State, Way
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.numbers import as_written
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.levels import Level
from bijlisetu.staff.purposes import Purpose
from bijlisetu.systems import seeing
from bijlisetu.systems.bringing import bring
from bijlisetu.systems.once import Answer
from bijlisetu.values import Language
from bijlisetu.web.api.doing import OnceKey, do
from bijlisetu.web.api.keys import Caller, Key, caller_of
from bijlisetu.web.api.lists import USUAL, After, Limit, start, stretch
from bijlisetu.web.api.openapi import does, shows
from bijlisetu.web.api.problems import Fault, Refused
from bijlisetu.web.api.words import Code, Moment, Number, Strict, Text

READ = Key(Purpose.COMPLAINTS_READ)
ADDRESS = "/api/complaints/"
#: Written out: the description calls lists by their names, and outages have a State too.
StateSeen = Annotated[str, WithJsonSchema({"type": "string", "enum": [str(one) for one in State]})]
router = Router(tags=["complaints"])


class NewComplaint(Strict):
    """What somebody complained of at another system."""

    reference: Code = Field(description="of the other system: brought again under it, it is the same complaint")
    category: Code = Field(description="of the closed list, such as SUP-OFF or BILL")
    account: Code | None = Field(default=None, description="whose it is; left out, `place` says where")
    place: Text = Field(default="", max_length=300)
    office: Code | None = Field(default=None, description="that answers, where there is no account; left out: ours")
    words: Text = Field(default="", max_length=4000, description="the person's own")
    language: Language = Language.HINDI
    said_at: Moment | None = Field(default=None, description="when the person spoke; left out: now")


class ComplaintSeen(BaseModel):
    """A complaint as it stands; nothing of the person."""

    number: str
    written: str = Field(description="the number as people say it: 2026-00001-7")
    reference: str = Field(description="of the system that asks; empty where it did not bring it")
    category: str
    state: StateSeen
    level: str = Field(description="who has it: JE, SDO, EE, SE, CE or MD")
    office: str = Field(description="code of the office that answers")
    outage: str = Field(description="number of the outage that it is of, or empty")
    joined_to: str = Field(description="number of the first complaint of the same fault, or empty")
    said_at: datetime
    due_at: datetime | None
    resolved_at: datetime | None


class ComplaintList(BaseModel):
    """Complaints in the order in which they came."""

    items: list[ComplaintSeen]
    next: str | None = Field(description="after which the list goes on; none: this was all")


@router.get("", response=shows(ComplaintList), auth=READ, url_name="complaints", operation_id="list_complaints")
def list_complaints(
    request: HttpRequest, after: After = None, limit: Limit = USUAL, is_open: bool = False
) -> ComplaintList:
    """List the complaints that the office answers for; with is_open those alone on which work is left."""
    caller = caller_of(request)
    found = seeing.complaints(
        caller.offices, system=caller.system.pk, after=start(after), is_open=is_open, most=limit + 1
    )
    told, goes_on = stretch(found, limit, [one.pk for one, _ in found])
    return ComplaintList(items=[_seen(*one) for one in told], next=goes_on)


@router.post(
    "", response=does(201, ComplaintSeen), auth=Key(Purpose.COMPLAINTS_WRITE), url_name="complaints",
    operation_id="bring_complaint",
)  # fmt: skip
def bring_complaint(request: HttpRequest, body: NewComplaint, idempotency_key: OnceKey) -> HttpResponse:
    """
    Bring a complaint; its person is told the number.

    What the person has complained of before, and what their neighbours have, is joined as from any other door.
    """

    def deed(caller: Caller) -> Answer:
        made, _ = bring(
            _said(body, caller), system=caller.system.pk, reference=body.reference, at=caller.at, by=caller.by
        )
        made.refresh_from_db()
        return Answer(201, _seen(made, body.reference).model_dump_json(), f"{ADDRESS}{made.number}")

    return do(request, idempotency_key, deed)


@router.get("/{number}", response=shows(ComplaintSeen), auth=READ, url_name="complaint", operation_id="show_complaint")
def show_complaint(request: HttpRequest, number: Number) -> ComplaintSeen:
    """Show one complaint."""
    caller = caller_of(request)
    for found in seeing.complaints(caller.offices, system=caller.system.pk, number=number, most=1):
        return _seen(*found)
    raise Refused(404, f"there is no complaint {number} at this office")


def _said(body: NewComplaint, caller: Caller) -> Said:
    """Return what was said; :raises Refused: the same whether there is no such account or office, or not theirs."""
    if not body.account and not body.place:
        detail = "say whose it is by an account, or where it is by a place"
        raise Refused(422, detail, name="no-place", errors=[Fault(detail=detail, pointer="#/place")])
    consumer = seeing.account(body.account) if body.account else None
    if body.account and (consumer is None or not _is_theirs(caller, feeders=[consumer.feeder_id])):
        raise _unknown("account", "no account of this office has this number")
    office = seeing.office(body.office) if body.office else caller.system.office_id
    if office is None or not _is_theirs(caller, office=office):
        raise _unknown("office", "no office with this code is below the office of this system")
    return Said(
        category=body.category, way=Way.API, said_at=body.said_at or caller.at, words=body.words, place=body.place,
        consumer=consumer.pk if consumer else None, office=office, language=body.language,
    )  # fmt: skip


def _is_theirs(caller: Caller, *, office: int | None = None, feeders: list[int] | None = None) -> bool:
    return staff.may(caller.seats, Deed.SERVE_COUNTER, office=office, feeders=feeders)


def _unknown(field: str, detail: str) -> Refused:
    return Refused(422, detail, name=f"unknown-{field}", errors=[Fault(detail=detail, pointer=f"#/{field}")])


def _seen(one: Complaint, reference: str) -> ComplaintSeen:
    return ComplaintSeen(
        number=one.number, written=as_written(one.number), reference=reference, category=one.category,
        state=one.state, level=Level(one.level).name, office=one.office.code, outage=one.outage,
        joined_to=one.primary.number if one.primary else "", said_at=one.said_at, due_at=one.due_at,
        resolved_at=one.resolved_at,
    )  # fmt: skip
