"""Somebody else's client, unchanged but for the address, against our Graph API."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pywa import WhatsApp
from pywa.errors import WhatsAppError
from pywa.types.templates import (
    BodyText,
    Buttons,
    HeaderDocument,
    QuickReplyButton,
    Template,
    TemplateCategory,
    TemplateLanguage,
)

from bijlisetu.simulator.options import Place
from bijlisetu.simulator.process import standing
from tests.simulator.carriers_world import NUMBER_ID, OWNER, STRANGER, hearing, on_a_loop, options, product, until

TOKEN = "token"
HINDI = TemplateLanguage.HINDI


class ToLocal(httpx.HTTPTransport):
    """Carries what is meant for Meta to our port: pywa has no setting for the address."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host=self.place.host, port=self.place.port)
        return super().handle_request(request)


@contextmanager
def pywa(place: Place, token: str = TOKEN) -> Iterator[WhatsApp]:
    with httpx.Client(transport=ToLocal(place)) as session:
        yield WhatsApp(
            phone_id=NUMBER_ID, waba_id="200000000000001", token=token, app_id="300000000000001", session=session
        )


def bill_template() -> Template:
    return Template(
        name="bill_by_pywa",
        category=TemplateCategory.UTILITY,
        language=HINDI,
        components=[
            HeaderDocument(example=b"%PDF-1.7"),
            BodyText("खाता {{1}} का बिल {{2}} है।", "..1234", "₹ 10.00"),
            Buttons(buttons=[QuickReplyButton(text="हाँ, मेरा है"), QuickReplyButton(text="मेरा नहीं")]),
        ],
    )


def send_bill(client: WhatsApp, account: str, number: str) -> str:
    sent = client.send_template(
        to=f"91{number}",
        name="bill_by_pywa",
        language=HINDI,
        params=[
            HeaderDocument.params(document="https://x.example/b.pdf", filename="bill.pdf"),
            BodyText.params(f"..{account[-4:]}", "₹ 1,253.00"),
            QuickReplyButton.params(index=0, callback_data="confirm:8"),
            QuickReplyButton.params(index=1, callback_data="not_mine:8"),
        ],
        tracker="8",
    )
    return sent.id


@on_a_loop
async def test_pywa_registers_a_template_and_sends_a_bill(tmp_path: Path) -> None:
    async with product() as listening, standing("graph", hearing(options(tmp_path), listening)) as (place, _):
        with pywa(place) as client:
            created = await asyncio.to_thread(client.create_template, bill_template())
            message = await asyncio.to_thread(send_bill, client, *STRANGER)
            listed = await asyncio.to_thread(client.get_templates)
        await until(lambda: listening.messages and "delivered" in listening.states(message))

    assert created.status == "APPROVED"
    assert "bill_by_pywa" in {template.name for template in listed}
    assert listening.messages[0]["button"] == {"payload": "not_mine:8", "text": "मेरा नहीं"}
    assert {status["biz_opaque_callback_data"] for status in listening.statuses} == {"8"}


@pytest.mark.parametrize(("token", "code"), [(TOKEN, 132001), ("stolen", 190)])
@on_a_loop
async def test_pywa_understands_our_refusals(tmp_path: Path, token: str, code: int) -> None:
    async with standing("graph", options(tmp_path)) as (place, _):
        with pywa(place, token) as client, pytest.raises(WhatsAppError) as refusal:
            await asyncio.to_thread(send_bill, client, *OWNER)

    assert refusal.value.code == code


@on_a_loop
async def test_pywa_uploads_a_document_and_reads_the_number(tmp_path: Path) -> None:
    async with standing("graph", options(tmp_path)) as (place, _):
        with pywa(place) as client:
            medium = await asyncio.to_thread(client.upload_media, b"%PDF-1.7", "application/pdf", "bill.pdf")
            said = await asyncio.to_thread(client.get_media_url, medium.id)
            number = await asyncio.to_thread(client.get_business_phone_number)

    assert said.file_size == 8
    assert number.id == NUMBER_ID
