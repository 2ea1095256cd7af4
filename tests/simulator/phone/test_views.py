from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import aiohttp
import aiosmtplib
import smpp34

from bijlisetu.simulator.options import Options
from bijlisetu.simulator.process import standing
from tests.simulator.carriers_world import (
    BILL_TEMPLATE,
    DEAD,
    ENTITY,
    NUMBER_ID,
    OWNER,
    SMS_TEMPLATE,
    bill_request,
    hearing,
    on_a_loop,
    options,
    product,
    row,
    until,
)

TOKEN = {"Authorization": "Bearer token"}
SILENT = ("380036047777", "9811100007")
DISTRICT = (row(*SILENT, "works", "whatsapp", "belongs"), row(*DEAD))


class Site:
    """A browser without pictures."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def page(self, path: str) -> str:
        async with self.session.get(self.url + path) as response:
            assert response.status == 200, path
            return await response.text()

    async def press(self, path: str, **form: str) -> int:
        async with self.session.post(self.url + path, data=form, allow_redirects=False) as response:
            return response.status

    async def send(self, body: object, path: str = f"{NUMBER_ID}/messages") -> str:
        async with self.session.post(f"{self.url}/v25.0/{path}", json=body, headers=TOKEN) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return str(answer.get("messages", [{}])[0].get("id"))

    async def until_shown(self, path: str, words: str) -> str:
        async with asyncio.timeout(10):
            while words not in (page := await self.page(path)):
                await asyncio.sleep(0.02)
        return page


@asynccontextmanager
async def site(setting: Options) -> AsyncIterator[Site]:
    async with standing("graph", setting) as (place, _), aiohttp.ClientSession() as session:
        yield Site(session, f"http://{place}")


@on_a_loop
async def test_the_phone_shows_the_filled_template_its_bill_and_its_buttons(tmp_path: Path) -> None:
    async with product() as listening, site(hearing(options(tmp_path, rows=DISTRICT), listening)) as browser:
        await browser.send(BILL_TEMPLATE, "200/message_templates")
        await browser.send(bill_request(SILENT[1], SILENT[0], link="https://bill.example/b/t/bill.pdf"))
        page = await browser.until_shown(f"/phone/{SILENT[1]}", "पहुँचा")
        index = await browser.page("/phone/")

    assert "नमस्ते उपभोक्ता, खाता ..7777 का बिल <b>₹ 1,253.00</b> है।" in page
    assert 'href="https://bill.example/b/t/bill.pdf" target=_blank' in page
    assert "हेल्पलाइन 1912" in page
    assert "मेरा नहीं" in page
    assert f"/phone/91{SILENT[1]}" in index


@on_a_loop
async def test_a_template_nobody_registered_shows_its_parameters(tmp_path: Path) -> None:
    async with site(options(tmp_path, rows=DISTRICT)) as browser:
        await browser.send(bill_request(SILENT[1], SILENT[0]))
        page = await browser.page(f"/phone/{SILENT[1]}")

    assert "उपभोक्ता<br>..7777<br>₹ 1,253.00" in page
    assert "यह मेरा कनेक्शन नहीं" in page


@on_a_loop
async def test_a_pressed_button_reaches_the_product_and_stays_on_the_screen(tmp_path: Path) -> None:
    async with product() as listening, site(hearing(options(tmp_path, rows=DISTRICT), listening)) as browser:
        message = await browser.send(bill_request(SILENT[1], SILENT[0], attempt="9"))
        await browser.press(f"/phone/{SILENT[1]}/press", message=message, index="1")
        page = await browser.page(f"/phone/{SILENT[1]}/messages")
        await until(lambda: listening.messages)

    assert listening.messages[0]["button"]["payload"] == "not_mine:9"
    assert listening.messages[0]["context"]["id"] == message
    assert "bubble own" in page
    assert "disabled" in page


@on_a_loop
async def test_a_button_that_is_not_there_cannot_be_pressed(tmp_path: Path) -> None:
    async with site(options(tmp_path, rows=DISTRICT)) as browser:
        message = await browser.send(bill_request(SILENT[1], SILENT[0]))

        assert await browser.press(f"/phone/{SILENT[1]}/press", message=message, index="7") == 404
        assert await browser.press(f"/phone/{DEAD[1]}/press", message=message, index="0") == 404
        assert await browser.press(f"/phone/{SILENT[1]}/answer", channel="sms", text="NO") == 400


@on_a_loop
async def test_what_a_text_holds_is_no_html_on_the_page(tmp_path: Path) -> None:
    async with site(options(tmp_path, rows=DISTRICT)) as browser:
        request = bill_request(SILENT[1], SILENT[0])
        request["template"]["components"][1]["parameters"][0]["text"] = "<script>alert(1)</script>"
        await browser.send(request)
        page = await browser.page(f"/phone/{SILENT[1]}/messages")

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@on_a_loop
async def test_an_sms_is_shown_and_its_answer_goes_out_by_the_other_process(tmp_path: Path) -> None:
    setting = options(tmp_path, rows=DISTRICT)
    async with site(setting) as browser, standing("smsc", setting) as (place, _):
        client = smpp34.Client(place.host, place.port, "bijlisetu", "secret")
        session = await client.connect()
        tlvs = [smpp34.Tlv(0x1400, ENTITY.encode()), smpp34.Tlv(0x1401, SMS_TEMPLATE.encode())]
        text = "बिल ..7777: http://x.example/b/t0".encode("utf-16-be")
        await session.submit_sm(f"91{SILENT[1]}", text, data_coding=8, source_addr="UPPCLT", tlvs=tlvs)
        page = await browser.page(f"/phone/{SILENT[1]}")
        assert await browser.press(f"/phone/{SILENT[1]}/answer", channel="sms", text="नहीं") == 303
        event = await session.next()
        await client.stop()

    assert "SMS · UPPCLT" in page
    assert 'href="http://x.example/b/t0"' in page
    assert isinstance(event, smpp34.DeliverSmEvent)
    assert event.short_message.decode("utf-16-be") == "नहीं"
    assert event.destination_addr == "UPPCLT"


@on_a_loop
async def test_the_mailbox_shows_its_mails(tmp_path: Path) -> None:
    setting = options(tmp_path)
    async with site(setting) as browser, standing("smtp", setting) as (place, _):
        mail = EmailMessage()
        mail["Subject"] = "खाता ..1234 का बिल"
        mail.set_content("बिल: http://x.example/b/t")
        mail.add_alternative("<p onclick='x'>बिल</p>", subtype="html")
        await aiosmtplib.send(
            mail, hostname=place.host, port=place.port, sender="b@bijli.example", recipients=["ravi@mail.example"]
        )
        page = await browser.page("/mailbox/Ravi@mail.example")
        index = await browser.page("/phone/")

    assert "खाता ..1234 का बिल" in page
    assert 'sandbox="allow-popups"' in page
    assert "&lt;p onclick" in page
    assert "ravi@mail.example" in index


@on_a_loop
async def test_what_is_enclosed_in_a_mail_can_be_saved(tmp_path: Path) -> None:
    setting = options(tmp_path)
    async with site(setting) as browser, standing("smtp", setting) as (place, _):
        mail = EmailMessage()
        mail["Subject"] = "शाम की रिपोर्ट"
        mail.set_content("रिपोर्ट साथ में है")
        mail.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="report.pdf")
        mail.add_attachment("कार्यालय,लोग\n".encode(), maintype="text", subtype="csv", filename="रिपोर्ट.csv")
        await aiosmtplib.send(
            mail, hostname=place.host, port=place.port, sender="b@bijli.example", recipients=["chief@example.in"]
        )
        page = await browser.page("/mailbox/chief@example.in")
        files = re.findall(r'href="(/mailbox/chief%40example.in/\w+/\d)">([^<]+)<', page)
        saved = [await browser.session.get(browser.url + link) for link, _ in files]
        contents = [await one.read() for one in saved]
        missing = await browser.session.get(browser.url + files[0][0][:-1] + "7")
        anothers = await browser.session.get(browser.url + files[0][0].replace("chief", "other"))

    assert [name for _, name in files] == ["report.pdf", "रिपोर्ट.csv"]
    assert contents == [b"%PDF-1.7 ...", "कार्यालय,लोग\n".encode()]
    assert [one.content_type for one in saved] == ["application/pdf", "text/csv"]
    assert all(one.headers["Content-Disposition"].startswith("attachment") for one in saved)
    assert (missing.status, anothers.status) == (404, 404)


@on_a_loop
async def test_pending_falls_to_nothing_when_all_is_told(tmp_path: Path) -> None:
    async with product() as listening, site(hearing(options(tmp_path), listening)) as browser:
        await browser.send(bill_request(OWNER[1], OWNER[0]))
        busy = await browser.page("/pending")
        await browser.until_shown("/pending", '{"pending": 0,')

    assert '"pending": 0,' not in busy
    assert listening.messages


@on_a_loop
async def test_the_page_brings_its_style_script_and_font(tmp_path: Path) -> None:
    async with site(options(tmp_path)) as browser:
        assert "--bridge" in await browser.page("/phone/page.css")
        assert "refresh" in await browser.page("/phone/page.js")
        async with browser.session.get(f"{browser.url}/phone/font.ttf") as response:
            assert response.status == 200
        assert "अभी कोई संदेश नहीं" in await browser.page(f"/phone/{OWNER[1]}")
