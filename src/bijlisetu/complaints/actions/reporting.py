"""What people at work in the field see or are told becomes a complaint, each report once however often it is sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.models import FromField


def report(said: Said, *, identity: UUID, at: datetime, by: str) -> None:
    """
    Register the complaint that a telephone has named so, unless it was told before.

    :raises NoCategory: if there is no such category
    :raises NoOffice: if there is no office that could answer
    """
    if FromField.objects.filter(pk=identity).exists():
        return
    try:
        with transaction.atomic():
            complaint = register(said, at=at, by=by).complaint
            FromField.objects.create(pk=identity, complaint=complaint, at=at)
    except IntegrityError:
        # The same parcel came twice at once: the other one has registered it, and this one is undone.
        if not FromField.objects.filter(pk=identity).exists():
            raise
