"""Who asks: a system by its key, for one of its purposes. No cookie is looked at, so no browser is made to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

import bijlisetu.staff.queries as staff
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages.queries import feeders_of
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.actions.systems import key_shown
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.models import System
from bijlisetu.staff.purposes import Purpose
from bijlisetu.staff.queries import Seats
from bijlisetu.systems import pace
from bijlisetu.web.api.door import SHARE
from bijlisetu.web.api.problems import Refused

JSON = "application/json"
CALLER = "caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """The system that asks, and what it may do where."""

    system: System
    seats: Seats
    at: datetime

    @property
    def by(self) -> str:
        """As it stands in the book of deeds."""
        return self.system.speaks_as

    @property
    def offices(self) -> list[int]:
        """Where it was let in: this office, and all below."""
        return [self.system.office_id]

    def is_for(self, purpose: Purpose) -> bool:
        """Return whether it was let in for the purpose."""
        return purpose in self.system.purposes

    def may_at(self, elements: Elements, deed: Deed) -> bool:
        """Return whether it may do the deed at all of the elements: as people's posts are asked."""
        feeders = feeders_of(elements)
        return all(staff.may(self.seats, deed, office=office) for office in elements.substations) and (
            not feeders or staff.may(self.seats, deed, feeders=feeders)
        )


class Key(HttpBearer):
    """Opens to whoever shows a key of a system that was let in for one of the purposes."""

    def __init__(self, *purposes: Purpose) -> None:
        super().__init__()
        self.purposes = purposes

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return who asks, with their requests of the minute counted; none if the key opens nothing."""
        at = timezone.now()
        shown = key_shown(token, at=at)
        if shown is None:
            return None
        system = shown.system
        share = pace.take(system=system.pk, a_minute=system.a_minute, at=at)
        vars(request)[SHARE] = share
        if share.is_spent:
            raise Refused(429, f"more than {share.of} requests in a minute; come again in {share.seconds} seconds")
        if not any(purpose in system.purposes for purpose in self.purposes):
            raise Refused(403, f"this system was not let in for {' or '.join(self.purposes)}", name="no-purpose")
        if _brings_a_body(request) and request.content_type != JSON:
            raise Refused(415, f"what is posted is {JSON}")
        caller = Caller(system, staff.seats_named(system.speaks_as, on=day_in_india(at)), at)
        vars(request)[CALLER] = caller
        return caller


def _brings_a_body(request: HttpRequest) -> bool:
    return request.META.get("CONTENT_LENGTH", "") not in ("", "0")


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks."""
    return cast("Caller", vars(request)[CALLER])
