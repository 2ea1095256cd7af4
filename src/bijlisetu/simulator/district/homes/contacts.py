"""What the records hold of how to reach a consumer, and what is true of it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from bijlisetu.simulator.district import profiles
from bijlisetu.simulator.district.cards import Deck, pack, pick
from bijlisetu.simulator.district.homes.connections import Connection
from bijlisetu.simulator.district.homes.fates import Fate
from bijlisetu.simulator.district.homes.numbers import AS_IS, UNUSABLE, WRITTEN, Series
from bijlisetu.simulator.district.profiles import Profile
from bijlisetu.simulator.district.truth import TruthRow


@dataclass(frozen=True, slots=True)
class Number:
    """A mobile number and what is true of it, on whatever account it stands."""

    digits: str
    works: bool
    whatsapp: bool
    reads: bool


@dataclass(frozen=True, slots=True)
class OnFile:
    """What stands on file for an account, and the truth about it."""

    mobile: str  #: as a clerk wrote it
    mailbox: str
    truth: tuple[TruthRow, ...]


class Contacts:
    """Gives each connection its phones and mailbox."""

    def __init__(self, *, profile: Profile, series: Series, rng: random.Random) -> None:
        self._profile = profile
        self._series = series
        self._rng = rng
        untidy = [form for form in WRITTEN if form != AS_IS]
        self._untidy = Deck(untidy, rng=rng)
        self._unusable = Deck(pack({form: count for form, (count, _) in UNUSABLE.items()}), rng=rng)
        self._family: Number | None = None
        self._family_book = ""
        self._family_left = 0

    def working_number(self, *, urban: bool) -> Number:
        """Return a new number that somebody answers."""
        whatsapp = self._rng.random() < (profiles.WHATSAPP_IN_TOWN if urban else profiles.WHATSAPP_IN_VILLAGE)
        reads = self._rng.random() < (profiles.READS_WHATSAPP if whatsapp else profiles.READS_SMS)
        return Number(self._series.take(), True, whatsapp, reads)

    def of(self, connection: Connection, *, fate: Fate, reader: Number) -> OnFile:
        """Return how the connection's consumer can be reached: on file, and in truth."""
        mobile, truth = self._mobile(connection, fate=fate, reader=reader)
        # Stale records are stale altogether: where the number is another person's there is no mailbox either.
        if fate in (Fate.STRANGER, Fate.READER) or not self._has_mailbox(connection):
            return OnFile(mobile, "", truth)
        mailbox = self._mailbox(connection)
        return OnFile(mobile, mailbox.address, (*truth, mailbox))

    def written(self, digits: str) -> str:
        """Return the number as one clerk or another writes it."""
        form = self._untidy.deal() if self._rng.random() < self._profile.untidy else AS_IS
        return WRITTEN[form](digits)

    def _mobile(self, connection: Connection, *, fate: Fate, reader: Number) -> tuple[str, tuple[TruthRow, ...]]:
        account, urban = connection.account, connection.place.urban
        if fate is Fate.GOOD:
            number = self._family_or_own(connection)
            return self.written(number.digits), (self._owned(account, number, on_file=True),)
        own = self.working_number(urban=urban) if self._rng.random() < profiles.HAS_A_PHONE else None
        found = (self._owned(account, own, on_file=False),) if own else ()
        if fate is Fate.MISSING:
            return "", found
        if fate is Fate.UNUSABLE:
            return self._unreadable(own), found
        if fate is Fate.CLOSED:
            number = Number(self._series.take(), False, False, False)
            return self.written(number.digits), (self._owned(account, number, on_file=True), *found)
        if fate is Fate.STRANGER:
            objects = self._rng.random() < profiles.STRANGER_OBJECTS
            number = self.working_number(urban=urban)
            on_file = _somebody_elses(account, number, reads=objects or number.reads, objects=objects)
            return self.written(number.digits), (on_file, *found)
        on_file = _somebody_elses(account, reader, reads=reader.reads, objects=False)
        return self.written(reader.digits), (on_file, *found)

    def _family_or_own(self, connection: Connection) -> Number:
        # A family's accounts are in one book, near enough for their last four digits to differ.
        if self._family and self._family_left and self._family_book == connection.place.book:
            self._family_left -= 1
            return self._family
        number = self.working_number(urban=connection.place.urban)
        if self._rng.random() < profiles.SHARES_A_PHONE:
            self._family, self._family_book = number, connection.place.book
            self._family_left = pick(profiles.FAMILY_SIZES, rng=self._rng) - 1
        return number

    def _unreadable(self, own: Number | None) -> str:
        digits = own.digits if own else self._series.take()
        _, write = UNUSABLE[self._unusable.deal()]
        return write(digits, self._series.take())

    def _owned(self, account: str, number: Number, *, on_file: bool) -> TruthRow:
        confirms = number.works and number.reads and self._rng.random() < profiles.CONFIRMS
        return TruthRow(
            account,
            "mobile",
            number.digits,
            on_file,
            number.works,
            number.whatsapp,
            number.reads,
            True,
            False,
            confirms,
        )

    def _has_mailbox(self, connection: Connection) -> bool:
        share = profiles.EMAIL_IN_TOWN if connection.place.urban else profiles.EMAIL_IN_VILLAGE
        return self._rng.random() < share

    def _mailbox(self, connection: Connection) -> TruthRow:
        works = self._rng.random() >= profiles.EMAIL_DEAD
        reads = works and self._rng.random() < profiles.READS_EMAIL
        confirms = reads and self._rng.random() < profiles.CONFIRMS
        address = connection.person.mailbox(connection.serial)
        return TruthRow(connection.account, "email", address, True, works, False, reads, True, False, confirms)


def _somebody_elses(account: str, number: Number, *, reads: bool, objects: bool) -> TruthRow:
    return TruthRow(account, "mobile", number.digits, True, True, number.whatsapp, reads, False, objects, False)
