"""What has changed since the last look, for systems that ask rather than be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from bijlisetu.staff.purposes import Purpose
from bijlisetu.systems import feed
from bijlisetu.systems.feed import Told
from bijlisetu.systems.following import subjects_of
from bijlisetu.web.api.keys import Key, caller_of
from bijlisetu.web.api.lists import USUAL, After, Limit, start
from bijlisetu.web.api.openapi import shows

router = Router(tags=["changes"])


class ChangeSeen(BaseModel):
    """One thing that happened."""

    id: str
    event: str = Field(description="of what, and what: outage.back, complaint.resolved")
    number: str = Field(description="of the outage or complaint")
    happened_at: datetime
    facts: dict[str, Any] = Field(description="what the event brought: from_at, until_at, level")


class ChangeList(BaseModel):
    """Changes in their order."""

    items: list[ChangeSeen]
    next: str = Field(description="ask after this one next time; also where nothing has changed")


@router.get(
    "", response=shows(ChangeList), auth=Key(Purpose.OUTAGES_READ, Purpose.COMPLAINTS_READ), url_name="changes",
    operation_id="list_changes",
)  # fmt: skip
def list_changes(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> ChangeList:
    """List what has happened to outages and complaints of the office since; they are kept for thirty days."""
    caller = caller_of(request)
    feed.gather(at=caller.at)
    subjects = subjects_of(caller.system.purposes)
    found = feed.changes(office=caller.system.office_id, subjects=subjects, after=start(after), most=limit)
    return ChangeList(items=[seen(one) for one in found], next=str(found[-1].id if found else start(after)))


def seen(one: Told) -> ChangeSeen:
    """Return the change as systems are told it."""
    return ChangeSeen(
        id=str(one.id), event=f"{one.subject}.{one.what}", number=one.record, happened_at=one.happened_at,
        facts=dict(one.facts),
    )  # fmt: skip
