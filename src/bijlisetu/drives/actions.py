"""What the clock does for drives: doors close whose reason has gone, and whoever holds up a drive rises."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.arrears.visiting.at_doors import TO_SEE
from bijlisetu.drives.models import Drive
from bijlisetu.drives.register.actions import raise_idle, raise_signals
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india

#: People whom a receipt, the counter or their own word has reached meanwhile, who have paid or given a day, or whom
#: something pauses: nobody need walk there.
GONE = f"""
SELECT door.id FROM fieldwork_door door
JOIN fieldwork_round round ON round.id = door.round_id AND round.closed_at IS NULL
JOIN drives_drive drive ON drive.round_id = door.round_id
WHERE door.state = 'open' AND (
    drive.population = 'not_reached' AND EXISTS (
        SELECT FROM reach_standing standing WHERE standing.consumer_id = door.consumer_id
          AND standing.ledger = drive.ledger AND standing.occasion = drive.occasion AND standing.reached
    )
    OR drive.population = 'no_number' AND EXISTS (
        SELECT FROM contact_address held WHERE held.consumer_id = door.consumer_id AND held.owner = 'proved'
          AND held.channels && ARRAY['sms', 'whatsapp']
    )
    OR drive.population = 'owing'
      AND NOT EXISTS (SELECT FROM ({TO_SEE}) AS due WHERE due.consumer_id = door.consumer_id)
)
ORDER BY door.id LIMIT %(most)s
"""
MOST = 10_000


def close_reached(*, at: datetime) -> int:
    """Close the open doors of people who are reached, or need not be seen, by now; return how many."""
    doors = [door for (door,) in rows(GONE, on=day_in_india(at), most=MOST)]
    return fieldwork.close_doors(doors=doors, by="drives", at=at) if doors else 0


def look_after(*, at: datetime) -> int:
    """Raise whoever does not walk, and whose visits need a look, in every open drive; return how many matters."""
    on = day_in_india(at)
    drives = Drive.objects.select_related("round").filter(
        round__closed_at=None, round__begins_on__lte=on, round__ends_on__gt=on
    )
    found = {one.pk: one for one in drives}

    def look(drive: int) -> int:
        return len(raise_idle(found[drive], on=on, at=at)) + len(raise_signals(found[drive], at=at))

    return one_by_one(found, look, what="drive", at=at)
