"""Doors at which nobody opens however often one goes: they go back to the office, with why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bijlisetu.drives.register.rules import is_worn
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.forms.form import Means
from bijlisetu.fieldwork.models import Visit
from bijlisetu.plumbing.database.sql import rows

SAID = """
SELECT door.id, round.form, drive.most_visits, array_agg(visit.outcome ORDER BY visit.at, visit.id)
FROM fieldwork_door door JOIN fieldwork_round round ON round.id = door.round_id
JOIN drives_drive drive ON drive.round_id = door.round_id
JOIN fieldwork_visit visit ON visit.round_id = door.round_id AND visit.consumer_id = door.consumer_id
                          AND (door.again_at IS NULL OR visit.at >= door.again_at)
WHERE door.round_id = ANY(%(rounds)s) AND door.consumer_id = ANY(%(consumers)s) AND door.state = 'open'
GROUP BY door.id, round.id, drive.round_id
"""


def give_back(*, visits: Sequence[Visit], at: datetime) -> int:
    """
    Block the doors of these visits that stayed open too often, and say what the last one found; return how many.

    They close with the last of the visits, not with the hour at which a telephone told of it.
    """
    rounds = sorted({visit.round_id for visit in visits if visit.round_id is not None})
    if not rounds:
        return 0
    last = min(max(visit.at for visit in visits), at)
    worn: dict[str, list[int]] = defaultdict(list)
    for door, form, most, outcomes in rows(SAID, rounds=rounds, consumers=[visit.consumer_id for visit in visits]):
        if is_worn(outcomes, most=most, later=form_named(form).meaning(Means.LATER)):
            worn[outcomes[-1]].append(door)
    for why, doors in sorted(worn.items()):
        fieldwork.block(doors=doors, why=why, by="drives", at=last)
    return sum(map(len, worn.values()))
