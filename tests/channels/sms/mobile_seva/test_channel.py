"""Mobile Seva on a real socket, with a gateway that reckons the key by itself."""

from __future__ import annotations

import asyncio
import hashlib
import html
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from bijlisetu.channels.letter import ChannelRefused, Letter, Mail, Outcome, Reason, Registration
from bijlisetu.channels.sms.mobile_seva.channel import MobileSeva
from tests.channels.on_a_loop import on_a_loop
from tests.channels.sms.local_smsc import PERSON, sms
from tests.channels.whatsapp.local_graph import Answer, Asked, graph, raw

USER, PASSWORD, SECURE_KEY = "bijli-test", "not-a-real-password", "not-a-real-key"
HINDI = "खाता ..1234 का बिल ₹ 1,253 है"


@dataclass
class Gateway:
    """The gateway and the forms it took."""

    url: str
    forms: list[dict[str, str]] = field(default_factory=list)


def checked(form: dict[str, str]) -> str:
    """Answer as the gateway does: the key is over user, header, content as sent, and the secure key."""
    if (
        form["username"] != USER
        or form["password"] != hashlib.sha1(PASSWORD.encode(), usedforsecurity=False).hexdigest()
    ):
        return "401"
    seal = hashlib.sha512(f"{form['username']}{form['senderid']}{form['content']}{SECURE_KEY}".encode())
    return "402,MsgID = 150620161466003974245msdgsms" if form["key"] == seal.hexdigest() else "416"


@asynccontextmanager
async def gateway(answer: str | int = "") -> AsyncIterator[Gateway]:
    """Run a gateway that answers so; with nothing given, as its rules want it."""
    forms: list[dict[str, str]] = []

    async def take(asked: Asked) -> web.StreamResponse:
        if asked.method == "HEAD":
            return web.Response(status=405)
        forms.append({name: values[0] for name, values in parse_qs(asked.body.decode(), strict_parsing=True).items()})
        if isinstance(answer, int):
            return web.Response(status=answer, text="402,MsgID = 1")
        return web.Response(text=answer or checked(forms[-1]))

    async with graph(take) as server:
        yield Gateway(f"{server.url}/esms/sendsmsrequestDLT", forms)


@asynccontextmanager
async def mobile_seva(url: str, *, timeout: float = 5.0, password: str = PASSWORD) -> AsyncIterator[MobileSeva]:
    channel = MobileSeva(url=url, user=USER, password=password, secure_key=SECURE_KEY, timeout=timeout)
    await channel.open()
    try:
        yield channel
    finally:
        await channel.close()


@on_a_loop
async def test_english_goes_out_as_it_is() -> None:
    async with gateway() as there, mobile_seva(there.url) as channel:
        verdict = await channel.send(sms(text=" Bill of ..1234 & more: Rs 1253 "))

    [form] = there.forms
    assert (verdict.outcome, verdict.carrier_id) == (Outcome.ACCEPTED, "150620161466003974245msdgsms")
    assert {name: form[name] for name in form if name not in ("password", "key")} == {
        "username": USER,
        "senderid": "BIJLIS",
        "content": "Bill of ..1234 & more: Rs 1253",
        "smsservicetype": "singlemsg",
        "mobileno": PERSON.removeprefix("91"),
        "templateid": "1107161234567890123",
        "entityid": "1101172974420810001",
    }


@on_a_loop
async def test_hindi_goes_out_in_entities_and_the_key_is_over_them() -> None:
    async with gateway() as there, mobile_seva(there.url) as channel:
        verdict = await channel.send(sms(text=HINDI))

    [form] = there.forms
    assert verdict.outcome is Outcome.ACCEPTED
    assert form["smsservicetype"] == "unicodemsg"
    assert form["content"].startswith("&#2326;&#2366;")
    assert html.unescape(form["content"]) == HINDI


@on_a_loop
async def test_beyond_the_first_plane_there_are_two_entities() -> None:
    async with gateway() as there, mobile_seva(there.url) as channel:
        await channel.send(sms(text="बिल💡"))

    assert there.forms[0]["content"].endswith("&#55357;&#56481;")


