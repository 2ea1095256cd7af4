"""What a person must know of: one row and one line in the log while it lasts, however often it shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

import bijlisetu.audit.actions as audit
from bijlisetu.outbox.models import Incident
from bijlisetu.plumbing.database.sql import numbers
from bijlisetu.plumbing.logs import event, place_of

logger = logging.getLogger(__name__)

#: Incidents of these kinds end only when a person says so, for nothing else tells us.
PERSONS = frozenset({"account", "template_category", "our_address"})

#: A record on which the clock's work breaks; it ends by itself, with the first time it does not.
CLOCK = "clock"
Record = TypeVar("Record")

NOTE = """
INSERT INTO outbox_incident AS known (kind, subject, detail, times, at, last_at)
VALUES (%(kind)s, %(subject)s, %(detail)s, 1, %(at)s, %(at)s)
ON CONFLICT (kind, subject) WHERE ended_at IS NULL
DO UPDATE SET times = known.times + 1, last_at = greatest(known.last_at, excluded.last_at), detail = excluded.detail
RETURNING times
"""


def note(*, kind: str, subject: str, detail: str, at: datetime) -> bool:
    """Note an incident; return whether it is new. Call within a transaction of your own, if you have one."""
    (times,) = numbers(NOTE, kind=kind, subject=subject, detail=detail[:500], at=at)
    is_new = times == 1
    if is_new:
        told = event("incident.opened", kind=kind, subject=subject, detail=detail)
        logger.error("%s %s: %s", kind, subject, detail, extra=told)
    return is_new


def open_of(kind: str) -> set[str]:
    """Return what the open incidents of the kind are about."""
    return set(Incident.objects.filter(kind=kind, ended_at=None).values_list("subject", flat=True))


def end(*, kind: str, subject: str, at: datetime) -> None:
    """Note that it is over."""
    if Incident.objects.filter(kind=kind, subject=subject, ended_at=None).update(ended_at=at, last_at=at):
        logger.warning("%s %s: over", kind, subject, extra=event("incident.ended", kind=kind, subject=subject))


@transaction.atomic
def see_to(*, number: int, at: datetime, by: str) -> bool:
    """Note that a person has seen to an incident that cannot end by itself; return whether it was still open."""
    open_ones = Incident.objects.filter(pk=number, kind__in=PERSONS, ended_at=None)
    seen = bool(open_ones.update(ended_at=at))
    if seen:
        audit.note(deed="incident.seen_to", records=[f"incident:{number}"], by=by, at=at)
    return seen


def one_by_one(records: Iterable[Record], deed: Callable[[Record], int], *, what: str, at: datetime) -> int:
    """
    Do the deed for each record, in a transaction of its own; return what the deeds add up to.

    A record on which it breaks is passed over, and is an incident until the deed is done or the record is not due any
    more. The trouble of the database itself is raised, for it is no record's.

    :param what: one word for deed and record; the incident is about "what record"
    """
    before = {subject for subject in open_of(CLOCK) if subject.startswith(f"{what} ")}
    broken: set[str] = set()
    total = 0
    for record in records:
        try:
            with transaction.atomic():
                total += deed(record)
        except (OperationalError, InterfaceError):
            raise
        except Exception as broke:  # noqa: BLE001 - one record must not hold up the others; note() logs it
            broken.add(subject := f"{what} {record}")
            note(kind=CLOCK, subject=subject, detail=place_of(broke), at=at)
    for subject in before - broken:
        end(kind=CLOCK, subject=subject, at=at)
    return total
