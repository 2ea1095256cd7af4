"""A complaint that another system brings, under its own reference: brought twice, it is one complaint."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.models import Complaint
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.systems.models import Reference

#: Two who bring the same at once: the second finds the first one's.
LOCK = "SELECT pg_advisory_xact_lock(1515, hashtext(%(what)s))"


@transaction.atomic
def bring(said: Said, *, system: int, reference: str, at: datetime, by: str) -> tuple[Complaint, bool]:
    """
    Register what the system brings, and return it and whether it is new.

    :raises NoCategory: if there is no such category
    :raises NoOffice: if there is no office that could answer
    """
    rows(LOCK, what=f"{system}:{reference}")
    known = Reference.objects.select_related("complaint").filter(system=system, reference=reference).first()
    if known:
        return known.complaint, False
    taken = register(said, at=at, by=by)
    Reference.objects.create(system_id=system, reference=reference, complaint=taken.complaint)
    return taken.complaint, taken.is_new
