"""The office's telephone in the demo: it calls numbers that nothing proved, and the visits that chance drew."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bijlisetu.demo.desks import SDO
from bijlisetu.drives.calling.actions import called, settle
from bijlisetu.drives.calling.queries import NumberToCall, numbers_to_call
from bijlisetu.drives.calling.rules import CALL_AFTER, NEXT_DAY
from bijlisetu.drives.honesty.actions import called_back
from bijlisetu.drives.honesty.queries import to_call
from bijlisetu.drives.models import CallBack, Drive, ToProve

MOST = 1000  #: calls in one evening
SAID = {"own": CallBack.Said.SAME, "wrong": CallBack.Said.OTHERWISE, "nobody": CallBack.Said.NOBODY}
PATIENCE = 60  #: seconds


@dataclass(frozen=True, slots=True)
class Telephone:
    """Calls the simulated phones."""

    phones: str  #: where they are

    def call(self, drive: Drive, *, office: int, before: datetime, at: datetime) -> int:
        """Call in the evening what was brought before that morning; return how many calls were made."""
        settle(at=at)  # numbers that have answered by themselves need no call
        return self._prove(office, before, at) + self._ask_back(drive, office, before, at)

    def has_to_call(self, office: int) -> bool:
        """Return whether numbers wait that nobody has called yet."""
        return any(not one.calls for one in _due(office))

    def _prove(self, office: int, before: datetime, at: datetime) -> int:
        brought = [one for one in _due(office) if one.at < before]
        for one in brought:
            said = ToProve.Said(self._asked(one.value, one.account))
            called(number=one.id, said=said, at=at, by=SDO)
        return len(brought)

    def _ask_back(self, drive: Drive, office: int, before: datetime, at: datetime) -> int:
        drawn = [one for one in to_call(drive, office=office, most=MOST) if one.at < before]
        for one in drawn:
            said = SAID[self._asked(one.number, one.account)]
            called_back(drive=drive, visit=one.visit, said=said, at=at, by=SDO)
        return len(drawn)

    def _asked(self, number: str, account: str) -> str:
        where = f"{self.phones}/phone/{number}/asked?account={account[-4:]}"
        with urllib.request.urlopen(where, timeout=PATIENCE) as answer:  # noqa: S310 - our own carriers
            return str(answer.read().decode())


def _due(office: int) -> tuple[NumberToCall, ...]:
    # The played days are over: by the clock on the wall all numbers came today, and none is due yet.
    return numbers_to_call(office, at=timezone.now() + max(CALL_AFTER, NEXT_DAY), most=MOST)
