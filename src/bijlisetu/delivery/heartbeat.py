"""An engine's own figures: what carriers answered in the last minute, said to the database and to the log."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bijlisetu.channels.letter import Outcome
from bijlisetu.delivery.actions import Answered
from bijlisetu.delivery.line import Line
from bijlisetu.outbox.engines import SignOfLife
from bijlisetu.plumbing.logs import event

logger = logging.getLogger(__name__)

BEATS_EVERY = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)

Answers = Counter[tuple[str, Outcome]]


@dataclass(slots=True)
class Heartbeat:
    """Counts an engine's answers by sender and outcome, and says when to tell of them."""

    name: str
    started_at: datetime | None = None
    _beat_at: datetime | None = None
    _told_at: datetime | None = None
    _last_minute: deque[tuple[datetime, Answers]] = field(default_factory=deque)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def count(self, answers: Iterable[Answered], *, at: datetime) -> None:
        """Count what the carriers answered."""
        counted = Counter((one.sender, one.verdict.outcome) for one in answers)
        with self._guard:
            self._last_minute.append((at, counted))

    def sign(self, lines: Sequence[Line], *, at: datetime) -> SignOfLife | None:
        """Return what to tell the database, every few seconds; else none. Once a minute the log is told too."""
        self.started_at = self.started_at or at
        self._told_at = self._told_at or at
        if self._beat_at is not None and at - self._beat_at < BEATS_EVERY:
            return None
        self._beat_at = at
        answers = self._answers_since(at - MINUTE)
        if at - self._told_at >= MINUTE:
            self._told_at = at
            self._tell(answers, lines)
        return SignOfLife(
            name=self.name, host=socket.gethostname(), pid=os.getpid(), started_at=self.started_at,
            channels=sorted({str(line.channel) for line in lines}),
            senders=[line.name for line in lines if line.is_ours], letters_a_minute=_taken(answers).total(),
        )  # fmt: skip

    def _answers_since(self, since: datetime) -> Answers:
        with self._guard:
            while self._last_minute and self._last_minute[0][0] <= since:
                self._last_minute.popleft()
            return sum((counted for _, counted in self._last_minute), Counter())

    def _tell(self, answers: Answers, lines: Sequence[Line]) -> None:
        taken = _taken(answers)
        outcomes: Counter[str] = Counter()
        for (_, outcome), times in answers.items():
            outcomes[str(outcome)] += times
        told = event(
            "delivery.minute", engine=self.name, letters=taken.total(), by_sender=dict(taken), outcomes=dict(outcomes),
            in_hand=sum(line.in_hand for line in lines), stopped=[line.name for line in lines if line.stopped],
        )  # fmt: skip
        senders = ", ".join(f"{sender} {times}" for sender, times in sorted(taken.items()))
        logger.info("%d letters in the last minute%s", taken.total(), f": {senders}" if senders else "", extra=told)


def _taken(answers: Answers) -> Counter[str]:
    """Return how many letters carriers took, by sender."""
    taken: Counter[str] = Counter()
    for (sender, outcome), times in answers.items():
        if outcome is Outcome.ACCEPTED:
            taken[sender] += times
    return taken