@pytest.mark.parametrize(("text", "service"), [("Your OTP is 1234", "otpmsg"), ("आपका OTP 1234 है", "unicodeotpmsg")])
@on_a_loop
async def test_an_otp_goes_its_own_way(text: str, service: str) -> None:
    async with gateway() as there, mobile_seva(there.url) as channel:
        await channel.send(sms(text=text, is_otp=True))

    assert there.forms[0]["smsservicetype"] == service


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        ("402", Outcome.ACCEPTED, None),
        (" 402 , MsgID=77\n", Outcome.ACCEPTED, None),
        ("401", Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        ("403", Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        ("404", Outcome.TRY_LATER, Reason.CARRIER_DOWN),
        ("406", Outcome.REFUSED, Reason.NUMBER_DEAD),
        ("409", Outcome.UNSURE, Reason.CARRIER_DOWN),
        ("413,text", Outcome.REFUSED, Reason.TEXT_REFUSED),
        ("416", Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        ("418", Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        ("499", Outcome.UNSURE, Reason.OTHER),
        ("4021", Outcome.UNSURE, Reason.OTHER),
        ("<html>moved</html>", Outcome.UNSURE, Reason.OTHER),
        ("-", Outcome.UNSURE, Reason.OTHER),
        (503, Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        (500, Outcome.UNSURE, Reason.OTHER),
        (302, Outcome.UNSURE, Reason.OTHER),
    ],
)
@on_a_loop
async def test_answers_are_translated(answer: str | int, outcome: Outcome, reason: Reason | None) -> None:
    async with gateway(answer) as there, mobile_seva(there.url) as channel:
        verdict = await channel.send(sms())

    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@on_a_loop
async def test_a_wrong_password_stops_the_channel_and_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with gateway() as there, mobile_seva(there.url, password="another-secret") as channel:
        verdict = await channel.send(sms())

    assert verdict.reason is Reason.CHANNEL_STOPPED
    for secret in ("another-secret", SECURE_KEY, there.forms[0]["password"], there.forms[0]["key"], PERSON[2:]):
        assert secret not in repr(verdict) + caplog.text


@on_a_loop
async def test_a_line_cut_after_the_message_leaves_us_unsure() -> None:
    async def hang_up(asked: Asked) -> web.StreamResponse:
        if asked.method != "HEAD":
            asked.line.abort()  # type: ignore[attr-defined]
        return web.Response()

    taken: Answer = hang_up
    async with graph(taken) as server, mobile_seva(server.url) as channel:
        verdict = await channel.send(sms())

    assert (verdict.outcome, verdict.reason) == (Outcome.UNSURE, Reason.CARRIER_DOWN)


@on_a_loop
async def test_closing_waits_for_the_letters_in_flight() -> None:
    go, came = asyncio.Event(), asyncio.Event()

    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.method == "POST":
            came.set()
            await go.wait()
        return web.Response(text="402,MsgID = 1")

    async with graph(answer) as server:
        async with mobile_seva(server.url) as channel:
            sending = asyncio.create_task(channel.send(sms()))
            await came.wait()
            asyncio.get_running_loop().call_later(0.05, go.set)
        verdict = await sending

    assert verdict.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_nobody_there_is_said_in_one_line() -> None:
    async with raw(lambda reader, writer: reader.read()) as port:
        pass
    channel = MobileSeva(url=f"http://127.0.0.1:{port}/x", user=USER, password=PASSWORD, secure_key=SECURE_KEY)

    with pytest.raises(ChannelRefused, match="Mobile Seva cannot be reached") as refused:
        await channel.open()

    assert PASSWORD not in str(refused.value)
    await channel.close()


@on_a_loop
async def test_a_gateway_gone_meanwhile_is_for_later() -> None:
    async with gateway() as there:
        channel = MobileSeva(url=there.url, user=USER, password=PASSWORD, secure_key=SECURE_KEY)
        await channel.open()
    verdict = await channel.send(sms())
    await channel.close()

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.CARRIER_DOWN)


@pytest.mark.parametrize("text", ["", "  ", "half a pair \ud83d"])
@on_a_loop
async def test_what_is_no_text_is_our_fault(text: str) -> None:
    async with gateway() as there, mobile_seva(there.url) as channel:
        verdict = await channel.send(sms(text=text))

    assert (verdict.outcome, verdict.reason, there.forms) == (Outcome.REFUSED, Reason.OUR_FAULT, [])


@on_a_loop
async def test_a_text_that_is_not_the_registered_one_does_not_leave() -> None:
    registration = Registration(text="Another text altogether", header="BIJLIS", template_id="1107161234567890123")
    async with gateway() as there, mobile_seva(there.url) as channel:
        verdict = await channel.send(sms(registration=registration))

    assert (verdict.outcome, verdict.reason, verdict.detail) == (Outcome.REFUSED, Reason.TEXT_REFUSED, "text_differs")
    assert there.forms == []


@on_a_loop
async def test_a_letter_that_is_no_sms_is_our_mistake() -> None:
    letter = Letter(attempt=1, to=PERSON, content=Mail(subject="s", text="t", html="h"))
    async with gateway() as there, mobile_seva(there.url) as channel:
        with pytest.raises(TypeError):
            await channel.send(letter)
