"""
Reminders leave as runs: through gates, and where there are many with a trial and a second officer.

What one kind says on one day to people of one company is one run. A climb that was cut short leaves its runs open; the
next climb puts the rest in and closes them, so nothing leaves half a round and nobody is reminded twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import bijlisetu.outbox.actions as outbox
from bijlisetu.arrears.telling import Late
from bijlisetu.kinds.kind import Kind
from bijlisetu.network.companies import tops_of_feeders
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.runs import actions as runs

PREFIX = "reminders:"


class Rounds:
    """The runs of one climb; each is begun when the first reminder goes into it."""

    def __init__(self, *, at: datetime, by: str) -> None:
        """Make the rounds of the day in India."""
        self._at, self._by = at, by
        self._tops = tops_of_feeders()
        self._runs: dict[str, int] = {}
        self._stopped: set[str] = set()

    def is_stopped(self, kind: str, one: Late) -> bool:
        """Return whether an officer was found to have stopped the round that would remind this person."""
        return self._key(kind, one) in self._stopped

    def post(self, *, kind: Kind, told: Sequence[Late], postings: Sequence[Posting]) -> None:
        """
        Put the reminders into their runs; each posting is to the person in the same place.

        :raises NotNow: if an officer has stopped a round before anything of it went out: nothing more is put in until
            it goes on, and `is_stopped` knows it from then on
        """
        by_key = defaultdict(list)
        for one, posting in zip(told, postings, strict=True):
            by_key[self._key(kind.name, one)].append(posting)
        for key, those in sorted(by_key.items()):
            outbox.post(kind=kind, postings=those, at=self._at, run=self._begun(key, kind))

    def close(self) -> None:
        """Close what is open, also of a climb that was cut short: small rounds go out, the others wait for officers."""
        runs.close_open(key=PREFIX, at=self._at, by=self._by)
        runs.finish_empty(key=PREFIX, at=self._at)

    def _begun(self, key: str, kind: Kind) -> int:
        try:
            if key not in self._runs:
                self._runs[key] = runs.begin(key=key, kind=kind, at=self._at, by=self._by)
        except runs.NotNow:
            self._stopped.add(key)
            self._runs.clear()  # the caller's transaction ends here, and with it the runs that were begun in it
            raise
        return self._runs[key]

    def _key(self, kind: str, one: Late) -> str:
        # A slash parts the key from the number of a further run under it.
        company = self._tops.get(one.feeder, "").replace("/", "-")
        return f"{PREFIX}{kind}:{company}:{day_in_india(self._at)}"
