"""A phone's UPI app finds the link of a bill wherever a finger or a camera would, shows it, and the bank pays once."""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bijlisetu.billing.page.upi import upi_link
from bijlisetu.simulator.bank.book import Book, Way
from bijlisetu.simulator.options import Place
from bijlisetu.simulator.phone.upi import Asked, NotAUpiLink, upi_link_in
from bijlisetu.simulator.process import standing
from tests.simulator.carriers_world import BILL_TEMPLATE, bill_request, on_a_loop, options
from tests.simulator.phone.test_views import DISTRICT, SILENT, site

ASKED = Asked("bill@example", "Paschimanchal Vidyut", "BS000000000001", "Bill 2026-11", Decimal("1253.50"))
LINK = upi_link(
    payee=ASKED.payee, name=ASKED.name, amount=ASKED.amount, reference=ASKED.reference, note=ASKED.note
)  # fmt: skip
PHONE = f"/phone/{SILENT[1]}"


@pytest.mark.parametrize(
    "content",
    [
        f'<a class="deed" href="{LINK.replace("&", "&amp;")}">₹ 1,253.50</a>'.encode(),
        b"%PDF-1.7\n<< /S /URI /URI (" + LINK.encode() + b") >>",
        b"%PDF-1.7\nstream\nno zlib\nendstream\nstream\n" + zlib.compress(b"(" + LINK.encode() + b")") + b"\nendstream",
    ],
)
def test_the_link_of_a_bill_is_found_on_its_page_and_in_its_pdf(content: bytes) -> None:
    assert Asked.parse(upi_link_in(content)) == ASKED


@pytest.mark.parametrize(
    "link",
    ["", "https://pay?pa=bill@example&am=1", "upi://pay?am=1", "upi://pay?pa=bill@example", LINK.replace("INR", "USD"),
     LINK.replace("1253.50", "0.00"), LINK.replace("1253.50", "NaN"), LINK.replace("1253.50", "1.005")],
)  # fmt: skip
def test_what_is_no_link_of_upi_pays_nothing(link: str) -> None:
    with pytest.raises(NotAUpiLink):
        Asked.parse(link)


@asynccontextmanager
async def _shop() -> AsyncIterator[str]:
    """Serve a bill that asks by UPI; return its address."""

    async def bill(_: web.Request) -> web.Response:
        return web.Response(body=f"%PDF-1.7 ({LINK})".encode(), content_type="application/pdf")

    app = web.Application()
    app.router.add_get("/bill.pdf", bill)
    async with TestServer(app) as server:
        yield str(server.make_url("/bill.pdf"))


@on_a_loop
async def test_the_bill_of_a_message_is_shown_and_paid_at_the_bank(tmp_path: Path) -> None:
    setting = options(tmp_path, rows=DISTRICT, bank=Place("127.0.0.1", 0))
    async with standing("bank", setting) as (bank, _), site(replace(setting, bank=bank)) as browser, _shop() as bill:
        await browser.send(BILL_TEMPLATE, "200/message_templates")
        message = await browser.send(bill_request(SILENT[1], SILENT[0], link=bill))
        screen = await browser.until_shown(PHONE, "UPI से चुकाएँ")
        asked = await browser.page(f"{PHONE}/upi?message={quote(message)}")
        async with browser.session.post(f"{browser.url}{PHONE}/upi", data={"link": LINK}) as paid:
            told = await paid.text()
            await browser.page(f"{paid.url.path_qs}")

    assert f"upi?message={quote(message)}" in screen
    assert re.search(r"Paschimanchal Vidyut.*₹ 1,253\.50 चुकाएँ", asked, re.DOTALL)
    assert re.search(r"✓ ₹ 1,253\.50 चुकाए.*600000000001", told, re.DOTALL)
    with closing(Book(setting.folder)) as book:
        [payment] = book.all()
    assert (payment.way, payment.reference, payment.paise) == (Way.UPI, ASKED.reference, 125_350)


@on_a_loop
async def test_a_link_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    async with site(options(tmp_path, rows=DISTRICT)) as browser:
        assert "यह UPI का लिंक नहीं है" in await browser.page(f"{PHONE}/upi?link=https://example.in")
        assert "कोई लिंक नहीं मिला" in await browser.page(f"{PHONE}/upi?message=wamid.none")
        assert await browser.press(f"{PHONE}/upi", link="upi://pay?pa=x@y") == 400
