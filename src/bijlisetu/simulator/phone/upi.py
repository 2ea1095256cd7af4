"""The UPI app of a phone: it reads the link of a bill as a real one does, and has its bank pay."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
from aiohttp import web

from bijlisetu.simulator.bank.book import Way, Wish, rrn_of
from bijlisetu.simulator.graph.carrier import WhatsApp
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people.opener import link_in
from bijlisetu.simulator.phone import upi_page
from bijlisetu.simulator.phone.bubbles import Bubble, message_with
from bijlisetu.simulator.phone.views import NUMBER, html, number_of
from bijlisetu.values.money import rupees

LINK = re.compile(rb"upi://pay\?[^\s\"'<>()]+")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
PATIENCE = aiohttp.ClientTimeout(total=60)  # a bill is drawn while one waits
NO_LINK = "यहाँ चुकाने का कोई लिंक नहीं मिला। बिल खोलकर देखें।"
NO_UPI = "यह UPI का लिंक नहीं है।"


class NotAUpiLink(ValueError):
    """No UPI app would know what to do with the text."""


class Asked(NamedTuple):
    """What a link asks for."""

    payee: str
    name: str
    reference: str
    note: str
    amount: Decimal

    @classmethod
    def parse(cls, link: str) -> Asked:
        """
        Return what the link asks for.

        :raises NotAUpiLink: if it is none, or says neither whom to pay nor how much
        """
        parts = urlsplit(link.strip())
        said = dict(parse_qsl(parts.query))
        try:
            amount = Decimal(said.get("am", ""))
        except InvalidOperation:
            raise NotAUpiLink("it says no amount") from None
        is_ours = (parts.scheme, parts.netloc, said.get("cu", "INR")) == ("upi", "pay", "INR")
        if not is_ours or not said.get("pa") or not amount.is_finite() or amount <= 0 or amount != round(amount, 2):
            raise NotAUpiLink("it is no link of UPI, or asks for nothing")
        return cls(said["pa"], said.get("pn", ""), said.get("tr", ""), said.get("tn", ""), amount)


class Upi:
    """The app's routes, below those of its phone."""

    def __init__(self, options: Options, *, whatsapp: WhatsApp, store: Store) -> None:
        """Take where the bank is, and what the phones received."""
        self._options, self._whatsapp, self._store = options, whatsapp, store

    def add_to(self, app: web.Application) -> None:
        """Put the routes in the application."""
        app.router.add_get(f"/phone/{NUMBER}/upi", self._look)
        app.router.add_post(f"/phone/{NUMBER}/upi", self._pay)
        app.router.add_get(rf"/phone/{NUMBER}/upi/{{payment:\d{{1,10}}}}", self._paid)

    async def _look(self, request: web.Request) -> web.Response:
        """Show what a link asks for: one that is typed in, or that of the bill in a message."""
        number, message = number_of(request), request.query.get("message", "")
        link = await self._link_of(message, number) if message else request.query.get("link", "")
        if not link:
            return html(upi_page.empty(number, fault=NO_LINK if message else ""))
        try:
            asked = Asked.parse(link)
        except NotAUpiLink:
            return html(upi_page.empty(number, fault=NO_UPI))
        return html(upi_page.asked(number, link, to=asked.name, at=asked.payee, amount=asked.amount, note=asked.note))

    async def _pay(self, request: web.Request) -> web.Response:
        """Pay what the link asks for; a page that is loaded again pays nothing again."""
        number, form = number_of(request), await request.post()
        try:
            asked = Asked.parse(str(form.get("link")))
        except NotAUpiLink:
            raise web.HTTPBadRequest(text=NO_UPI) from None
        wish = Wish(Way.UPI, "", asked.reference, "", int(asked.amount * 100))
        where = f"http://{self._options.bank}/pay"
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.post(where, json=[wish]) as answer:
            (payment,) = await answer.json()
        told = urlencode({"amount": rupees(asked.amount), "to": asked.name})
        raise web.HTTPSeeOther(f"/phone/{number}/upi/{payment}?{told}")

    async def _paid(self, request: web.Request) -> web.Response:
        told = request.query
        rrn = rrn_of(int(request.match_info["payment"]))
        return html(upi_page.paid(number_of(request), to=told.get("to", ""), amount=told.get("amount", ""), rrn=rrn))

    async def _link_of(self, message: str, number: str) -> str:
        bubble = message_with(message, number=number, store=self._store, templates=self._whatsapp.templates)
        behind = address_in(bubble) if bubble else ""
        if not behind:
            return ""
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(behind) as answer:
            return upi_link_in(await answer.read())


def address_in(bubble: Bubble) -> str:
    """Return where a message's bill is: its document, or the page behind its link."""
    return bubble.document or link_in(bubble.text) or ""


def upi_link_in(content: bytes) -> str:
    """Return the UPI link on a page or in a PDF, as a finger or a camera finds it there; nothing if there is none."""
    found = next((one for part in _parts(content) if (one := LINK.search(part))), None)
    return unescape(found.group().decode()) if found else ""


def _parts(content: bytes) -> Iterator[bytes]:
    yield content
    for stream in STREAM.finditer(content):
        try:
            yield zlib.decompress(stream[1])
        except zlib.error:  # a picture, or a typeface
            continue
