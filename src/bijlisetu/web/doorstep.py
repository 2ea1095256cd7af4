"""One door of a list is open, with the one form of the page; after a deed the next one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from bijlisetu.consumers.queries import enrolled
from bijlisetu.drives.desk import note
from bijlisetu.fieldwork.queries.visits import LastVisit, last_visits
from bijlisetu.reach.queries import Doorstep, at_doors
from bijlisetu.reports.words import OUTCOMES
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import person_of
from bijlisetu.web.own_doors import doors_or_missing
from bijlisetu.web.paging import number_in
from bijlisetu.web.repair import RepairForm, form_for, mend

#: Words of an address: the door that is open, and the one that is done, after which the next is open.
OPEN, DONE = "door", "done"


class Row(NamedTuple):
    """One door of a list: the last visit there without a number, and the form where it is open."""

    door: Doorstep
    visit: LastVisit | None
    form: RepairForm | None


def take(request: HttpRequest) -> RepairForm | None:
    """Do what the form at an open door says; return it, with its faults, if that could not be done."""
    if "outcome" not in request.POST:
        return mend(request)
    _note(request, request.POST["outcome"], request.POST.get("consumer", ""))
    return None


def next_door(request: HttpRequest) -> HttpResponse:
    """Lead to the same list with the next door open and in view."""
    query = request.GET.copy()
    query.pop(OPEN, None)
    query[DONE] = request.POST["consumer"]
    return redirect(f"{request.path}?{query.urlencode()}#open")


def rows(request: HttpRequest, doors: Sequence[Doorstep], faulty: RepairForm | None) -> list[Row]:
    """Return the doors, one of them open: that of the faulty form, of the address, or the next to be visited."""
    last = last_visits([door.consumer for door in doors], form=at_doors.FORM)
    visits = {consumer: visit for consumer, visit in last.items() if visit.outcome in at_doors.without_a_number()}
    # Who was there today goes on to the other doors first; the last page may hold nobody else.
    ordered = sorted(doors, key=lambda door: _is_done_today(visits.get(door.consumer)))
    is_open = _open(request, ordered, faulty)
    return [
        Row(
            door,
            visits.get(door.consumer),
            form_for(request, door.consumer, faulty) if door.consumer == is_open else None,
        )
        for door in ordered
    ]


def _is_done_today(visit: LastVisit | None) -> bool:
    return visit is not None and (
        timezone.localdate(visit.at) == timezone.localdate() or visit.outcome in at_doors.where_no_visit_helps()
    )


def _open(request: HttpRequest, doors: Sequence[Doorstep], faulty: RepairForm | None) -> int | None:
    named = [str(door.consumer) for door in doors]
    for asked in (str(faulty["consumer"].value()) if faulty else "", request.GET.get(OPEN, "")):
        if asked in named:
            return int(asked)
    done = request.GET.get(DONE, "")
    further = doors[named.index(done) + 1 :] if done in named else doors
    return next((door.consumer for door in [*further, *doors] if not door.is_under_way), None)


def _note(request: HttpRequest, outcome: str, number: str) -> None:
    known = number_in(number)
    consumer = enrolled(known) if known is not None else None
    if consumer is None or outcome not in at_doors.without_a_number():
        raise Http404
    doors_or_missing(request, consumer, Deed.VISIT_DOORS)
    note(consumer=consumer.id, outcome=outcome, at=timezone.now(), by=person_of(request).get_username())
    told = {"name": consumer.name, "what": OUTCOMES[outcome]}
    if outcome in at_doors.where_no_visit_helps():
        messages.success(request, gettext("Noted for %(name)s: %(what)s. The office sees to it now.") % told)
    else:
        messages.success(request, gettext("Noted for %(name)s: %(what)s. The door stays on the list.") % told)
