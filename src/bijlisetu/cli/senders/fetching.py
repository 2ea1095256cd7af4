"""Fetch the photos and voice notes that people send with complaints, over the WhatsApp numbers that are open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection

from bijlisetu.channels.letter import Outcome
from bijlisetu.channels.whatsapp.channel import WhatsApp
from bijlisetu.channels.whatsapp.media import MediaFailed
from bijlisetu.delivery.line import Line

if TYPE_CHECKING:
    from bijlisetu.complaints.taking.fetching import Due

T = TypeVar("T")
logger = logging.getLogger(__name__)

EVERY = 5.0  #: seconds between two looks
AT_ONCE = 5


async def fetch_on(lines: Sequence[Line], *, stopping: asyncio.Event, now: Callable[[], datetime]) -> None:
    """Fetch what is due until told to stop."""
    while not stopping.is_set():
        try:
            await fetch_due(lines, now=now)
        except DatabaseFault as fault:  # what was claimed is due again when its lease is over
            logger.error("files of complaints cannot be kept: %s", type(fault).__name__)
        await asyncio.sleep(EVERY)


async def fetch_due(lines: Sequence[Line], *, now: Callable[[], datetime]) -> int:
    """Fetch the files that are due; return how many were looked for."""
    from bijlisetu.complaints.taking import fetching

    open_ones = [line.carrier for line in lines if line.is_open and isinstance(line.carrier, WhatsApp)]
    if not open_ones:
        return 0
    due = await asyncio.to_thread(_within, partial(fetching.claim, limit=AT_ONCE, at=now()))
    for one in due:
        await _fetch(open_ones, one, now=now)
    return len(due)


async def _fetch(carriers: Sequence[WhatsApp], one: Due, *, now: Callable[[], datetime]) -> None:
    """Fetch one file from the number to which it was sent: with several, one after the other says so."""
    from bijlisetu.complaints.taking import fetching

    failed: MediaFailed | None = None
    for carrier in carriers:
        try:
            medium = await carrier.media(one.media_id, largest=fetching.LARGEST)
        except MediaFailed as fault:
            failed = fault
            continue
        await asyncio.to_thread(_within, partial(fetching.keep, reply=one.reply, content=medium.content, at=now()))
        return
    if failed is not None:
        why, for_good = failed.verdict.detail, failed.verdict.outcome is Outcome.REFUSED
        put_off = partial(fetching.put_off, reply=one.reply, why=why, for_good=for_good, at=now())
        await asyncio.to_thread(_within, put_off)


def _within(work: Callable[[], T]) -> T:
    """Do the work on a connection that lives, and give it back."""
    close_old_connections()
    try:
        return work()
    finally:
        connection.close()
