"""The levers behind the Graph API: who holds its token switches faults on and off while the carriers run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from aiohttp import web

from bijlisetu.simulator import clock
from bijlisetu.simulator.faults import NotAFault
from bijlisetu.simulator.graph.api import authorization
from bijlisetu.simulator.graph.carrier import WhatsApp
from bijlisetu.simulator.graph.desk import Desk
from bijlisetu.simulator.graph.people import user_id
from bijlisetu.simulator.graph.refused import GraphRefused
from bijlisetu.simulator.graph.templates.changes import NotDone, template_news
from bijlisetu.simulator.graph.webhooks.news import display_number, new_id
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.phone.bubbles import last_code
from bijlisetu.simulator.switchboard import Switchboard

Lever = Callable[["Wish"], Awaitable[dict[str, object]]]


class Control:
    """The routes below /control."""

    def __init__(self, options: Options, *, desk: Desk, board: Switchboard, whatsapp: WhatsApp, store: Store) -> None:
        """Take the setting, who knows the token, the board of faults, who has news to tell, and the log."""
        self._options = options
        self._desk = desk
        self._board = board
        self._whatsapp = whatsapp
        self._store = store

    def add_to(self, app: web.Application) -> None:
        """Put the routes in the application."""
        app.router.add_get("/control/faults", self._moving(self._show))
        for name, lever in (
            ("faults", self._switch),
            ("clock", self._clock),
            ("sms", self._sms),
            ("throughput", self._throughput),
            ("day-limit", self._day_limit),
            ("template", self._template),
            ("preference", self._preference),
            ("enough", self._enough),
            ("moved", self._moved),
            ("code", self._code),
            ("tell", self._tell),
        ):
            app.router.add_post(f"/control/{name}", self._moving(lever))

    def _moving(self, lever: Lever) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def move(request: web.Request) -> web.Response:
            try:
                self._desk.authorise(authorization(request))
                text = await request.read()
                said = await lever(Wish(json.loads(text) if text else {}))
                await self._store.written()
                return web.json_response(said)
            except GraphRefused as refusal:
                return web.json_response(refusal.body, status=refusal.status)
            except (NotAFault, NotDone, json.JSONDecodeError) as error:
                return web.json_response({"error": str(error)}, status=400)

        return move

    async def _show(self, _: Wish) -> dict[str, object]:
        return self._board.faults.shown()

    async def _switch(self, wish: Wish) -> dict[str, object]:
        await self._board.change(wish.given)
        return self._board.faults.shown()

    async def _clock(self, wish: Wish) -> dict[str, object]:
        """Set the clocks of all carriers so many seconds back; they go on from there."""
        behind = wish.decimal("behind")
        await self._board.set_clock(-behind)
        return {"behind": behind}

    async def _sms(self, wish: Wish) -> dict[str, object]:
        """Drop all lines of the SMSC, or take leave of all sessions."""
        deed = wish.text("deed", among=("drop", "unbind"))
        name = f"{deed}s"
        await self._board.change({"sms": {name: getattr(self._board.faults.sms, name) + 1}})
        return {"done": deed}

    async def _throughput(self, wish: Wish) -> dict[str, object]:
        """Let a number send faster or slower; while it is upgraded it may send nothing."""
        number_id = wish.text("number", among=self._options.phone_number_ids)
        rate, seconds = wish.number("rate"), wish.number("upgrading_for", default=0)
        limits = self._whatsapp.limits
        is_faster = rate == 0 or 0 < limits.rate(number_id) < rate
        limits.change_rate(number_id, rate, upgrading_for=seconds)
        event = "THROUGHPUT_UPGRADE" if is_faster else "DOWNGRADE"
        value = {"display_phone_number": display_number(number_id), "event": event, **self._people_a_day()}
        asyncio.get_running_loop().call_later(
            seconds / self._options.factor, self._whatsapp.tell, "phone_number_quality_update", value
        )
        return value

    async def _day_limit(self, wish: Wish) -> dict[str, object]:
        """Let the portfolio write to more or fewer people in 24 hours; 0 for any number."""
        self._whatsapp.limits.change_day(wish.number("people"))
        value = {**self._people_a_day(), "max_phone_numbers_per_business": 25}
        self._whatsapp.tell("business_capability_update", value)
        return value

    async def _template(self, wish: Wish) -> dict[str, object]:
        """Do to a template what Meta may do: another state, category or quality, or hold its messages."""
        template = self._whatsapp.templates.get(wish.text("name"), wish.text("language"))
        if not template:
            raise NotDone("name, language: there is no such template")
        fields, changes = template_news(template, wish.given)
        for field, value in fields:
            self._whatsapp.tell(field, value)
        changed = self._whatsapp.templates.change(template, **changes)
        if template.holding and (not changed.holding or changed.status != "APPROVED"):
            self._whatsapp.release(changed)
        return changed.shown()

    async def _preference(self, wish: Wish) -> dict[str, object]:
        """Let a person want no marketing any more, or want it again, now or so many seconds ago."""
        number, value = wish.text("number"), wish.text("value", among=("stop", "resume"))
        self._whatsapp.wishes.change(number, stop=value == "stop")
        phone = {} if self._whatsapp.planner.hides(number) else {"wa_id": number}
        detail = f"User requested to {value} marketing messages"
        preference = {
            **phone,
            "user_id": user_id(number),
            "detail": detail,
            "category": "marketing_messages",
            "value": value,
            "timestamp": int(clock.now()) - wish.number("seconds_ago", default=0),
        }
        self._whatsapp.tell(
            "user_preferences", self._whatsapp.of_a_number(user_preferences=[preference], contacts=[dict(phone)])
        )
        return preference

    async def _enough(self, wish: Wish) -> dict[str, object]:
        """Hold marketing back from a person, as Meta does of whoever has had many messages, or let it through again."""
        number, value = wish.text("number"), wish.text("value", among=("held", "open"))
        self._whatsapp.wishes.spare(number, is_sated=value == "held")
        return {"number": number, "value": value}

    async def _moved(self, wish: Wish) -> dict[str, object]:
        """Let a person take another number."""
        old, new = wish.text("number"), wish.text("new_number")
        system = {
            "body": f"User A changed from {old} to {new}",
            "type": "user_changed_number",
            "wa_id": new,
            "previous_user_id": user_id(old),
            "user_id": user_id(new),
        }
        told = {"from": old, "from_user_id": user_id(old), "id": new_id(), "timestamp": str(int(clock.now()))}
        message: dict[str, object] = {**told, "type": "system", "system": system}
        self._whatsapp.tell("messages", self._whatsapp.of_a_number(messages=[message]))
        return message

    async def _code(self, wish: Wish) -> dict[str, object]:
        """Tell the one-time code that came to a phone last, as its bearer would read it out."""
        number = wish.text("number")
        code = last_code(number, store=self._store, templates=self._whatsapp.templates)
        if not code:
            raise NotDone("number: no code has come there")
        return {"number": number, "code": code}

    async def _tell(self, wish: Wish) -> dict[str, object]:
        """Tell any field at all, like account_alerts or account_update."""
        field, value = wish.text("field"), wish.given.get("value")
        if not isinstance(value, dict):
            raise NotDone("value: must be an object")
        self._whatsapp.tell(field, value)
        return {"field": field, "value": value}

    def _people_a_day(self) -> dict[str, object]:
        tier = self._whatsapp.limits.tier
        return {"max_daily_conversations_per_business": tier}


class Wish(NamedTuple):
    """What somebody wants done."""

    given: Any

    def text(self, name: str, *, among: Sequence[str] = ()) -> str:
        """Return the text of the name; :raises NotDone: if there is none, or it is none of these."""
        value = self.given.get(name) if isinstance(self.given, dict) else None
        if not isinstance(value, str) or not value or (among and value not in among):
            raise NotDone(f"{name}: must be {'one of ' + ', '.join(among) if among else 'a text'}")
        return value

    def number(self, name: str, *, default: int | None = None) -> int:
        """Return the number of the name; :raises NotDone: if there is none."""
        value = self.given.get(name, default) if isinstance(self.given, dict) else None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise NotDone(f"{name}: must be a whole number from 0")
        return value

    def decimal(self, name: str) -> float:
        """Return the number of the name, a fraction allowed; :raises NotDone: if there is none."""
        value = self.given.get(name) if isinstance(self.given, dict) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise NotDone(f"{name}: must be a number from 0")
        return float(value)
