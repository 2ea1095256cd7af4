"""
What granian serves: webhooks and signs of life by applications of their own, pages by Django.

Django's part stays WSGI: our views are sync, and its threads keep their database connections from request to request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.conf import settings
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from bijlisetu.plumbing.database.wake import Caller
from bijlisetu.project.wsgi import application as pages
from bijlisetu.tracking.keeper import Keeper
from bijlisetu.web.hooks.vitals import PATHS, Vitals
from bijlisetu.web.hooks.whatsapp import Hooks

THREADS = 4  #: for pages, each with a database connection of its own

_hooks = Hooks(Keeper("whatsapp", on_kept=Caller()))
_vitals = Vitals()
_pages = WSGIMiddleware(cast("WSGIApp", pages), workers=THREADS)


async def _application(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """Pass the request on to whom it is for."""
    if scope["type"] == "http" and scope["path"].startswith("/webhooks/"):
        await _hooks(scope, receive, send)
        return
    if scope["type"] == "http" and scope["path"] in PATHS:
        await _vitals(scope, receive, send)
        return

    if scope["type"] == "lifespan":
        await _live(receive, send)
        return

    async def received() -> MutableMapping[str, Any]:
        # Granian gives something to be awaited where a2wsgi wants a coroutine.
        return await receive()

    await cast("Any", _pages)(scope, received, send)


def behind(proxies: Sequence[str], app: Any) -> Any:
    """Return the application to which a request comes from whom our proxies name; nobody else's word is taken."""
    return wrap_asgi_with_proxy_headers(app, list(proxies)) if proxies else app


application = behind(settings.TRUSTED_PROXIES, _application)


async def _live(
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """Begin at once; end when the pages in hand are made: their threads wait for this loop, and would for ever."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.to_thread(_pages.executor.shutdown)
    await send({"type": "lifespan.shutdown.complete"})
