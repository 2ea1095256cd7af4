"""The households of a synthetic district, one after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bijlisetu.simulator.district.bills import Reader
from bijlisetu.simulator.district.connections import Connection, connect, consumer_line
from bijlisetu.simulator.district.contacts import Contact, Contacts
from bijlisetu.simulator.district.fates import beats, fates_of_beat
from bijlisetu.simulator.district.network import Feeder
from bijlisetu.simulator.district.numbers import Series
from bijlisetu.simulator.district.places import places
from bijlisetu.simulator.district.profiles import Profile


@dataclass(frozen=True, slots=True)
class Household:
    """A connection, how its consumer can be reached, and its line in the consumers' file."""

    connection: Connection
    contact: Contact
    reader: Reader
    line: list[str]


def households(*, accounts: int, profile: Profile, feeders: Sequence[Feeder], seed: int) -> Iterator[Household]:
    """Yield so many households, in the order of the meter readers' books."""
    rng = random.Random(f"households {seed}")
    contacts = Contacts(profile=profile, series=Series.of_seed(seed), rng=rng)
    free = places(feeders=feeders, accounts=accounts, urban=profile.urban, rng=random.Random(f"places {seed}"))
    serial = 0
    for beat, size in enumerate(beats(accounts), start=1):
        phone = contacts.working_number(urban=True)
        reader = Reader(f"MR{beat:04}", phone.digits)
        for fate in fates_of_beat(size, profile=profile, accounts=accounts, rng=rng):
            serial += 1
            connection = connect(serial, place=next(free), devanagari=profile.devanagari, rng=rng)
            contact = contacts.of(connection, fate=fate, reader=phone)
            line = consumer_line(connection, mobile=contact.mobile, mailbox=contact.mailbox, rng=rng)
            yield Household(connection, contact, reader, line)
