"""What the clock does for many records: one on which our own work breaks keeps none of the others waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

from bijlisetu.outbox import incidents
from bijlisetu.plumbing.logs import place_of

Record = TypeVar("Record")
#: The incident of a record on which the clock's work breaks; it ends by itself, with the first time it does not.
KIND = "clock"


def one_by_one(records: Iterable[Record], deed: Callable[[Record], int], *, what: str, at: datetime) -> int:
    """
    Do the deed for each record, in a transaction of its own; return what the deeds add up to.

    A record on which it breaks is passed over, and is an incident until the deed is done or the record is not due any
    more. The trouble of the database itself is raised, for it is no record's.

    :param what: one word for deed and record; the incident is about "what record"
    """
    before = {subject for subject in incidents.open_of(KIND) if subject.startswith(f"{what} ")}
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
            incidents.note(kind=KIND, subject=subject, detail=place_of(broke), at=at)
    for subject in before - broken:
        incidents.end(kind=KIND, subject=subject, at=at)
    return total
