"""SMPP: beside smpp34's server, which others wrote."""

from __future__ import annotations

import asyncio

import pytest
import smpp34

from bijlisetu.channels.letter import Letter, Mail, Outcome, Reason, Reply, Report, ReportState
from bijlisetu.channels.sms.receipt import parse
from tests.channels.on_a_loop import Kept, on_a_loop, until
from tests.channels.sms.local_smsc import PERSON, smpp, smpp34_smsc, sms

HINDI = "कनेक्शन ..1234 का बिल ₹ 1,253 है। https://bijli.example/b/x"


@on_a_loop
async def test_a_letter_goes_out_as_indian_operators_want_it() -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        await channel.send(sms(text="Bill of ..1234 is due"))

    [submit] = smsc.submits
    assert (submit.source_addr, submit.source_addr_ton, submit.source_addr_npi) == ("BIJLIS", 5, 0)
    assert (submit.destination_addr, submit.dest_addr_ton, submit.dest_addr_npi) == (PERSON, 1, 1)
    assert (submit.esm_class, submit.data_coding, submit.registered_delivery) == (0, 0, 1)
    assert submit.short_message == b"Bill of ..1234 is due"
    assert {tlv.tag: tlv.value for tlv in submit.tlvs} == {
        0x1400: b"1101172974420810001",
        0x1401: b"1107161234567890123",
    }


@on_a_loop
async def test_hindi_goes_out_in_ucs_2() -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        await channel.send(sms(text=HINDI))

    [submit] = smsc.submits
    assert (submit.data_coding, submit.short_message.decode("utf-16-be")) == (8, HINDI)


@on_a_loop
async def test_long_text_goes_out_whole_in_message_payload() -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        await channel.send(sms(text=HINDI * 5))

    [submit] = smsc.submits
    payload = {tlv.tag: tlv.value for tlv in submit.tlvs}
    assert submit.short_message == b""
    assert payload[smpp34.TLV_MESSAGE_PAYLOAD].decode("utf-16-be") == HINDI * 5
    assert {0x1400, 0x1401} <= set(payload)


@on_a_loop
async def test_an_accepted_letter_brings_its_id_in_normal_form() -> None:
    async with (
        smpp34_smsc(lambda event, number: event.accept("000A1B2C")) as smsc,
        smpp(smsc.port, Kept()) as channel,
    ):
        verdict = await channel.send(sms())

    assert (verdict.outcome, verdict.carrier_id, verdict.reason) == (Outcome.ACCEPTED, "a1b2c", None)


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (smpp34.ESME_RTHROTTLED, Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        (smpp34.ESME_RMSGQFUL, Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        (smpp34.ESME_RSYSERR, Outcome.TRY_LATER, Reason.CARRIER_DOWN),
        (smpp34.ESME_RINVDSTADR, Outcome.REFUSED, Reason.NUMBER_DEAD),
        (smpp34.ESME_RINVSRCADR, Outcome.REFUSED, Reason.TEXT_REFUSED),
        (smpp34.ESME_RINVMSGLEN, Outcome.REFUSED, Reason.OUR_FAULT),
        (0xC3, Outcome.REFUSED, Reason.TEXT_REFUSED),
    ],
)
@on_a_loop
async def test_a_refusal_is_translated(status: int, outcome: Outcome, reason: Reason) -> None:
    async with (
        smpp34_smsc(lambda event, number: event.reject(status)) as smsc,
        smpp(smsc.port, Kept()) as channel,
    ):
        verdict = await channel.send(sms())

    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert f"0x{status:08X}" in verdict.detail
    assert (verdict.wait > 0) == (outcome is Outcome.TRY_LATER)


