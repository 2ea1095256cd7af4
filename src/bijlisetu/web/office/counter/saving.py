"""What follows at the counter from a number that was told or proved: kept, put in place of another, said in words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext

import bijlisetu.contact.changes.actions as changes
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.models import Address
from bijlisetu.contact.queries import Held, doubt_about
from bijlisetu.drives.desk import told_at_desk
from bijlisetu.reach.queries import Person
from bijlisetu.reports.mended import what_follows
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Email, Mobile
from bijlisetu.web.desk import person_of
from bijlisetu.web.office.consumer.page import person_or_missing

#: The button that saves a number though no code came.
UNPROVED = "unproved"


class Numbered(NamedTuple):
    """An address on file and its place in the list, by which the form names it."""

    place: int
    held: Held


def served_or_missing(request: HttpRequest, consumer: int) -> Person:
    """Return who is served; :raises Http404: if they are not of the offices where the counter is."""
    return person_or_missing(request, consumer, Deed.SERVE_COUNTER)


def keep_unproved(request: HttpRequest, served: Person, number: Mobile, role: ClaimRole, instead: str) -> str:
    """Keep a number to which no code went, or that said none back; return why not, if its person said no before."""
    doubt = doubt_about(served.id, number.e164)
    if doubt and doubt.denied_at:
        return gettext("The person at this number said: not my connection. Only a code from it can prove otherwise.")
    now = timezone.now()
    reopened = take_told(request, served, number, role, at=now) + put_in_place(
        request, served, number, instead, told_at=now
    )
    saved = gettext("Saved for %(name)s, not proved yet.") % {"name": served.name}
    say_saved(request, served, number, reopened, saved)
    return ""


def take_told(
    request: HttpRequest, served: Person, address: Mobile | Email, role: ClaimRole, *, at: datetime,
    is_proved: bool = False,
) -> int:  # fmt: skip
    """Take what they told us, as at their door; return how many notices follow."""
    by = person_of(request).get_username()
    return told_at_desk(consumer=served.id, address=address, role=role, at=at, by=by, is_proved=is_proved)


def put_in_place(
    request: HttpRequest, served: Person, number: Mobile, address: str, *, told_at: datetime | None
) -> int:
    """
    Use the number that it takes the place of no more; return how many notices follow.

    Told or proved, and put in place of another: that is one change, and one press undoes all of it.
    """
    chosen = [one.held.value for one in numbered(served) if str(one.held.id) == address]
    if not chosen or chosen[0] == number.e164:
        return 0
    return changes.merge(
        consumer=served.id, kept=number.e164, dropped=chosen[0], source=ClaimSource.COUNTER, at=timezone.now(),
        by=person_of(request).get_username(), told_at=told_at,
    ).reopened  # fmt: skip


def say_saved(request: HttpRequest, served: Person, number: Mobile, reopened: int, saved: str) -> None:
    """Say that it is saved, what follows, and on how many accounts the number stands beside."""
    told = what_follows(
        consumer=served.id, feeder=served.feeder_id, value=number.e164, reopened=reopened, at=timezone.now()
    )
    messages.success(request, f"{saved} {told}")
    if doubt := doubt_about(served.id, number.e164):
        shared = ngettext(
            "The number stands on %(n)s more account.", "The number stands on %(n)s more accounts.", doubt.others
        )
        if doubt.others:
            messages.info(request, shared % {"n": doubt.others})


def numbered(served: Person) -> list[Numbered]:
    """Return the addresses that may be used, each with its place in the list."""
    usable = (held for held in served.held if held.owner != Address.Owner.NOT_OWNER)
    return [Numbered(place, held) for place, held in enumerate(usable, start=1)]
