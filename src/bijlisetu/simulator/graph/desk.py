"""The counter of the Graph API where messages are handed in: checked, logged, then answered for."""

from __future__ import annotations

import hmac
import json
import time
from functools import partial
from typing import Protocol

from bijlisetu.simulator.graph.carrier import WhatsApp
from bijlisetu.simulator.graph.refused import OAUTH, TOO_FAST, GraphRefused, malformed, no_object
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.store import Store

READ = b'{"success": true}'


class Line(Protocol):
    """Who waits at the counter."""

    def answer(self, status: int, body: bytes) -> None:
        """Hear the answer."""
        ...


class Desk:
    """Takes messages of all the department's numbers."""

    def __init__(self, options: Options, *, whatsapp: WhatsApp, store: Store) -> None:
        """Take the setting, who carries the messages, and the log."""
        self._options = options
        self._whatsapp = whatsapp
        self._store = store
        self._authorization = f"Bearer {options.token}".encode()
        self._numbers = frozenset(options.phone_number_ids)
        self._seconds: dict[str, tuple[int, int]] = {}

    def authorise(self, given: bytes) -> None:
        """
        Accept the value of an Authorization header.

        :raises GraphRefused: if it is not ours
        """
        if not hmac.compare_digest(given, self._authorization):
            raise GraphRefused(OAUTH, "The access token could not be decrypted.")

    def hand_in(self, number_id: str, authorization: bytes, text: bytes, line: Line) -> None:
        """Take the message that the text asks for, and answer when it is in the log."""
        try:
            self.authorise(authorization)
            answer = self._take(number_id, text)
        except GraphRefused as refusal:
            return line.answer(refusal.status, json.dumps(refusal.body).encode())
        # What we answer for is in the log first: a carrier does not lose what it accepted.
        return self._store.after(partial(line.answer, 200, answer))

    def _take(self, number_id: str, text: bytes) -> bytes:
        if number_id not in self._numbers:
            raise no_object(number_id)
        try:
            body: object = json.loads(text)
        except (ValueError, RecursionError):
            raise malformed("The request is no JSON.") from None
        if isinstance(body, dict) and body.get("status") == "read":
            return READ
        self._pace(number_id)
        return self._whatsapp.take(number_id, body, text=text)

    def _pace(self, number_id: str) -> None:
        if not self._options.rate:
            return
        now = int(time.monotonic())
        second, count = self._seconds.get(number_id, (now, 0))
        count = count + 1 if second == now else 1
        if count > self._options.rate:
            raise GraphRefused(TOO_FAST, "Cloud API message throughput has been reached.")
        self._seconds[number_id] = (now, count)
