"""A worker's telephone as the server sees it: it asks for doors, tells visits, asks for codes and says them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Self

import aiohttp
from yarl import URL

from bijlisetu.plumbing.refusal import Refusal

APP = "played"
AT_ONCE = 50  #: visits in one telling
PATIENCE = aiohttp.ClientTimeout(total=60)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NotLetIn(Refusal):
    """The server does not know the worker, or not any more."""


class Phone:
    """One telephone of one worker."""

    def __init__(self, *, web: str, user: str, password: str, device: str) -> None:
        self._web, self._user, self._password = web, user, password
        self.device = device
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        """Log in and make the telephone known."""
        # A new line for each call: the server ends one that is silent, perhaps just while this telephone speaks again.
        self._session = aiohttp.ClientSession(
            self._web, timeout=PATIENCE, cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Referer": self._web},
            connector=aiohttp.TCPConnector(force_close=True),
        )  # fmt: skip
        await self._log_in()
        await self.tell("device", {"device": self.device, "name": f"phone of {self._user}", "app": APP})
        return self

    async def __aexit__(self, *_: object) -> None:
        """Put the telephone away."""
        await self._session.close()

    async def ask(self, what: str, **asked: object) -> dict[str, Any]:
        """Return what the server answers to a question of the protocol."""
        query = {name: str(value) for name, value in asked.items() if value is not None}
        async with self._session.get(f"/field/api/{what}", params=query) as answer:
            answer.raise_for_status()
            return dict(await answer.json())

    async def tell(self, what: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """Tell the server something; what it refuses as a whole comes back as its status."""
        headers = {"X-CSRFToken": self._token(), "Content-Type": "application/json"}
        async with self._session.post(f"/field/api/{what}", data=json.dumps(told), headers=headers) as answer:
            if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                raise NotLetIn(f"{self._user} is not let in: {answer.status}")
            is_json = "json" in answer.headers.get("Content-Type", "")
            return {**(dict(await answer.json()) if is_json else {}), "status": answer.status}

    async def doors(self, beat: int) -> list[dict[str, Any]]:
        """Return all doors of the beat, page by page."""
        found: list[dict[str, Any]] = []
        after: int | None = None
        while True:
            page = await self.ask("doors", beat=beat, after=after, limit=200)
            found += page["doors"]
            after = page.get("next")
            if after is None:
                return found

    async def send(self, visits: Sequence[Mapping[str, Any]], *, clock: str) -> dict[str, Any]:
        """Tell some visits; return which were taken and which refused."""
        return await self.tell(
            "visits", {"device": self.device, "app": APP, "clock": clock, "visits": list(visits)}
        )  # fmt: skip

    async def _log_in(self) -> None:
        async with self._session.get("/office/login/") as page:
            token = TOKEN.search(await page.text())
        form = {"username": self._user, "password": self._password, "csrfmiddlewaretoken": token[1] if token else ""}
        async with self._session.post("/office/login/", data=form, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.FOUND:
                raise NotLetIn(f"{self._user} is not let in: {answer.status}")

    def _token(self) -> str:
        cookie = self._session.cookie_jar.filter_cookies(URL(self._web)).get("csrftoken")
        return cookie.value if cookie else ""


async def code_on(phones: aiohttp.ClientSession, number: str) -> str:
    """Return the last code that the simulated telephone of the number shows; none if none came."""
    async with phones.get(f"/phone/{number}/code") as page:
        return await page.text() if page.status == HTTPStatus.OK else ""
