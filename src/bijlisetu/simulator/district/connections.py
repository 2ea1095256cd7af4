"""A connection and its line in the department's consumer export."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bijlisetu.simulator.district.cards import pick
from bijlisetu.simulator.district.people import Person, invent
from bijlisetu.simulator.district.places import Place

# fmt: off
COLUMNS = [
    "ACCT_ID", "KNO", "BOOK_NO", "SCNO", "NAME", "ADDRESS", "MOBILE_NO", "EMAIL", "TARIFF_TYPE", "SUPPLY_TYPE",
    "SANCTION_LOAD", "SANCTION_LOAD_UOM", "DISCOM", "ZONE_NAME", "CIRCLE_NAME", "DIV_NAME", "SUBSTATION", "FEEDER",
    "FEEDER_CODE", "DT", "POLE_NO", "METER_SERIAL_NBR", "METER_STATUS", "LATITUDE", "LONGITUDE",
]
# fmt: on

URBAN_ACCOUNTS = 3_000_000_000  # ten digits in towns
RURAL_ACCOUNTS = 300_000_000_000  # twelve in villages
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
    place: Place
    person: Person
    load_kw: int
    meter_works: bool

    @property
    def supply_type(self) -> str:
        """Return the rate schedule it is on."""
        if not self.place.urban:
            return "ST-17"
        return "ST-10A" if self.load_kw == 1 else "ST-10B"


def connect(serial: int, *, place: Place, devanagari: float, rng: random.Random) -> Connection:
    """Return a new connection at the place."""
    return Connection(
        serial,
        account_number(serial, urban=place.urban),
        place,
        invent(devanagari=devanagari, rng=rng),
        pick(LOADS_IN_TOWN if place.urban else LOADS_IN_VILLAGE, rng=rng),
        rng.random() >= METER_FAILS,
    )


def account_number(serial: int, *, urban: bool) -> str:
    """Return the account number of the serial-th connection."""
    return str((URBAN_ACCOUNTS if urban else RURAL_ACCOUNTS) + serial * STEP)


def consumer_line(connection: Connection, *, mobile: str, mailbox: str, rng: random.Random) -> list[str]:
    """Return the connection's line in the export."""
    place, person, serial = connection.place, connection.person, connection.serial
    feeder = place.feeder
    latitude, longitude = _position(place.middle, rng=rng)
    return [
        connection.account,
        f"K{serial:09}",
        place.book,
        f"{serial:07}",
        person.name,
        person.address(house=serial % 400 + 1, feeder=feeder.feeder, urban=place.urban),
        mobile,
        mailbox,
        "LMV-1",
        connection.supply_type,
        str(connection.load_kw),
        "KW",
        feeder.discom,
        feeder.zone,
        feeder.circle,
        feeder.division,
        feeder.substation,
        feeder.feeder,
        feeder.feeder_code,
        place.transformer,
        f"P-{serial // 6 % 500 + 1}",
        f"SYN{serial:07}",
        "OK" if connection.meter_works else "DEFECTIVE",
        latitude,
        longitude,
    ]


def _position(middle: Sequence[float] | None, *, rng: random.Random) -> tuple[str, str]:
    if middle is None or rng.random() >= ON_THE_MAP:
        return "", ""
    latitude, longitude = (degrees + (rng.random() - 0.5) * HOUSES_WITHIN_DEGREES for degrees in middle)
    return f"{latitude:.6f}", f"{longitude:.6f}"
