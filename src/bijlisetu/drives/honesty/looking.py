"""Signals are looked for by the clock and kept, so that a page shows them at once, and as of when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db import transaction

from bijlisetu.drives.honesty.queries import signals_of
from bijlisetu.drives.honesty.rules import Raised, Signal
from bijlisetu.drives.models import Drive, KeptSignal, Look
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database.sql import rows

#: Visits may look otherwise without a new one: a number is disowned, another turns out dead.
AT_LEAST_EVERY = timedelta(hours=1)
#: So few visits are looked at while a page opens.
QUICK = 2_000
VISITS = "SELECT coalesce(sum(visits), 0)::int FROM fieldwork_visittotal WHERE round = %(drive)s"
DUE = """
SELECT drive.round_id FROM drives_drive drive
CROSS JOIN LATERAL (
    SELECT coalesce(sum(visits), 0) AS visits FROM fieldwork_visittotal total WHERE total.round = drive.round_id
) AS made
JOIN fieldwork_round round ON round.id = drive.round_id AND round.closed_at IS NULL
LEFT JOIN drives_look look ON look.drive_id = drive.round_id
WHERE (drive.round_id = %(drive)s OR %(drive)s::bigint IS NULL)
  AND (made.visits <= %(most)s OR %(most)s::int IS NULL)
  AND (
      look.at IS NULL OR look.at <= %(at)s - %(every)s OR look.visits <> made.visits
      OR EXISTS (SELECT FROM drives_callback back WHERE back.drive_id = drive.round_id AND back.called_at > look.at)
  )
ORDER BY drive.round_id
"""


class Seen(NamedTuple):
    """What the last look at a drive's visits has raised, by worker; nobody looked yet where there is no time."""

    at: datetime | None
    raised: Mapping[int, tuple[Raised, ...]]


def look_where_due(*, at: datetime, drive: int | None = None, most: int | None = None) -> int:
    """
    Look at the visits of every open drive where something came in since the last look; return how many drives.

    :param drive: look at this one alone
    :param most: visits that a drive may have; larger ones are left for another time
    """
    due = [one for (one,) in rows(DUE, at=at, every=AT_LEAST_EVERY, drive=drive, most=most)]
    look_at = partial(_look_at, at=at)
    if drive is not None:
        return sum(map(look_at, due))
    return one_by_one(due, look_at, what="honesty_of_drive", at=at)


def _look_at(drive: int, *, at: datetime) -> int:
    look(Drive.objects.get(pk=drive), at=at)
    return 1


@transaction.atomic
def look(drive: Drive, *, at: datetime) -> Mapping[int, tuple[Raised, ...]]:
    """Look at all visits of the drive; keep the signals they raise, and return them by worker."""
    Drive.objects.select_for_update(no_key=True).get(pk=drive.pk)  # who looks at the same moment waits
    # Counted first: what comes in while we look is a reason for the next look.
    ((visits,),) = rows(VISITS, drive=drive.pk)
    raised = {worker: found for worker, found in signals_of(drive).items() if found}
    KeptSignal.objects.filter(drive=drive).delete()
    KeptSignal.objects.bulk_create(
        KeptSignal(drive=drive, person_id=worker, signal=one.signal, times=one.times, of=one.of)
        for worker, found in raised.items()
        for one in found
    )
    Look.objects.update_or_create(drive=drive, defaults={"at": at, "visits": visits})
    return raised


def seen_in(drive: Drive, *, at: datetime, quick: int = QUICK) -> Seen:
    """
    Return what the last look has raised, for each worker the strongest signal first.

    Few visits are looked at first, where something came in. A large drive waits for the clock: nobody waits for it.
    """
    look_where_due(at=at, drive=drive.pk, most=quick)
    last = Look.objects.filter(drive=drive).values_list("at", flat=True).first()
    raised: dict[int, list[Raised]] = defaultdict(list)
    for person, signal, times, of in KeptSignal.objects.filter(drive=drive).values_list(
        "person", "signal", "times", "of"
    ):
        raised[person].append(Raised(Signal(signal), times, of))
    return Seen(last, {who: tuple(sorted(found, key=lambda one: -one.share)) for who, found in raised.items()})
