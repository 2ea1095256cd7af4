"""Answers to submits: given when the messages are in the log, or not at all, as the faults will have it."""

from __future__ import annotations

import asyncio
import itertools

from bijlisetu.simulator.faults import SmsTrouble
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.smsc.session import Session
from bijlisetu.simulator.switchboard import Switchboard


class Answers:
    """Gathers answers until what they answer for is in the log."""

    def __init__(self, *, board: Switchboard, store: Store) -> None:
        """Take the faults and the log."""
        self._board = board
        self._store = store
        self._gathered: list[tuple[Session, bytes]] = []

    def give(self, session: Session, pdu: bytes) -> None:
        """Give the answer when all that was asked of the log so far is in it."""
        self._gathered.append((session, pdu))
        if len(self._gathered) == 1:
            self._store.after(self._give_all)

    def _give_all(self) -> None:
        answers, self._gathered = self._gathered, []
        trouble = self._board.faults.sms
        if trouble.is_any:
            return self._give_in_trouble(answers, trouble)
        for session, group in itertools.groupby(answers, key=lambda pair: pair[0]):
            session.send(b"".join(pdu for _, pdu in group))
        return None

    def _give_in_trouble(self, answers: list[tuple[Session, bytes]], trouble: SmsTrouble) -> None:
        for session, pdu in answers:
            if self._board.strikes(trouble.cut_after_accept):
                session.cut()
            elif self._board.strikes(trouble.half_answer):
                session.send(pdu[: len(pdu) // 2])
                session.close()
            else:
                asyncio.get_running_loop().call_later(trouble.slow, session.send, pdu)
