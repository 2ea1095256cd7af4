"""The clock of the story: it lies behind the wall's, and is set forward from one moment to the next."""

from __future__ import annotations

import json
import time
import urllib.request
from datetime import UTC, datetime

PATIENCE = 30  #: seconds


class Clock:
    """One clock for the engine, the carriers and all deeds; between two settings it goes on like any other."""

    def __init__(self, *, carriers: str, token: str) -> None:
        """Take where the carriers listen, and what opens their levers."""
        self._lever = f"{carriers}/control/clock"
        self._token = token
        self._behind = 0.0

    def now(self) -> datetime:
        """Return the moment."""
        return datetime.fromtimestamp(time.time() - self._behind, UTC)

    def set(self, at: datetime) -> None:
        """Set the clock to the moment, unless it is past that already; no message is carried before it is handed in."""
        if at <= self.now():
            return
        behind = max(time.time() - at.timestamp(), 0.0)
        self._set_carriers(behind)
        self._behind = behind

    def begin(self, at: datetime) -> None:
        """Set the clock to the first moment of the story."""
        self._behind = max(time.time() - at.timestamp(), 0.0)
        self._set_carriers(self._behind)

    def end(self) -> None:
        """Set all clocks to the wall's: the story is told, and the world goes on."""
        self._set_carriers(0.0)
        self._behind = 0.0

    def _set_carriers(self, behind: float) -> None:
        asked = urllib.request.Request(  # noqa: S310 - our own carriers
            self._lever, data=json.dumps({"behind": behind}).encode(), method="POST",
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(asked, timeout=PATIENCE):  # noqa: S310 - our own carriers
            pass
