"""Whoever only walks does their deeds at doors of their own: those of their beats, those on their section's list."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from bijlisetu.consumers.queries import Enrolled
from bijlisetu.fieldwork.queries.beats import holds_door
from bijlisetu.reach.queries import is_listed
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may, may_for, person_of, seats_of


def doors_or_missing(request: HttpRequest, consumer: Enrolled, deed: Deed) -> None:
    """Let only those pass who may do the deed for the consumer, be it at their own door; :raises Http404: if not."""
    if may_for(request, [consumer.feeder], deed):
        return
    if not may(request, deed):
        raise Http404
    sections = seats_of(request).sections_for(deed)
    if not holds_door(person_of(request).pk, consumer.id) and not is_listed(consumer.id, sections=sections):
        raise Http404
