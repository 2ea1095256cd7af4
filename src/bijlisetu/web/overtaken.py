"""Two officers have one page open: the second is told that something has happened since, and loses nothing typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.audit import machines
from bijlisetu.web.paging import number_in

#: The field of a form that says what had happened last when its page was made.
LATEST = "latest"
WORDS: Promise = _(
    "Something has happened here since you opened this page, so nothing was done. See below what it was; "
    "what you wrote is still there. If it is still right, press once more."
)


class Happened(Protocol):
    """One thing that happened, and who did it."""

    pk: int
    by: str


def latest_of(events: Iterable[Happened]) -> int:
    """Return the number of the newest thing that a person did: what the clock does in its time overtakes nobody."""
    return max((one.pk for one in events if one.by != machines.CLOCK), default=0)


def is_overtaken(request: HttpRequest, latest: int) -> bool:
    """Return whether more has happened than the page knew on which this was pressed; latest: the newest of a person."""
    known = number_in(request.POST.get(LATEST, ""))
    return known is not None and known < latest
