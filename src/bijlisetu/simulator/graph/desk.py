"""The counter of the Graph API: a message that is handed in is checked, logged, and then answered."""

from __future__ import annotations

import asyncio
import hmac
import json
from functools import partial
from typing import Protocol

from bijlisetu.simulator.faults import EarlyTrouble
from bijlisetu.simulator.graph.carrier import Taken, WhatsApp
from bijlisetu.simulator.graph.refused import DOWN, OAUTH, TOO_FAST, UNKNOWN, GraphRefused, malformed, no_object
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.switchboard import Switchboard

READ = Taken(id="", answer=b'{"success": true}')


class Line(Protocol):
    """Who waits at the counter."""

    def answer(self, status: int, body: bytes, *, is_half: bool = False) -> None:
        """Hear the answer, or half of it and then nothing more."""
        ...

    def cut(self) -> None:
        """Hear nothing: the line is dead."""
        ...


class Desk:
    """Takes messages of all the department's numbers."""

    def __init__(self, options: Options, *, whatsapp: WhatsApp, board: Switchboard, store: Store) -> None:
        """Take the setting, who carries the messages, the faults, and the log."""
        self._whatsapp = whatsapp
        self._board = board
        self._store = store
        self._authorization = f"Bearer {options.token}".encode()
        self._numbers = frozenset(options.phone_number_ids)

    def authorise(self, given: bytes) -> None:
        """
        Accept the value of an Authorization header.

        :raises GraphRefused: if it is not ours
        """
        if not hmac.compare_digest(given, self._authorization):
            raise GraphRefused(OAUTH, "The access token could not be decrypted.")

    def stand(self) -> None:
        """
        Do nothing while the API is up.

        :raises GraphRefused: while it is down
        """
        if self._board.faults.whatsapp.down:
            raise GraphRefused(DOWN, "The service is temporarily unavailable.")

    def hand_in(self, number_id: str, authorization: bytes, text: bytes, line: Line) -> None:
        """Take the message that the text asks for, and answer when it is in the log."""
        trouble = self._board.faults.whatsapp
        is_early = False
        try:
            if trouble.is_any:
                self._befall(trouble)
                is_early = self._board.strikes(trouble.early)
            self.authorise(authorization)
            taken = self._take(number_id, text, is_early=is_early)
        except GraphRefused as refusal:
            return line.answer(refusal.status, json.dumps(refusal.body).encode())
        except _Cut:
            return line.cut()
        answer = partial(self._answer, taken.answer, line)
        if taken.id and is_early:
            return self._whatsapp.when_told(taken.id, partial(self._store.after, answer))
        # A message is in the log before it is answered: a carrier does not lose what it accepted.
        return self._store.after(answer)

    def _befall(self, trouble: EarlyTrouble) -> None:
        """
        Let happen what happens before a message is taken.

        :raises GraphRefused: if the API refuses by a fault of its own
        """
        self.stand()
        if self._board.strikes(trouble.error_500):
            raise GraphRefused(UNKNOWN, "An unknown error has occurred.")
        if self._board.strikes(trouble.error_429):
            raise GraphRefused(TOO_FAST, "Cloud API message throughput has been reached.")
        if self._board.strikes(trouble.cut_before_accept):
            raise _Cut

    def _answer(self, answer: bytes, line: Line) -> None:
        trouble = self._board.faults.whatsapp
        if not trouble.is_any:
            return line.answer(200, answer)
        if self._board.strikes(trouble.cut_after_accept):
            return line.cut()
        is_half = self._board.strikes(trouble.half_answer)
        asyncio.get_running_loop().call_later(trouble.slow, partial(line.answer, 200, answer, is_half=is_half))
        return None

    def _take(self, number_id: str, text: bytes, *, is_early: bool) -> Taken:
        if number_id not in self._numbers:
            raise no_object(number_id)
        try:
            body: object = json.loads(text)
        except (ValueError, RecursionError):
            raise malformed("The request is no JSON.") from None
        if isinstance(body, dict) and body.get("status") == "read":
            return READ
        self._whatsapp.limits.pace(number_id)
        return self._whatsapp.take(number_id, body, text=text, is_early=is_early)


class _Cut(Exception):
    """The line is cut before the message is taken."""
