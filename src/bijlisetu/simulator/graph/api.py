"""The HTTP side of the Graph API: token, routes, rate limit, errors in Meta's shape."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aiohttp import web

from bijlisetu.simulator.graph.carrier import WhatsApp
from bijlisetu.simulator.graph.desk import Desk
from bijlisetu.simulator.graph.media import LARGEST
from bijlisetu.simulator.graph.refused import GraphRefused, malformed, no_object
from bijlisetu.simulator.graph.webhooks.news import display_number
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import Options

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
MOST_TEMPLATES = 6000
VERSION = r"/v{version:\d+\.\d+}"


class Api:
    """The routes of the Graph API that a sender of messages needs."""

    def __init__(self, options: Options, *, whatsapp: WhatsApp, desk: Desk, store: Store) -> None:
        """Take the setting, who carries the messages, and the counter where they are handed in."""
        self._options = options
        self._whatsapp = whatsapp
        self._desk = desk
        self._store = store
        self._media = whatsapp.media

    def add_to(self, app: web.Application) -> None:
        """Put the routes in the application."""
        routes: tuple[tuple[str, str, Handler], ...] = (
            ("POST", "/{object}/messages", self._send),
            ("POST", "/{object}/media", self._upload),
            ("POST", "/{object}/uploads", self._begin_sample),
            ("POST", "/{object:upload:[^/]+}", self._take_sample),
            ("GET", "/media/{object}", self._download),
            ("GET", "/{object}/message_templates", self._templates),
            ("POST", "/{object}/message_templates", self._create_template),
            ("DELETE", "/{object}/message_templates", self._delete_template),
            ("GET", "/{object}/phone_numbers", self._numbers),
            ("GET", "/{object}", self._show),
            ("POST", "/{object}", self._edit_template),
            ("DELETE", "/{object}", self._delete_media),
        )
        for method, path, handler in routes:
            app.router.add_route(method, VERSION + path, self._answering(handler))

    def _answering(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                self._desk.stand()
                self._desk.authorise(authorization(request))
                return await handler(request)
            except GraphRefused as refusal:
                return web.json_response(refusal.body, status=refusal.status)

        return answer

    async def _send(self, request: web.Request) -> web.Response:
        """Take a message that came in no plain way, like one in chunks; the others come by the door."""
        line = _Waiting(asyncio.get_running_loop().create_future(), request)
        given = authorization(request)
        self._desk.hand_in(request.match_info["object"], given, await request.read(), line)
        status, body = await line.answered
        return web.Response(status=status, body=body, content_type="application/json")

    async def _upload(self, request: web.Request) -> web.Response:
        self._known_number(request)
        return await self._media.upload(request)

    async def _begin_sample(self, request: web.Request) -> web.Response:
        """Begin a resumable upload: of the sample that a template with a document or image needs."""
        if not request.query.get("file_length", "").isdecimal() or not request.query.get("file_type"):
            raise malformed("The parameters file_length and file_type are required.")
        return web.json_response({"id": f"upload:{secrets.token_urlsafe(24)}"})

    async def _take_sample(self, request: web.Request) -> web.Response:
        if not await request.read():
            raise malformed("The upload is empty.")
        return web.json_response({"h": f"4::{secrets.token_urlsafe(48)}"})

    async def _download(self, request: web.Request) -> web.Response:
        return self._media.content(request.match_info["object"])

    async def _templates(self, request: web.Request) -> web.Response:
        found = self._whatsapp.templates.all(request.query.get("name", ""))
        answer: dict[str, object] = {"data": [template.shown() for template in found], "paging": {}}
        if "summary" in request.query:
            count = len(self._whatsapp.templates.all())
            answer["summary"] = {
                "total_count": len(found),
                "message_template_count": count,
                "message_template_limit": MOST_TEMPLATES,
                "are_translations_complete": True,
            }
        return web.json_response(answer)

    async def _create_template(self, request: web.Request) -> web.Response:
        template = self._whatsapp.templates.create(await _json(request))
        await self._store.written()
        return web.json_response({"id": template.id, "status": "APPROVED", "category": template.category})

    async def _delete_template(self, request: web.Request) -> web.Response:
        name = request.query.get("name", "")
        if not self._whatsapp.templates.delete(name):
            raise malformed(f'Message Template "{name}" not found')
        return web.json_response({"success": True})

    async def _edit_template(self, request: web.Request) -> web.Response:
        if not self._whatsapp.templates.edit(request.match_info["object"], await _json(request)):
            raise no_object(request.match_info["object"])
        return web.json_response({"success": True})

    async def _numbers(self, request: web.Request) -> web.Response:
        numbers = [self._number(number_id) for number_id in self._options.phone_number_ids]
        return web.json_response({"data": numbers, "paging": {}})

    async def _show(self, request: web.Request) -> web.Response:
        wanted = request.match_info["object"]
        base = f"{request.scheme}://{request.host}/v{request.match_info['version']}"
        found = self._media.find(wanted, base=base)
        if wanted in self._options.phone_number_ids:
            found = self._number(wanted)
        if not found:
            raise no_object(request.match_info["object"])
        fields = [field.strip() for field in request.query.get("fields", "").split(",") if field.strip()]
        kept = {name: found[name] for name in ("id", *fields) if name in found} if fields else found
        return web.json_response(kept)

    async def _delete_media(self, request: web.Request) -> web.Response:
        if not self._media.delete(request.match_info["object"]):
            raise no_object(request.match_info["object"])
        return web.json_response({"success": True})

    def _known_number(self, request: web.Request) -> str:
        number_id = request.match_info["object"]
        if number_id not in self._options.phone_number_ids:
            raise no_object(request.match_info["object"])
        return number_id

    def _number(self, number_id: str) -> dict[str, object]:
        return {
            "id": number_id,
            "display_phone_number": f"+{display_number(number_id)}",
            "verified_name": "Bijli Setu (simulated)",
            "quality_rating": "GREEN",
            "code_verification_status": "VERIFIED",
            "platform_type": "CLOUD_API",
            "throughput": {"level": self._whatsapp.limits.level(number_id)},
            "whatsapp_business_manager_messaging_limit": self._whatsapp.limits.tier,
        }


class _Waiting(NamedTuple):
    """Waits at the desk for a request of the web server's."""

    answered: asyncio.Future[tuple[int, bytes]]
    request: web.Request

    def answer(self, status: int, body: bytes, *, is_half: bool = False) -> None:
        if is_half:
            return self.cut()
        if not self.answered.done():
            self.answered.set_result((status, body))
        return None

    def cut(self) -> None:
        if self.request.transport:
            self.request.transport.abort()
        if not self.answered.done():
            self.answered.set_result((500, b""))


def application() -> web.Application:
    """Return an application without routes that takes the largest media."""
    return web.Application(client_max_size=LARGEST)


async def _json(request: web.Request) -> object:
    return _parsed(await _text(request))


async def _text(request: web.Request) -> str:
    try:
        return (await request.read()).decode()
    except UnicodeDecodeError:
        raise malformed("The request is no UTF-8.") from None


def _parsed(text: str) -> object:
    try:
        body: object = json.loads(text)
    except (ValueError, RecursionError):
        raise malformed("The request is no JSON.") from None
    return body


def authorization(request: web.Request) -> bytes:
    """Return the token shown with the request, by header or in the address."""
    given = request.headers.get("Authorization") or f"Bearer {request.query.get('access_token', '')}"
    # Samples are uploaded with OAuth in place of Bearer.
    return given.replace("OAuth ", "Bearer ", 1).encode()
