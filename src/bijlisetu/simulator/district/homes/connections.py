"""A connection, and what the department's records say of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bijlisetu.simulator.district.billing_system import BillingSystem
from bijlisetu.simulator.district.cards import pick
from bijlisetu.simulator.district.homes.people import Namesake, invent
from bijlisetu.simulator.district.homes.places import Spot
from bijlisetu.simulator.district.papers.export import Facts

# The last four digits tell accounts on one phone apart: stepping by a number prime to 10,000,
# no two of ten thousand neighbours share them.
STEP = 7

LOADS_IN_TOWN = (1, 1, 1, 2, 2, 2, 2, 3, 4, 5)  # kW
LOADS_IN_VILLAGE = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)
METER_FAILS = 0.03
ON_THE_MAP = 0.40
HOUSES_WITHIN_DEGREES = 0.01


@dataclass(frozen=True, slots=True)
class Connection:
    """A household on the line."""

    serial: int
    account: str
    place: Spot
    person: Namesake
    load_kw: int
    meter_works: bool


def connect(serial: int, *, place: Spot, system: BillingSystem, devanagari: float, rng: random.Random) -> Connection:
    """Return a new connection at the place."""
    return Connection(
        serial,
        account_number(serial, urban=place.urban, system=system),
        place,
        invent(devanagari=devanagari, rng=rng),
        pick(LOADS_IN_TOWN if place.urban else LOADS_IN_VILLAGE, rng=rng),
        rng.random() >= METER_FAILS,
    )


def account_number(serial: int, *, urban: bool, system: BillingSystem) -> str:
    """Return the account number of the serial-th connection."""
    return system.account(serial * STEP, urban=urban)


def consumer_facts(
    connection: Connection, *, system: BillingSystem, mobile: str, mailbox: str, rng: random.Random
) -> Facts:
    """Return what the records say of the connection and its consumer."""
    place, person, serial = connection.place, connection.person, connection.serial
    feeder = place.feeder
    latitude, longitude = _position(place.middle, rng=rng)
    return {
        "account": connection.account,
        "connection_number": f"K{serial:09}",
        "service_number": f"{serial:07}",
        "book": place.book,
        "name": person.name,
        "address": person.address(house=serial % 400 + 1, feeder=feeder.feeder, urban=place.urban),
        "mobile": mobile,
        "mailbox": mailbox,
        "supply": system.supply(load_kw=connection.load_kw, urban=place.urban),
        "load": str(connection.load_kw),
        "company": feeder.discom,
        "zone": feeder.zone,
        "circle": feeder.circle,
        "division": feeder.division,
        "substation": feeder.substation,
        "feeder": feeder.feeder,
        "feeder_code": feeder.feeder_code,
        "transformer": place.transformer,
        "pole": f"P-{serial // 6 % 500 + 1}",
        "meter": f"SYN{serial:07}",
        "meter_status": system.facts["meter_works" if connection.meter_works else "meter_fails"],
        "latitude": latitude,
        "longitude": longitude,
    }


def _position(middle: Sequence[float] | None, *, rng: random.Random) -> tuple[str, str]:
    if middle is None or rng.random() >= ON_THE_MAP:
        return "", ""
    latitude, longitude = (degrees + (rng.random() - 0.5) * HOUSES_WITHIN_DEGREES for degrees in middle)
    return f"{latitude:.6f}", f"{longitude:.6f}"
