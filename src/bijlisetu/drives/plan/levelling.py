"""Share out again what is left: whoever gets done sooner takes doors of whoever would hold up the drive."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.drives.honesty.queries import trusted_walkers
from bijlisetu.drives.models import Drive
from bijlisetu.drives.pace.queries import speeds
from bijlisetu.drives.plan.actions import walkers
from bijlisetu.drives.plan.rules import Waiting, even_out
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.plumbing.database.sql import rows

#: Doors that wait, in walking order, with the visits they had, and whether they are the office's to give.
OPEN = """
SELECT beat.worker_id, beat.id, beat.office_id, door.id, door.visits,
       beat.office_id IN (SELECT descendant_id FROM network_office_tree WHERE ancestor_id = %(office)s)
FROM fieldwork_door door JOIN fieldwork_beat beat ON beat.id = door.beat_id
WHERE door.round_id = %(drive)s AND door.state = 'open' AND beat.worker_id IS NOT NULL
ORDER BY beat.worker_id, beat.number, door."order", door.id
"""


@transaction.atomic
def share_out_again(drive: Drive, *, office: int, on: date, at: datetime, by: str) -> int:
    """Give doors under the office from those who have most days of work left to others there; return how many doors."""
    found = rows(OPEN, drive=drive.pk, office=office)
    seen = speeds(drive, on=on)
    trusted = set(trusted_walkers(drive))
    doors: dict[int, list[Waiting]] = defaultdict(list)
    elsewhere: dict[int, float] = defaultdict(float)
    beats: dict[int, int] = {}
    for worker, beat, section, door, had, is_ours in found:
        visits = seen.visits[min(had, len(seen.visits) - 1)]
        if is_ours:
            doors[worker].append(Waiting(door, section, visits))
            beats[door] = beat
        else:
            elsewhere[worker] += visits
    moved = even_out(
        doors, pace={who: pace for who, pace in seen.pace.items() if who in trusted},
        workers=walkers({section for _, _, section, *_ in found}, on=on), elsewhere=elsewhere,
    )  # fmt: skip
    parts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for door, taker in moved.items():
        parts[beats[door], taker].append(door)
    for (beat, taker), some in sorted(parts.items()):
        fieldwork.split(beat=beat, doors=some, worker=taker, by=by, at=at)
    audit.note(
        deed="drive.shared_out_again", records=[f"drive:{drive.pk}"], by=by, at=at,
        detail={"doors": len(moved), "office": office},
    )  # fmt: skip
    return len(moved)
