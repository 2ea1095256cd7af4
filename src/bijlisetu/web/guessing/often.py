"""How often one place may ask something that could be guessed at: by a window that slides, in this process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque

PLACES = 4096  #: that are remembered; of more, whoever asked longest ago is forgotten


class Often:
    """
    Counts what each place asked within the last while.

    Every web process counts for itself: the limit is against guessing, and what is guessed has to be out of reach
    of so many tries of all of them.
    """

    def __init__(self, *, most: int, within: float) -> None:
        self._most, self._within = most, within
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def is_too_often(self, place: str, *, now: float | None = None) -> bool:
        """Count one more question of the place; return whether it asked too often by now, in seconds."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            asked = self._asked.pop(place, deque())
            while asked and asked[0] <= moment - self._within:
                asked.popleft()
            self._asked[place] = asked
            if len(self._asked) > PLACES:
                self._asked.popitem(last=False)
            if len(asked) >= self._most:
                return True
            asked.append(moment)
            return False

    def forget(self) -> None:
        """Forget whoever asked."""
        with self._lock:
            self._asked.clear()
