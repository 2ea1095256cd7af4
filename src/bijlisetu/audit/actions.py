"""Write in the book of deeds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bijlisetu.audit.models import Entry


def note(*, deed: str, records: list[str], by: str, at: datetime, detail: dict[str, Any] | None = None) -> None:
    """Write that the deed was done to each record, in the caller's own transaction."""
    Entry.objects.bulk_create(
        [Entry(at=at, by=by, deed=deed, record=record, detail=detail or {}) for record in records]
    )


def note_import(counts: Mapping[str, int], *, deed: str, file: str, by: str, at: datetime) -> None:
    """Write that a file was taken over, with what became of its rows."""
    note(deed=deed, records=[f"file:{file}"], by=by, at=at, detail=dict(counts))
