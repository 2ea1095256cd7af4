"""The levers behind the Graph API: who holds its token switches faults on and off while the carriers run."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bijlisetu.simulator.faults import NotAFault
from bijlisetu.simulator.graph.api import authorization
from bijlisetu.simulator.graph.desk import Desk
from bijlisetu.simulator.graph.refused import GraphRefused
from bijlisetu.simulator.switchboard import Switchboard

Lever = Callable[[dict[str, Any]], Awaitable[dict[str, object]]]


class NotDone(ValueError):
    """A lever cannot be moved so."""


class Control:
    """The routes below /control."""

    def __init__(self, *, desk: Desk, board: Switchboard) -> None:
        """Take who knows the token, and the board of faults."""
        self._desk = desk
        self._board = board

    def add_to(self, app: web.Application) -> None:
        """Put the routes in the application."""
        app.router.add_get("/control/faults", self._moving(self._show))
        app.router.add_post("/control/faults", self._moving(self._switch))
        app.router.add_post("/control/sms", self._moving(self._sms))

    def _moving(self, lever: Lever) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def move(request: web.Request) -> web.Response:
            try:
                self._desk.authorise(authorization(request))
                text = await request.read()
                return web.json_response(await lever(json.loads(text) if text else {}))
            except GraphRefused as refusal:
                return web.json_response(refusal.body, status=refusal.status)
            except (NotAFault, NotDone, json.JSONDecodeError) as error:
                return web.json_response({"error": str(error)}, status=400)

        return move

    async def _show(self, _: dict[str, Any]) -> dict[str, object]:
        return self._board.faults.shown()

    async def _switch(self, wanted: dict[str, Any]) -> dict[str, object]:
        await self._board.change(wanted)
        return self._board.faults.shown()

    async def _sms(self, wanted: dict[str, Any]) -> dict[str, object]:
        """Drop all lines of the SMSC, or take leave of all sessions."""
        counts = {"drop": "drops", "unbind": "unbinds"}
        if wanted.get("deed") not in counts:
            raise NotDone(f"deed: must be one of {', '.join(counts)}")
        name = counts[wanted["deed"]]
        await self._board.change({"sms": {name: getattr(self._board.faults.sms, name) + 1}})
        return {"done": wanted["deed"]}