@on_a_loop
async def test_many_letters_are_under_way_at_once_but_no_more_than_the_window() -> None:
    waiting: list[smpp34.SubmitSmEvent] = []
    most = 0

    def decide(event: smpp34.SubmitSmEvent, number: int) -> None:
        nonlocal most
        waiting.append(event)
        most = max(most, len(waiting))
        if len(waiting) == 8 or number == 200:
            # Answered in reverse: the answers must find their letters by themselves.
            while waiting:
                event = waiting.pop()
                event.accept(event.short_message.decode().split()[-1])

    async with smpp34_smsc(decide) as smsc, smpp(smsc.port, Kept(), window=8) as channel:
        verdicts = await asyncio.gather(*(channel.send(sms(n, f"letter {n}")) for n in range(1000, 1200)))

    assert most == 8
    assert [verdict.carrier_id for verdict in verdicts] == [str(n) for n in range(1000, 1200)]


@on_a_loop
async def test_a_receipt_and_a_reply_are_handed_in_and_read() -> None:
    kept = Kept()
    async with smpp34_smsc() as smsc, smpp(smsc.port, kept) as channel:
        sent = await channel.send(sms())
        assert smsc.esme is not None
        receipt = await smsc.esme.deliver_sm(
            "BIJLIS",
            b"id:00000001 sub:001 dlvrd:001 submit date:2611221200 done date:261122120105 stat:DELIVRD err:000 text:Bi",
            source_addr=PERSON,
            esm_class=4,
        )
        reply = await smsc.esme.deliver_sm(
            "BIJLIS", "नहीं 1234".encode("utf-16-be"), source_addr="+" + PERSON, data_coding=8
        )

    assert receipt.is_success
    assert reply.is_success
    [first, second] = [item for record in kept.records for item in parse(record)]
    assert isinstance(first, Report)
    assert (first.state, first.carrier_id) == (ReportState.DELIVERED, sent.carrier_id)
    assert isinstance(second, Reply)
    assert (second.sender, second.text) == (PERSON, "नहीं 1234")


@on_a_loop
async def test_a_receipt_is_acknowledged_after_it_is_stored() -> None:
    stored = asyncio.Event()

    async def store(_: bytes) -> None:
        await stored.wait()

    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(store)):
        await until(lambda: smsc.esme)
        assert smsc.esme is not None
        delivering = asyncio.ensure_future(smsc.esme.deliver_sm("BIJLIS", b"id:1 stat:DELIVRD", esm_class=4))
        done, _ = await asyncio.wait([delivering], timeout=0.1)
        assert not done
        stored.set()
        assert (await delivering).is_success


@on_a_loop
async def test_letters_go_on_while_receipts_are_being_stored() -> None:
    stored = asyncio.Event()

    async def store(_: bytes) -> None:
        await stored.wait()

    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(store)) as channel:
        await until(lambda: smsc.esme)
        assert smsc.esme is not None
        delivering = asyncio.ensure_future(smsc.esme.deliver_sm("BIJLIS", b"id:1 stat:DELIVRD", esm_class=4))
        verdict = await channel.send(sms())
        stored.set()
        await delivering

    assert verdict.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_a_receipt_that_could_not_be_stored_is_asked_for_again() -> None:
    async def fail(_: bytes) -> None:
        raise OSError("the database is away")

    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(fail)):
        await until(lambda: smsc.esme)
        assert smsc.esme is not None
        answer = await smsc.esme.deliver_sm("BIJLIS", b"id:1 stat:DELIVRD", esm_class=4)

    assert answer.command_status == 0x64


@on_a_loop
async def test_what_cannot_be_put_into_a_pdu_is_our_fault() -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        verdicts = [
            await channel.send(sms(header="बिजली")),
            await channel.send(sms(text="")),
            await channel.send(sms(text="half a pair \ud83d")),
            await channel.send(sms(entity_id="१२३")),
        ]
        good = await channel.send(sms())

    assert {(verdict.outcome, verdict.reason) for verdict in verdicts} == {(Outcome.REFUSED, Reason.OUR_FAULT)}
    assert good.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_a_letter_that_is_no_sms_is_our_mistake() -> None:
    letter = Letter(attempt=1, to=PERSON, content=Mail(subject="s", text="t", html="h"))
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        with pytest.raises(TypeError):
            await channel.send(letter)
