"""
A reader's thumb: opens the link in a text and then the bill behind it, or presses an answer on its page.

Also fetches documents, as Meta does.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp

logger = logging.getLogger(__name__)

LINK = re.compile(r"https?://[^\s<>\"']+?/b/[A-Za-z0-9_-]+")
AT_ONCE = 4
TRIES = 6
FIRST_PAUSE = 0.5  #: seconds; doubled at each failure
BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"}
#: The page of a link asks once more before this answer.
NOT_MINE, ASKED_AGAIN = "not_mine", "/not-mine"
SEALED_FIELD = "csrfmiddlewaretoken"
PATIENCE = aiohttp.ClientTimeout(total=30)


class BillNotShown(aiohttp.ClientError):
    """What the link gave is no bill."""


class NotOnThePage(BillNotShown):
    """The page was shown, and what is looked for is not there: nobody looks again."""


@dataclass(slots=True)
class _Errand:
    link: str
    then: Callable[[bool], None]
    is_page: bool
    tries: int
    answers: tuple[str, ...] = ()  #: that one of them is to be pressed which the page has


class Opener:
    """Opens links for many readers, a few at a time over kept connections."""

    def __init__(self) -> None:
        """Connect on first use."""
        self._errands: asyncio.Queue[_Errand] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self.pending = 0  #: links that wait or are being opened

    async def __aenter__(self) -> Self:
        """Begin to work; leaving stops it."""
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        jar = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(timeout=PATIENCE, connector=connector, cookie_jar=jar, headers=BROWSER)
        self._workers = [asyncio.create_task(self._work()) for _ in range(AT_ONCE)]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop working and close the connections."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await self._session.close()

    def open(self, link: str, *, then: Callable[[bool], None]) -> None:
        """Open the page behind the link and its bill in the background; then hears whether that worked in the end."""
        self._put(_Errand(link, then, is_page=True, tries=TRIES))

    def fetch(self, link: str, *, then: Callable[[bool], None]) -> None:
        """Fetch the document itself in the background, once; then hears whether that worked."""
        self._put(_Errand(link, then, is_page=False, tries=1))

    def press(self, link: str, answers: tuple[str, ...], *, then: Callable[[bool], None]) -> None:
        """Press one of the answers on the page behind the link, in the background; then hears whether that worked."""
        self._put(_Errand(link, then, is_page=True, tries=TRIES, answers=answers))

    def _put(self, errand: _Errand) -> None:
        self.pending += 1
        self._errands.put_nowait(errand)

    async def _work(self) -> None:
        while True:
            errand = await self._errands.get()
            try:
                await self._run(errand)
            except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError, ValueError) as error:
                # The error's words are left out where they hold the link, for that opens somebody's bill.
                cause = str(error) if isinstance(error, BillNotShown) else type(error).__name__
                self._failed(errand, cause, is_final=isinstance(error, NotOnThePage))
            else:
                self._done(errand, worked=True)

    async def _run(self, errand: _Errand) -> None:
        if errand.answers:
            return await self._press(errand)
        content = await self._get(errand.link)
        if errand.is_page:
            content = await self._get(urljoin(errand.link, bill_link(content.decode())))
        if not content.startswith(b"%PDF"):  # a stranger is led back to the page and sees no bill
            raise BillNotShown("no bill behind its link")
        return None

    async def _press(self, errand: _Errand) -> None:
        link = errand.link + (ASKED_AGAIN if NOT_MINE in errand.answers else "")
        async with self._session.get(link) as response:
            answer, token = button_in((await response.read()).decode(), errand.answers)
        cookies = {name: cookie.value for name, cookie in response.cookies.items()}
        pressed = urljoin(errand.link, f"{urlsplit(errand.link).path}/answer/{answer}")
        headers = {"Referer": link}
        async with self._session.post(
            pressed, data={SEALED_FIELD: token}, cookies=cookies, headers=headers
        ) as response:
            if response.status != 200:
                raise BillNotShown(f"HTTP {response.status}")

    async def _get(self, link: str) -> bytes:
        async with self._session.get(link) as response:
            if response.status != 200:
                raise BillNotShown(f"HTTP {response.status}")
            return await response.read()

    def _failed(self, errand: _Errand, cause: str, *, is_final: bool) -> None:
        logger.warning("A %s could not be opened: %s", "bill page" if errand.is_page else "document", cause)
        errand.tries = 0 if is_final else errand.tries - 1
        if not errand.tries:
            return self._done(errand, worked=False)
        pause = FIRST_PAUSE * 2 ** (TRIES - 1 - errand.tries)
        asyncio.get_running_loop().call_later(pause, self._errands.put_nowait, errand)
        return None

    def _done(self, errand: _Errand, *, worked: bool) -> None:
        self.pending -= 1
        errand.then(worked)


def link_in(text: str) -> str | None:
    """Return the link to a bill that the text holds."""
    found = LINK.search(text)
    return found.group() if found else None


def bill_link(page: str) -> str:
    """
    Return the page's link to the bill itself.

    :raises NotOnThePage: if no link of the page ends in .pdf
    """
    reader = _Links()
    reader.feed(page)
    for link in reader.links:
        if urlsplit(link).path.endswith(".pdf"):
            return link
    raise NotOnThePage("no link to a .pdf on the page")


def button_in(page: str, answers: Sequence[str]) -> tuple[str, str]:
    """
    Return the first of the answers that the page has a form for, with the form's token.

    :raises NotOnThePage: if the page has no such form
    """
    reader = _Forms()
    reader.feed(page)
    for answer in answers:
        for address, token in reader.tokens.items():
            if address.endswith(f"/answer/{answer}"):
                return answer, token
    raise NotOnThePage("no such answer on the page")


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, str] = {}
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._action = told.get("action") or ""
        elif tag == "input" and told.get("name") == SEALED_FIELD:
            self.tokens[self._action] = told.get("value") or ""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links += [value for name, value in attrs if name == "href" and value]
