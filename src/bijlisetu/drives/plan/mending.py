"""A drive that is open gets other days, or is ended: both by whoever may run it, and both in the book of deeds."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan.actions import Days, check
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Round
from bijlisetu.fieldwork.refusals import NoRound
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal

OPEN = """
SELECT coalesce(sum(doors), 0)::int FROM fieldwork_doortotal WHERE round = %(drive)s AND state = 'open'
"""


class Ended(Refusal):
    """The drive has been ended: nothing of it is changed any more."""


@transaction.atomic
def set_days(drive: Drive, *, title: str, days: Days, target_percent: int, at: datetime, by: str) -> None:
    """
    Have the drive worked on these days from now on; its doors, beats and visits stay as they are.

    :raises Ended: if it was ended
    :raises NoTime: if no day is worked until the deadline
    """
    ends_on = days.deadline + timedelta(days=1)
    check(days, ends_on)
    round_ = Round.objects.select_for_update().filter(pk=drive.pk, closed_at=None).first()
    if round_ is None:
        raise Ended("this drive has been ended")
    before = {"was_from": f"{round_.begins_on}", "was_until": f"{round_.ends_on - timedelta(days=1)}"}
    Round.objects.filter(pk=drive.pk).update(title=title, begins_on=days.begins_on, ends_on=ends_on)
    Drive.objects.filter(pk=drive.pk).update(
        weekdays=sorted(days.weekdays), days_off=sorted(days.days_off), from_hour=days.from_hour,
        until_hour=days.until_hour, target_percent=target_percent,
    )  # fmt: skip
    audit.note(
        deed="drive.days_set", records=[f"drive:{drive.pk}"], by=by, at=at,
        detail={"from": f"{days.begins_on}", "until": f"{days.deadline}", **before},
    )  # fmt: skip


@transaction.atomic
def end(drive: Drive, *, at: datetime, by: str) -> int:
    """
    End the drive, and return how many doors were still open: telephones forget them, and another drive may take them.

    :raises Ended: if it was ended before
    """
    try:
        # It keeps out whoever lays beats, and only then takes the round: so neither waits for the other for ever.
        fieldwork.close_round(round_=drive.pk, by=by, at=at)
    except NoRound:  # of two officers who end it at once, one is told
        raise Ended("this drive has been ended") from None
    still = still_open(drive)
    audit.note(deed="drive.ended", records=[f"drive:{drive.pk}"], by=by, at=at, detail={"open": still})
    return still


def still_open(drive: Drive) -> int:
    """Return how many doors of the drive wait for a visit, under all its offices."""
    ((still,),) = rows(OPEN, drive=drive.pk)
    return int(still)
