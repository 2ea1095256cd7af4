"""
The door before passwords: whoever posts one waits here, without a thread, until it is their turn.

Looking at a password keeps a thread busy for half a second, by design. Strangers get two of a process's four threads,
all that come from one place one of these, and known browsers one more: pages go on whoever guesses.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from django.http import HttpRequest, parse_cookie

from bijlisetu.plumbing.bodies import Receive, Scope, Send
from bijlisetu.values.place import place
from bijlisetu.web.guessing.browsers import COOKIE, browser_in
from bijlisetu.web.guessing.turns import Lane, TooManyAtOnce, Turns

PASSWORDS = frozenset({"/office/login/", "/office/password/"})
SEATS, FOR_STRANGERS = 3, 2
WAITS = 45.0  #: seconds; a browser, and the proxy before us, wait longer
IS_TURNED_AWAY = "bijlisetu.is_turned_away"


def is_turned_away(request: HttpRequest) -> bool:
    """Return whether the request's turn did not come, so that no password in it may be looked at."""
    return bool(request.META.get("asgi.scope", {}).get(IS_TURNED_AWAY))


def brings_a_password(scope: Scope) -> bool:
    """Return whether the request is one that waits here."""
    return scope["method"] == "POST" and scope["path"] in PASSWORDS


class Door:
    """Calls those who bring a password, one after another."""

    def __init__(self) -> None:
        self._turns = Turns(seats=SEATS, for_strangers=FOR_STRANGERS, within=WAITS)

    @asynccontextmanager
    async def turn(self, scope: Scope, receive: Receive, send: Send) -> AsyncIterator[Send]:
        """
        Wait for the request's turn, and give what to answer by: with the first word of the answer the turn is over.

        A request whose turn did not come goes on too, marked, and is told to come again.
        """
        lane, browser = _who_comes(scope)
        gone = asyncio.ensure_future(_hang_up(receive))
        try:
            await self._turns.take(lane, browser, gone=gone)
        except TooManyAtOnce:
            scope[IS_TURNED_AWAY] = True
            yield send
            return
        finally:
            gone.cancel()
        turn = _Turn(self._turns, lane)

        async def answer(message: MutableMapping[str, Any]) -> None:
            turn.end()  # whoever reads the answer slowly keeps nobody waiting
            await send(message)

        try:
            yield answer
        finally:
            turn.end()


class _Turn:
    def __init__(self, turns: Turns, lane: Lane) -> None:
        self._turns, self._lane, self._is_over = turns, lane, False

    def end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._turns.leave(self._lane)


def _who_comes(scope: Scope) -> tuple[Lane, str]:
    """Return where the request waits, and the number of its browser; all without one are taken for the same."""
    where = place((scope.get("client") or ("",))[0]) or ""
    browser = browser_in(_cookie(scope))
    if browser is None:
        return Lane(where), where
    return Lane(browser.number, is_known=True) if browser.is_known else Lane(where), browser.number


def _cookie(scope: Scope) -> str:
    cookies = (value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    return parse_cookie("; ".join(cookies)).get(COOKIE, "")


async def _hang_up(receive: Receive) -> None:
    """Return once the other side has hung up."""
    if (await receive())["type"] != "http.disconnect":
        await asyncio.Event().wait()
