"""What came of a drive: from the database, and from the truth that nobody of the department knew."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bijlisetu.drives.models import Drive
from bijlisetu.drives.pace.queries import calendar_of
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import numbers, rows
from bijlisetu.simulator.district.truth import read_truth
from bijlisetu.simulator.homes.home import read_homes
from bijlisetu.simulator.homes.worker import read_workers

REACHED = "SELECT count(*) FROM reach_standing WHERE ledger = %(ledger)s AND occasion = %(occasion)s AND reached"
ACCOUNTS = """
SELECT consumer.id, consumer.account FROM fieldwork_door door
JOIN consumers_consumer consumer ON consumer.id = door.consumer_id WHERE door.round_id = %(drive)s
"""
VISITS = """
SELECT visit.id::text, consumer.account, person.username, visit.said_at
FROM fieldwork_visit visit JOIN consumers_consumer consumer ON consumer.id = visit.consumer_id
JOIN auth_user person ON person.id = visit.person_id WHERE visit.round_id = %(drive)s AND visit.entrance = 'app'
"""
#: The numbers that visits of the drive brought, as the claims have them.
NUMBERS = """
SELECT DISTINCT consumer.account, right(claim.value, 10)
FROM contact_claim claim JOIN consumers_consumer consumer ON consumer.id = claim.consumer_id
JOIN fieldwork_door door ON door.consumer_id = consumer.id AND door.round_id = %(drive)s
WHERE claim.source = 'visit' AND claim.value NOT LIKE '%%@%%' AND claim.word IN ('reaches', 'own')
"""
NAMED = """
SELECT DISTINCT person.username FROM drives_matter matter JOIN auth_user person ON person.id = matter.person_id
WHERE matter.drive_id = %(drive)s AND matter.why = 'signals'
"""
#: A drive is over when nobody walks any more; a door that a receipt closes later holds up nobody.
LAST = """
SELECT (SELECT max((at AT TIME ZONE 'Asia/Kolkata')::date) FROM fieldwork_visit
        WHERE round_id = %(drive)s AND entrance = 'app'),
       (SELECT count(*) FROM fieldwork_door WHERE round_id = %(drive)s AND state = 'open')
"""


def reached(occasion: Occasion) -> int:
    """Return how many people the occasion has reached."""
    return numbers(REACHED, ledger=occasion.ledger, occasion=occasion.name)[0]


def accounts(drive: Drive) -> dict[int, str]:
    """Return whose door each is."""
    return dict(rows(ACCOUNTS, drive=drive.pk))


def figures(
    drive: Drive, *, occasion: Occasion, folder: Path, before: int, half_on: date, forecast: int
) -> dict[str, Any]:  # fmt: skip
    """Return the figures of a drive that is over."""
    told = {"drive": drive.pk}
    visits = rows(VISITS, **told)
    walked = _walked(folder / "walked.csv")
    kept = {visit for visit, *_ in visits}
    numbers_of = rows(NUMBERS, **told)
    own = _own_numbers(folder / "truth.csv", {account for account, _ in numbers_of})
    doors = set(accounts(drive).values())
    can_be = sum(home.can_be_reached for home in read_homes(folder / "homes.csv") if home.account in doors)
    workers = tuple(read_workers(folder / "workers.csv"))
    cheats = {worker.name for worker in workers if worker.is_cheat}
    named = {name for (name,) in rows(NAMED, **told)}
    ((last, still_open),) = rows(LAST, **told)
    return {
        "doors": len(doors),
        "doors_open": still_open,
        "visits": len(visits),
        "visits_lost": len(walked - kept),
        "visits_doubled": len(visits) - len({(account, name, at) for _, account, name, at in visits}),
        "numbers_taken": len(numbers_of),
        "numbers_wrong": sum(number not in own.get(account, ()) for account, number in numbers_of),
        "reached_before": before,
        "reached_after": reached(occasion),
        "ceiling": before + can_be,
        "workers": len(workers),
        "cheats": len(cheats),
        "cheats_named": len(named & cheats),
        "honest_accused": len(named - cheats),
        "days_left_forecast_at_half": forecast,
        "days_left_true": len(calendar_of(drive).worked(half_on + timedelta(days=1), last + timedelta(days=1))),
    }


def _walked(file: Path) -> set[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {line["visit"] for line in csv.DictReader(lines)}


def _own_numbers(truth: Path, wanted: set[str]) -> dict[str, set[str]]:
    """Return the numbers that ring at each of the accounts' own people."""
    found: dict[str, set[str]] = {}
    for row in read_truth(truth):
        if row.account in wanted and row.kind == "mobile" and row.belongs and row.works:
            found.setdefault(row.account, set()).add(row.address)
    return found
