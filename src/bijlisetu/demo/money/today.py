"""Some payments of this hour, in the main story: people pay by UPI, the aggregator calls, and they are told."""

from __future__ import annotations

import time
from datetime import datetime
from typing import NamedTuple

from bijlisetu.demo.city import City, Processes
from bijlisetu.demo.money.judge import TOLD
from bijlisetu.demo.money.people import People
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reports.saved import counting, queries

MOST = 100
PATIENCE, LOOK_EVERY = 20.0, 0.25  #: seconds
BOOKED = (
    "SELECT count(*), coalesce(sum(amount), 0)::float FROM payments_payment WHERE state IN ('credited', 'suspense')"
)


class Today(NamedTuple):
    """What came of the payments so far, and what the bills saved."""

    made: int
    booked: int
    rupees: float
    told: int
    told_within_5_s: int
    visits_saved: int
    sheets_saved: int


def pay(city: City, *, office: int, processes: Processes, now: datetime) -> Today:
    """Have some people pay, and wait a while for what follows from it; a few calls come late, or never."""
    people = People(city.bank_url, city.seed, city.folder / "paid.csv")
    people.begin(at=now)
    made = people.pay_at_once(MOST, now=now)
    patient_until = time.monotonic() + PATIENCE
    booked, amount, told, in_time = 0, 0.0, 0, 0
    while told < made and time.monotonic() < patient_until:
        processes.check()
        ((booked, amount),) = rows(BOOKED)
        ((told, in_time, _),) = rows(TOLD)
        time.sleep(LOOK_EVERY)
    counting.count(at=now)
    saved = queries.runs(office, at=now)
    visits, sheets = (saved[0].visits, saved[0].sheets) if saved else (0, 0)
    return Today(made, booked, amount, told, in_time, visits, sheets)
