"""The evening of the played day: the reports of 18:00 are made, and the story waits until every officer has them."""

from __future__ import annotations

import time
from datetime import datetime

from bijlisetu.demo.city import Processes
from bijlisetu.memos.models import Memo
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.evening import making

UNDER_WAY = (Memo.State.QUEUED, Memo.State.CLAIMED)
LOOK_EVERY = 0.5  #: seconds
PATIENCE = 120.0


class ReportKeptIn(Refusal):
    """The report of the evening did not leave."""


def close_the_day(*, at: datetime, processes: Processes) -> int:
    """
    Make the reports of the day and have them carried to all officers; return how many offices have one.

    :raises ReportKeptIn: if a carrier takes one of them not at all, or not in time
    """
    made = making.make_all(day=day_in_india(at), at=at)
    patient_until = time.monotonic() + PATIENCE
    told = Memo.objects.filter(kind=making.KIND)
    while told.filter(state__in=UNDER_WAY).exists():
        processes.check()
        if time.monotonic() > patient_until:
            raise ReportKeptIn(f"reports of the evening did not leave within {PATIENCE:.0f} s: is the engine running?")
        time.sleep(LOOK_EVERY)
    if lost := told.exclude(state=Memo.State.ACCEPTED).values_list("reason", flat=True):
        raise ReportKeptIn(f"a report of the evening did not leave: {', '.join(sorted(set(lost)))}")
    return made
