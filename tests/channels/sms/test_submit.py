"""Long texts: whole, in parts, and what becomes of a message of which only some parts were taken."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest
from aiosmpplib import SubmitSm
from aiosmpplib.protocol import PduHeader, SmppCommand, SmppCommandStatus

from bijlisetu.channels.letter import Outcome, Reason, Registration, Report, ReportState
from bijlisetu.channels.sms.receipt import parse
from bijlisetu.channels.sms.submit import Chain, ChainForm, LongMessages
from tests.channels.on_a_loop import Kept, on_a_loop, until
from tests.channels.sms.local_smsc import (
    SUBMIT,
    SUBMIT_RESP,
    Seen,
    Talk,
    bare_smsc,
    channel_to,
    pdu,
    smpp,
    smpp34_smsc,
    sms,
    welcome,
)

HINDI = "खाता ..1234 का नवम्बर 2026 का बिल ₹ 1,253.00 है, देय तिथि 07-12-2026। " * 3


@dataclass
class Some:
    """Takes the parts of a message, but the one numbered so it answers with the status; with none, it says nothing."""

    odd: int
    status: int | None
    times: int = 1

    async def __call__(self, talk: Talk, seen: Seen) -> None:
        number = talk.commands().count(SUBMIT)
        if seen.command != SUBMIT or not self.odd <= number < self.odd + self.times:
            await welcome(talk, seen)
        elif self.status is not None:
            talk.say(pdu(SUBMIT_RESP, self.status, seen.sequence))


@on_a_loop
async def test_parts_bear_a_header_and_each_the_ids() -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(), long_messages=LongMessages.PARTS) as channel:
        verdict = await channel.send(sms(0x1234, text=HINDI))

    total = len(smsc.submits)
    assert total == 4
    assert [submit.short_message[:6] for submit in smsc.submits] == [
        bytes((5, 0, 3, 0x34, total, number)) for number in range(1, total + 1)
    ]
    assert b"".join(submit.short_message[6:] for submit in smsc.submits).decode("utf-16-be") == HINDI
    for submit in smsc.submits:
        assert (submit.esm_class, submit.data_coding, submit.registered_delivery) == (0x40, 8, 1)
        assert len(submit.short_message) <= 140
        assert {tlv.tag: tlv.value for tlv in submit.tlvs} == {
            0x1400: b"1101172974420810001",
            0x1401: b"1107161234567890123",
        }
    assert (verdict.carrier_id, verdict.more_ids) == ("1", ("2", "3", "4"))


@on_a_loop
async def test_english_parts_hold_153_each() -> None:
    text = "a" * 152 + "€" + "b" * 100
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(), long_messages=LongMessages.PARTS) as channel:
        await channel.send(sms(text=text))

    assert [len(submit.short_message) - 6 for submit in smsc.submits] == [152, 102]


@on_a_loop
async def test_sar_tells_the_parts_in_parameters() -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(), long_messages=LongMessages.SAR) as channel:
        await channel.send(sms(0x1234, text=HINDI))

    told = [{tlv.tag: tlv.value for tlv in submit.tlvs} for submit in smsc.submits]
    assert [(one[0x20C], one[0x20E], one[0x20F]) for one in told] == [
        (b"\x12\x34", b"\x04", bytes([number])) for number in range(1, 5)
    ]
    assert all({0x1400, 0x1401} <= set(one) for one in told)
    assert b"".join(submit.short_message for submit in smsc.submits).decode("utf-16-be") == HINDI


@pytest.mark.parametrize("how", LongMessages)
@on_a_loop
async def test_what_fits_one_message_goes_out_as_one(how: LongMessages) -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(), long_messages=how) as channel:
        verdict = await channel.send(sms(text="a" * 160))

    [submit] = smsc.submits
    assert (submit.esm_class, submit.short_message, verdict.more_ids) == (0, b"a" * 160, ())


@pytest.mark.parametrize(("length", "payload"), [(254, False), (255, True), (256, True)])
@on_a_loop
async def test_sm_length_is_never_255(length: int, payload: bool) -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        await channel.send(sms(text="a" * length))

    [submit] = smsc.submits
    assert (submit.short_message == b"") == payload
    assert {0x1400, 0x1401} <= {tlv.tag for tlv in submit.tlvs}


@on_a_loop
async def test_a_refused_first_part_refuses_the_whole() -> None:
    async with (
        bare_smsc(Some(1, 0x0B)) as smsc,
        smpp(smsc.port, Kept(), long_messages=LongMessages.PARTS) as channel,
    ):
        verdict = await channel.send(sms(text=HINDI))

    assert (verdict.outcome, verdict.reason, verdict.more_ids) == (Outcome.REFUSED, Reason.NUMBER_DEAD, ())
    assert smsc.talks[0].commands().count(SUBMIT) == 1


@pytest.mark.parametrize(("how", "weight"), [(LongMessages.PAYLOAD, 1), (LongMessages.PARTS, 4), (LongMessages.SAR, 4)])
def test_a_letter_weighs_as_many_messages_as_it_takes(how: LongMessages, weight: int) -> None:
    channel = channel_to(1, Kept(), long_messages=how)

    assert channel.weight(sms(text=HINDI)) == weight


@on_a_loop
async def test_a_refused_later_part_leaves_us_unsure_with_the_ids_we_have() -> None:
    async with (
        bare_smsc(Some(3, 0x45)) as smsc,
        smpp(smsc.port, Kept(), long_messages=LongMessages.PARTS) as channel,
    ):
        verdict = await channel.send(sms(text=HINDI))

    assert (verdict.outcome, verdict.carrier_id, verdict.more_ids) == (Outcome.UNSURE, "m1", ("m2", "", ""))
    assert verdict.detail.startswith("part 3 of 4: 0x00000045")
    assert smsc.talks[0].commands().count(SUBMIT) == 3


@on_a_loop
async def test_a_later_part_without_an_answer_is_handed_in_when_it_comes() -> None:
    kept = Kept()
    async with (
        bare_smsc(Some(2, None)) as smsc,
        smpp(smsc.port, kept, long_messages=LongMessages.PARTS, answer_within=0.1) as channel,
    ):
        verdict = await channel.send(sms(4711, text=HINDI))
        smsc.talks[0].say(pdu(SUBMIT_RESP, 0x45, smsc.talks[0].seen[-1].sequence))
        await until(lambda: kept.records)

    assert (verdict.outcome, verdict.carrier_id, verdict.more_ids) == (Outcome.UNSURE, "m1", ("", "", ""))
    [report] = parse(kept.records[0])
    assert isinstance(report, Report)
    assert (report.attempt, report.state) == (4711, ReportState.FAILED)


@on_a_loop
async def test_a_first_part_without_an_answer_still_tells_how_many_there_were() -> None:
    async with (
        bare_smsc(Some(1, None)) as smsc,
        smpp(smsc.port, Kept(), long_messages=LongMessages.PARTS, answer_within=0.05) as channel,
    ):
        verdict = await channel.send(sms(text=HINDI))

    assert (verdict.outcome, verdict.carrier_id, verdict.more_ids) == (Outcome.UNSURE, "", ("", "", ""))


@on_a_loop
async def test_a_busy_carrier_is_asked_again_for_the_rest_of_a_message() -> None:
    async with (
        bare_smsc(Some(2, 0x58)) as smsc,
        smpp(smsc.port, Kept(), long_messages=LongMessages.PARTS) as channel,
    ):
        verdict = await channel.send(sms(text=HINDI))

    assert (verdict.outcome, verdict.more_ids) == (Outcome.ACCEPTED, ("m3", "m4", "m5"))
    [first, second, again, *_] = [seen.body for seen in smsc.talks[0].seen if seen.command == SUBMIT]
    assert second == again != first


@on_a_loop
async def test_more_parts_than_a_header_can_count_are_our_fault() -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept(), long_messages=LongMessages.PARTS) as channel:
        verdict = await channel.send(sms(text="क" * 67 * 256))

    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, Reason.OUR_FAULT)


ENTITY, TELEMARKETER = "1101172974420810001", "1101172974420830004"


def test_the_chains_hash_is_that_of_the_operators() -> None:
    chain = Chain(telemarketers=(TELEMARKETER,))

    assert chain.told(ENTITY) == b"c0c951afca257c5b87c3da535c09112080483f35b7e6faf35e2428b3b526b694"


@pytest.mark.parametrize(
    ("chain", "told"),
    [
        (Chain(telemarketers=(TELEMARKETER,)), hashlib.sha256(f"{ENTITY},{TELEMARKETER}".encode()).hexdigest()),
        (Chain(telemarketers=("1", "2"), form=ChainForm.IDS, tag=0x1403), f"{ENTITY},1,2"),
    ],
)
@on_a_loop
async def test_a_chain_is_told_with_each_message(chain: Chain, told: str) -> None:
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(), chain=chain) as channel:
        await channel.send(sms())

    assert {tlv.tag: tlv.value for tlv in smsc.submits[0].tlvs}[chain.tag] == told.encode()


@on_a_loop
async def test_a_registered_text_leaves_and_another_does_not() -> None:
    registered = {"header": "BIJLIS", "template_id": "1107161234567890123"}
    good = Registration(text="Bill of ..{#numeric#} is due now", **registered)
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        taken = await channel.send(sms(text="Bill of ..1234 is due now", registration=good))
        refused = await channel.send(sms(text="Bill of ..1,234 is due now", registration=good))

    assert taken.outcome is Outcome.ACCEPTED
    assert (refused.outcome, refused.reason, refused.detail) == (
        Outcome.REFUSED, Reason.TEXT_REFUSED, "variable_type",
    )  # fmt: skip
    assert len(smsc.submits) == 1


@on_a_loop
async def test_scrubbing_can_be_left_to_the_operator() -> None:
    another = Registration(text="Another text altogether", header="BIJLIS", template_id="1")
    async with smpp34_smsc() as smsc, smpp(smsc.port, Kept(), scrub=False) as channel:
        verdict = await channel.send(sms(registration=another))

    assert verdict.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("text", ["Bill of ..1234 {is} [due] €", HINDI[:60], HINDI])
@on_a_loop
async def test_aiosmpplib_reads_what_we_write(text: str) -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        await channel.send(sms(text=text))

    seen = smsc.talks[0].seen[1]
    whole = pdu(seen.command, seen.status, seen.sequence, seen.body)
    header = PduHeader(len(whole), SmppCommand(seen.command), SmppCommandStatus(seen.status), seen.sequence)
    read = SubmitSm.from_pdu(whole, header, "gsm0338")
    assert isinstance(read, SubmitSm)
    assert (read.short_message or read.message_payload) == text
    assert read.source.number == "BIJLIS"
    assert {0x1400: "1101172974420810001", 0x1401: "1107161234567890123"}.items() <= {
        param.tag: param.value for param in read.optional_params
    }.items()
