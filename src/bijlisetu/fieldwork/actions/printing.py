"""Beats are printed, and what comes back on paper is kept beside its sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.actions.photos import media_of
from bijlisetu.fieldwork.models import Scan, Sheet
from bijlisetu.fieldwork.paper.serials import serial_of
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.pictures.traces import without_traces
from bijlisetu.plumbing.refusal import Refusal

LARGEST_SCAN = 8 * 1024 * 1024  #: octets
NUMBERS = "SELECT nextval(pg_get_serial_sequence('fieldwork_sheet', 'id')) FROM generate_series(1, %(many)s)"
LINES = """
INSERT INTO fieldwork_sheetline (sheet_id, door_id, line)
SELECT sheet.id, door.id, row_number() OVER (PARTITION BY sheet.id ORDER BY door."order", door.id)
FROM fieldwork_sheet sheet JOIN fieldwork_door door ON door.beat_id = sheet.beat_id AND door.state = 'open'
WHERE sheet.id = ANY(%(sheets)s)
"""


class NotAScan(Refusal):
    """What was attached is no picture and no PDF, or is too large."""


@transaction.atomic
def print_sheets(*, beats: Sequence[int], by: str, at: datetime, read_out: str = "") -> list[int]:
    """
    Make a sheet of each beat, with a line for each of its open doors in walking order; return the sheets.

    :param read_out: the version of the text that is printed on them for people to be told
    """
    numbers = [int(number) for (number,) in rows(NUMBERS, many=len(beats))]
    Sheet.objects.bulk_create(
        Sheet(id=number, serial=serial_of(number), beat_id=beat, printed_at=at, by=by, read_out=read_out)
        for number, beat in zip(numbers, beats, strict=True)
    )
    execute(LINES, sheets=numbers)
    audit.note(deed="sheet.printed", records=[f"sheet:{number}" for number in numbers], by=by, at=at)
    return numbers


@transaction.atomic
def attach_scan(*, sheet: int, content: bytes, by: str, at: datetime) -> None:
    """
    Keep a picture or PDF of the sheet that came back; the same again changes nothing.

    :raises NotAScan: if it is neither, by its octets and not by its name, or too large
    """
    media = _media(content)
    if not media or len(content) > LARGEST_SCAN:
        raise NotAScan("a scan is a JPEG, PNG or WebP picture or a PDF of at most 8 MB")
    content = without_traces(content)
    _, is_new = Scan.objects.get_or_create(
        sheet_id=sheet,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"content": content, "media": media, "at": at, "by": by},
    )
    if is_new:
        audit.note(deed="sheet.scanned", records=[f"sheet:{sheet}"], by=by, at=at)


def look_at_scan(*, sheet: int, number: int, by: str, at: datetime) -> Scan | None:
    """Return the scan of the sheet; none if there is none so. Each look is written down: a sheet names many people."""
    scan = Scan.objects.filter(pk=number, sheet=sheet).first()
    if scan:
        audit.note(deed="scan.seen", records=[f"sheet:{sheet}"], by=by, at=at, detail={"scan": number})
    return scan


def _media(content: bytes) -> str:
    return "application/pdf" if content.startswith(b"%PDF-") else media_of(content)
