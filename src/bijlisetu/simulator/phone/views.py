"""The routes of the phone pages and of what the demo asks: is all quiet?"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.helpers import content_disposition_header
from fontpkg_noto_sans_devanagari import ROOT as FONT
from yarl import URL

from bijlisetu.simulator import clock
from bijlisetu.simulator.graph.carrier import WhatsApp
from bijlisetu.simulator.graph.webhooks.news import signature
from bijlisetu.simulator.log.store import Message, Reply, Store
from bijlisetu.simulator.mail.letter import enclosed, unpack
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.phone import page
from bijlisetu.simulator.phone.app import code_at
from bijlisetu.simulator.phone.bubbles import STATES, Bubble, bubbles_of, last_code, latest_addresses, message_with

#: Where the exchange of the missed-call number tells who called.
MISSED_CALLS = "/webhooks/missed-call"
NUMBER = r"{number:\d{10,15}}"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Phones:
    """The phones and mailboxes of the district, for a person to look into."""

    def __init__(self, options: Options, *, whatsapp: WhatsApp, store: Store) -> None:
        """Take the setting, who carries what is pressed and written, and the log of all carriers."""
        self._options = options
        self._whatsapp = whatsapp
        self._store = store

    def add_to(self, app: web.Application) -> None:
        """Put the routes in the application."""
        routes: tuple[tuple[str, str, Handler], ...] = (
            ("GET", "/pending", self._pending),
            ("GET", "/phone/", self._index),
            ("GET", "/phone/{name:page.(css|js)}", self._asset),
            ("GET", "/phone/font.ttf", self._font),
            ("GET", "/phone/app", self._app),
            ("GET", f"/phone/{NUMBER}", self._phone),
            ("GET", f"/phone/{NUMBER}/messages", self._messages),
            ("GET", f"/phone/{NUMBER}/code", self._code),
            ("POST", f"/phone/{NUMBER}/press", self._press),
            ("POST", f"/phone/{NUMBER}/answer", self._answer),
            ("POST", f"/phone/{NUMBER}/call", self._call),
            ("GET", f"/phone/{NUMBER}/asked", self._asked),
            ("GET", "/mailbox/{address}", self._mailbox),
            ("GET", "/mailbox/{address}/{message}/{place:[0-9]{1,2}}", self._file),
        )
        for method, path, handler in routes:
            app.router.add_route(method, path, handler)

    async def _pending(self, _: web.Request) -> web.Response:
        counts = {row["carrier"]: row["count"] for row in self._store.read("SELECT * FROM pending")}
        # Answers by SMS go through the log, for only it knows those of both processes.
        counts["replies"] = len(self._store.replies_on_their_way("sms"))
        counts["graph"] = self._whatsapp.pending
        whole = sum(counts.values())
        return web.json_response({"pending": whole, "by": counts | {"untold": self._whatsapp.webhooks.pending}})

    async def _index(self, _: web.Request) -> web.Response:
        numbers = latest_addresses(store=self._store, is_mail=False)
        mailboxes = latest_addresses(store=self._store, is_mail=True)
        return html(page.index(numbers=numbers, mailboxes=mailboxes))

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        kind = "text/css" if name.endswith("css") else "text/javascript"
        text = files("bijlisetu.simulator.phone").joinpath(name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=kind)

    async def _font(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(_font_file(), headers={"Cache-Control": "max-age=86400"})

    async def _app(self, _: web.Request) -> web.Response:
        key = self._options.app_key
        return html(page.app(code_at(bytes.fromhex(key), time.time()) if key else ""))

    async def _phone(self, request: web.Request) -> web.Response:
        number = number_of(request)
        return html(page.phone(number, self._bubbles(number)))

    async def _messages(self, request: web.Request) -> web.Response:
        number = number_of(request)
        return html(page.messages(number, self._bubbles(number)))

    async def _code(self, request: web.Request) -> web.Response:
        return web.Response(text=last_code(number_of(request), store=self._store, templates=self._whatsapp.templates))

    async def _press(self, request: web.Request) -> web.Response:
        number, form = number_of(request), await request.post()
        templates = self._whatsapp.templates
        bubble = message_with(str(form.get("message")), number=number, store=self._store, templates=templates)
        button = next((b for b in bubble.buttons if str(b.place) == form.get("index")), None) if bubble else None
        if not bubble or not button:
            raise web.HTTPNotFound(text="ऐसा कोई बटन नहीं।")
        row = self._store.read("SELECT * FROM messages WHERE id = ?", bubble.id)[0]
        self._whatsapp.press(Message(*row), payload=button.payload, label=button.label)
        await self._store.written()
        raise web.HTTPSeeOther(f"/phone/{number}")

    async def _answer(self, request: web.Request) -> web.Response:
        number, form = number_of(request), await request.post()
        text, channel = str(form.get("text", "")).strip(), str(form.get("channel"))
        bubbles = self._bubbles(number)
        senders = [bubble.sender for bubble in bubbles if bubble.channel == channel and bubble.sender]
        if not text:
            raise web.HTTPBadRequest(text="उत्तर खाली है।")
        if channel == "whatsapp":
            number_id = senders[-1] if senders else self._options.phone_number_ids[0]
            self._whatsapp.write(number_id=number_id, number=number, text=text)
            await self._store.written()
        elif senders:
            self._type_sms(number, senders[-1], text)
            await self._store.written()
        else:
            raise web.HTTPBadRequest(text="इस फ़ोन पर कोई SMS नहीं आया, जिसका उत्तर दिया जाए।")
        raise web.HTTPSeeOther(f"/phone/{number}")

    async def _call(self, request: web.Request) -> web.Response:
        """Ring the department's number and hang up: its exchange tells the product who called."""
        number = number_of(request)
        where = URL(self._options.webhook).with_path(MISSED_CALLS)
        body = json.dumps({"from": number, "at": datetime.fromtimestamp(clock.now(), UTC).isoformat()}).encode()
        signed = {"X-Signature-256": signature(self._options.app_secret, body), "Content-Type": "application/json"}
        async with aiohttp.ClientSession() as session, session.post(where, data=body, headers=signed) as answer:
            if answer.status != 200:
                raise web.HTTPBadGateway(text="मिस्ड कॉल की ख़बर विभाग तक नहीं पहुँची।")
        raise web.HTTPSeeOther(f"/phone/{number}")

    async def _asked(self, request: web.Request) -> web.Response:
        """Say who picks up where the department asks about the account: own, wrong or nobody."""
        return web.Response(text=self._whatsapp.planner.asked(number_of(request), request.query.get("account", "")))

    async def _mailbox(self, request: web.Request) -> web.Response:
        address = request.match_info["address"].lower()
        rows = self._store.read(
            "SELECT id, received_at, sender, body, group_concat(status) AS given FROM messages"
            " LEFT JOIN statuses ON statuses.message = messages.id"
            " WHERE address = ? AND channel = 'email' GROUP BY messages.id ORDER BY received_at DESC LIMIT 50",
            address,
        )
        letters = [
            page.Received(
                row["id"], row["received_at"], row["sender"], _state(row["given"]), unpack(row["body"]),
                [file.name for file in enclosed(row["body"])],
            )
            for row in rows
        ]  # fmt: skip
        return html(page.mailbox(address, letters))

    async def _file(self, request: web.Request) -> web.Response:
        """Hand out a file that came with a mail: always to be saved, for a page of a stranger's must not run here."""
        asked = request.match_info
        rows = self._store.read(
            "SELECT body FROM messages WHERE id = ? AND address = ? AND channel = 'email'",
            asked["message"], asked["address"].lower(),
        )  # fmt: skip
        files = enclosed(rows[0]["body"]) if rows else []
        if int(asked["place"]) >= len(files):
            raise web.HTTPNotFound(text="ऐसी कोई फ़ाइल नहीं।")
        file = files[int(asked["place"])]
        saved = {"Content-Disposition": content_disposition_header("attachment", filename=file.name)}
        return web.Response(body=file.content, headers=saved, content_type=file.mime_type)

    def _bubbles(self, number: str) -> list[Bubble]:
        return bubbles_of(number, store=self._store, templates=self._whatsapp.templates)

    def _type_sms(self, number: str, header: str, text: str) -> None:
        # The SMSC is another process: it finds the answer in the log and carries it.
        self._store.reply(Reply(secrets.token_hex(8), "sms", number, "", header, "", text, "", clock.now()))


def number_of(request: web.Request) -> str:
    """Return the number of the phone whose page is asked for, with 91."""
    digits = request.match_info["number"]
    return f"91{digits}" if len(digits) == 10 else digits


def _state(given: str | None) -> str:
    return next((state for state in STATES if state in (given or "").split(",")), "")


def html(text: str) -> web.Response:
    """Answer with a page."""
    return web.Response(text=text, content_type="text/html")


def _font_file() -> Path:
    return next(Path(FONT).rglob("*.ttf"))
