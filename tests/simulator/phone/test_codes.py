"""The simulated phone gets codes and rings back, as a person at the door does."""

from __future__ import annotations

import json
from pathlib import Path

import smpp34

from bijlisetu.channels.letter import Letter
from bijlisetu.channels.whatsapp.body import message_body
from bijlisetu.channels.whatsapp.content import Otp
from bijlisetu.channels.whatsapp.templates.text import TemplateText
from bijlisetu.simulator.process import standing
from bijlisetu.values import Language
from tests.simulator.carriers_world import ENTITY, SMS_TEMPLATE, hearing, on_a_loop, options, product, row
from tests.simulator.phone.test_views import TOKEN, Site, site

STRANGER = ("380036047777", "9811100007")
DISTRICT = (row(*STRANGER, "works", "whatsapp", "belongs"),)


async def code_of(browser: Site, number: str) -> dict[str, str]:
    where = f"{browser.url}/control/code"
    async with browser.session.post(where, json={"number": f"91{number}"}, headers=TOKEN) as response:
        return {"status": str(response.status), **await response.json()}


@on_a_loop
async def test_a_code_by_sms_is_on_the_screen_and_the_control_address_tells_it(tmp_path: Path) -> None:
    setting = options(tmp_path, rows=DISTRICT)
    async with site(setting) as browser, standing("smsc", setting) as (place, _):
        client = smpp34.Client(place.host, place.port, "bijlisetu", "secret")
        session = await client.connect()
        tlvs = [smpp34.Tlv(0x1400, ENTITY.encode()), smpp34.Tlv(0x1401, SMS_TEMPLATE.encode())]
        for code in ("111111", "042042"):
            text = f"विद्युत: {code} पुष्टि का कोड है, 1107000000000000011".encode("utf-16-be")
            await session.submit_sm(f"91{STRANGER[1]}", text, data_coding=8, source_addr="UPPCLT", tlvs=tlvs)
        page = await browser.page(f"/phone/{STRANGER[1]}")
        told = await code_of(browser, STRANGER[1])
        await client.stop()

    assert "042042 पुष्टि का कोड" in page
    assert (told["status"], told["code"]) == ("200", "042042")


@on_a_loop
async def test_a_code_by_whatsapp_comes_in_metas_own_words(tmp_path: Path) -> None:
    template = TemplateText(
        name="number_code", language=Language.HINDI, body_text="", examples=(), names=(), category="AUTHENTICATION",
        header=None, footer="", buttons=[], valid_for=300,
    )  # fmt: skip
    letter = Letter(
        attempt=1, to=f"91{STRANGER[1]}", content=Otp(name="number_code", language=Language.HINDI, code="042042")
    )
    async with site(options(tmp_path, rows=DISTRICT)) as browser:
        await browser.send(template.body({}), "200/message_templates")
        await browser.send(message_body(letter))
        page = await browser.page(f"/phone/{STRANGER[1]}")
        told = await code_of(browser, STRANGER[1])

    assert "<b>042042</b> आपका सत्यापन कोड है" in page
    assert told["code"] == "042042"


@on_a_loop
async def test_a_phone_without_a_code_has_none_to_tell(tmp_path: Path) -> None:
    async with site(options(tmp_path, rows=DISTRICT)) as browser:
        assert (await code_of(browser, STRANGER[1]))["status"] == "400"


@on_a_loop
async def test_a_missed_call_is_told_to_the_product_with_its_signature(tmp_path: Path) -> None:
    async with product() as listening, site(hearing(options(tmp_path, rows=DISTRICT), listening)) as browser:
        assert "मिस्ड कॉल" in await browser.page(f"/phone/{STRANGER[1]}")
        assert await browser.press(f"/phone/{STRANGER[1]}/call") == 303

    (call,) = listening.calls
    assert json.loads(call)["from"] == f"91{STRANGER[1]}"


@on_a_loop
async def test_whoever_is_called_says_whose_the_number_is(tmp_path: Path) -> None:
    owner, other, dead = ("380036047777", "9811100007"), ("380036048888", "9811100007"), ("380036049999", "9811100009")
    people = (row(*owner, "works", "belongs"), row(*other, "works"), row(*dead, "belongs"))
    async with site(options(tmp_path, rows=people)) as browser:
        heard = [
            await browser.page(f"/phone/{number}/asked?account={account}") for account, number in (owner, other, dead)
        ]
        pocket = await browser.page("/phone/9811100001/asked?account=7777")

    assert heard == ["own", "wrong", "nobody"]
    assert pocket == "own"
