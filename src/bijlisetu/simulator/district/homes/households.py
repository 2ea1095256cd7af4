"""The households of a synthetic district, one after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bijlisetu.simulator.district.billing_system import BillingSystem
from bijlisetu.simulator.district.homes.connections import Connection, connect, consumer_facts
from bijlisetu.simulator.district.homes.contacts import Contacts, OnFile
from bijlisetu.simulator.district.homes.fates import beats, fates_of_beat
from bijlisetu.simulator.district.homes.feeders import ListedFeeder
from bijlisetu.simulator.district.homes.numbers import Series
from bijlisetu.simulator.district.homes.places import places
from bijlisetu.simulator.district.papers.bills import Reader
from bijlisetu.simulator.district.papers.export import Facts
from bijlisetu.simulator.district.profiles import Profile


@dataclass(frozen=True, slots=True)
class Household:
    """A connection, how its consumer can be reached, and what the consumers' file says of it."""

    connection: Connection
    contact: OnFile
    reader: Reader
    facts: Facts


def households(
    *, accounts: int, profile: Profile, system: BillingSystem, feeders: Sequence[ListedFeeder], seed: int
) -> Iterator[Household]:
    """Yield so many households, in the order of the meter readers' books."""
    rng = random.Random(f"households {seed}")
    contacts = Contacts(profile=profile, series=Series.of_seed(seed), rng=rng)
    free = places(
        feeders=feeders,
        towns=system.towns,
        accounts=accounts,
        urban=profile.urban,
        rng=random.Random(f"places {seed}"),
    )
    serial = 0
    for beat, size in enumerate(beats(accounts), start=1):
        phone = contacts.working_number(urban=True)
        reader = Reader(f"MR{beat:04}", phone.digits)
        for fate in fates_of_beat(size, profile=profile, accounts=accounts, rng=rng):
            serial += 1
            connection = connect(serial, place=next(free), system=system, devanagari=profile.devanagari, rng=rng)
            contact = contacts.of(connection, fate=fate, reader=phone)
            facts = consumer_facts(connection, system=system, mobile=contact.mobile, mailbox=contact.mailbox, rng=rng)
            yield Household(connection, contact, reader, facts)
