"""
What granian serves: webhooks and signs of life by applications of their own, pages by Django.

Django's part stays WSGI: our views are sync, and its threads keep their database connections from request to request.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import MutableMapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.conf import settings
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from bijlisetu.payments.bbps.biller import biller_named
from bijlisetu.payments.callbacks.folding import store as store_payments
from bijlisetu.plumbing import env
from bijlisetu.plumbing.bodies import Bodies, BodyNotTaken, Receive, Scope, Send, answer
from bijlisetu.plumbing.database.wake import Caller
from bijlisetu.project.wsgi import application as pages
from bijlisetu.tracking.keeper import Keeper
from bijlisetu.web.api import door
from bijlisetu.web.guessing.door import Door, brings_a_password
from bijlisetu.web.hooks import bbps, missed_call, payments, whatsapp
from bijlisetu.web.hooks.vitals import PATHS, Vitals

THREADS = 4  #: for pages, each with a database connection of its own
LARGEST_FORM = 256 * 1024  #: octets
MOST_OF_FORMS = 8 * 1024 * 1024  #: octets in hand, over all connections
#: The same of forms that bring a file, at the few addresses that take one; a slow line has a minute for it.
LARGEST_FILE, MOST_OF_FILES, FILE_WITHIN = 9 * 1024 * 1024, 36 * 1024 * 1024, 60.0
TAKES_FILES = re.compile(r"/office/(?:sheet/\d{1,19}/scan|complaints/\d{1,19}/new)/", re.ASCII)
#: Where anybody may send a photo; in a room of their own, so that a crowd there shuts no officer out.
TAKES_PHOTOS = re.compile(r"/complaint/|/b/[\w-]{1,200}/complaints", re.ASCII)
#: The same of forms that bring a password, which are held until it is their turn.
LARGEST_OF_PASSWORDS, MOST_OF_PASSWORDS = 8 * 1024, 4 * 1024 * 1024
#: What a person reads, before the words for machines.
SAID = {
    408: "भेजने में बहुत समय लगा। पीछे लौटकर फिर भेजें। · ",
    413: "यह बहुत बड़ा है: फ़ोटो या आवाज़ 8 MB तक की हो। पीछे लौटकर छोटी भेजें। · ",
    503: "अभी बहुत लोग भेज रहे हैं। थोड़ी देर में फिर भेजें। · ",
}
ASCII = bytes(range(128)).decode()
#: What whoever asks says of the length of a body, which is here by now.
LENGTHS = frozenset({b"content-length", b"transfer-encoding"})

#: Each process that serves has its part of the room.
_workers = env.number("SERVE_WORKERS", 1, least=1)
_hooks = whatsapp.Hooks(
    Keeper("whatsapp", on_kept=Caller()), most=max(int(whatsapp.MOST // _workers), 2 * whatsapp.LARGEST)
)
_payments = payments.Payments(
    {name: Keeper(name, on_kept=Caller(), keep=store_payments) for name in settings.PAYMENT_SECRETS}
)
for _biller in settings.BBPS_SECRETS:  # a name that is no biller's stops start-up
    biller_named(_biller)
_vitals = Vitals()
_forms = Bodies(largest=LARGEST_FORM, most=max(int(MOST_OF_FORMS // _workers), 2 * LARGEST_FORM))
_files = Bodies(largest=LARGEST_FILE, most=max(int(MOST_OF_FILES // _workers), 2 * LARGEST_FILE), within=FILE_WITHIN)
_photos = Bodies(largest=LARGEST_FILE, most=max(int(MOST_OF_FILES // _workers), 2 * LARGEST_FILE), within=FILE_WITHIN)
_passwords = Bodies(largest=LARGEST_OF_PASSWORDS, most=int(MOST_OF_PASSWORDS // _workers))
_door = Door()
#: No bound to what waits to be sent: a browser that reads slowly holds its page, not the thread that made it.
_pages = WSGIMiddleware(cast("WSGIApp", pages), workers=THREADS, send_queue_size=0)


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    """Pass the request on to whom it is for."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(payments.PREFIX):
        await _payments(scope, receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/webhooks/") and not _is_answered(scope["path"]):
        await _hooks(scope, receive, send)
    elif scope["type"] == "http" and scope["path"] in PATHS:
        await _vitals(scope, receive, send)
    else:
        await _show(scope, receive, send)


def _is_answered(path: str) -> bool:
    """Return whether whoever calls there waits for what we know, and not only until it is kept."""
    return path == missed_call.PATH or path.startswith(bbps.PREFIX)


async def _show(scope: Scope, receive: Receive, send: Send) -> None:
    """Read what was posted to its end, wait for a turn where it is a password, and only then take a thread."""
    scope["query_string"] = quote(scope["query_string"], safe=ASCII).encode()  # as WSGI wants it
    try:
        if brings_a_password(scope):
            async with _passwords.read(scope, receive) as body, _door.turn(scope, receive, send) as answered:
                await _make(scope, body, answered)
        else:
            async with _room_for(scope["path"]).read(scope, receive) as body:
                await _make(scope, body, send)
    except BodyNotTaken as refused:
        if scope["path"].startswith(door.PREFIX):
            await door.refuse(send, refused)
        else:
            await answer(send, refused.status, SAID.get(refused.status, "").encode() + refused.words)


def _room_for(path: str) -> Bodies:
    if TAKES_FILES.fullmatch(path):
        return _files
    return _photos if TAKES_PHOTOS.fullmatch(path) else _forms


async def _make(scope: Scope, body: bytes, send: Send) -> None:
    """Have Django make the page, in one of the few threads; a body that came in chunks is as long as it is."""
    told = [(name, value) for name, value in scope["headers"] if name not in LENGTHS]
    scope["headers"] = [*told, (b"content-length", b"%d" % len(body))] if body else told

    async def received() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    await cast("Any", _pages)(scope, received, send)


def behind(proxies: Sequence[str], app: Any) -> Any:
    """Return the application to which a request comes from whom our proxies name; nobody else's word is taken."""
    return wrap_asgi_with_proxy_headers(app, list(proxies)) if proxies else app


application = behind(settings.TRUSTED_PROXIES, _application)


async def _live(receive: Receive, send: Send) -> None:
    """Begin at once; end when the pages in hand are made: their threads wait for this loop, and would for ever."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.to_thread(_pages.executor.shutdown)
    await send({"type": "lifespan.shutdown.complete"})
