"""Runs of bills that an officer asked for in the browser: kept as they are asked, made in the background."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import InterfaceError, OperationalError, transaction

from bijlisetu.billing.models import Telling
from bijlisetu.billing.telling.notices import Announced, announce
from bijlisetu.plumbing.database.wake import ask_for
from bijlisetu.plumbing.logs import place_of
from bijlisetu.plumbing.refusal import Refusal

logger = logging.getLogger(__name__)

#: What the job is called that makes them.
MAKE_RUNS = "make_runs"


def ask(*, office: int, cycle: date, at: datetime, by: str) -> int:
    """Keep the word of an officer, and return its number; of one that is still being done, the number it has."""
    with transaction.atomic():
        made, _ = Telling.objects.get_or_create(
            office_id=office, cycle=cycle, ended_at=None, defaults={"by": by, "asked_at": at}
        )
    ask_for(MAKE_RUNS)
    return int(made.pk)


def make_next(*, at: datetime) -> bool:
    """
    Make the runs of the oldest word that waits, one whose maker died first; return whether there was one.

    A word on which our own work breaks is marked so, and never keeps the next ones waiting.
    """
    made = Telling.objects.filter(ended_at=None).order_by("id").first()
    if made is None:
        return False
    it = Telling.objects.filter(pk=made.pk)

    def tell(done: int, total: int) -> None:
        it.update(done=done, total=total)

    try:
        told = announce(cycle=made.cycle, office=made.office_id, at=at, by=made.by, on_progress=tell)
    except Refusal as refused:
        it.update(ended_at=at, fault=type(refused).__name__)
    except (OperationalError, InterfaceError):  # the database's trouble: it is made again
        raise
    except Exception as broke:  # noqa: BLE001 - whatever it is, the next word is to be heard
        logger.error("the runs of word %d broke: %s", made.pk, place_of(broke))
        it.update(ended_at=at, fault=type(broke).__name__)
    else:
        _keep(made.pk, told, at)
    return True


def _keep(number: int, told: Announced, at: datetime) -> None:
    corrected = sum(made.posted for made in told.corrections)
    Telling.objects.filter(pk=number).update(ended_at=at, posted=told.posted, corrected=corrected, runs=list(told.runs))
