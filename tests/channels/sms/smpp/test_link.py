"""The SMPP session: pairs, leave-taking, and PDUs however the line brings them."""

from __future__ import annotations

import asyncio

import pytest

from bijlisetu.channels.letter import ChannelRefused, Outcome, Report, ReportState, Verdict
from bijlisetu.channels.sms.channel import BindAs
from bijlisetu.channels.sms.receipt import parse
from bijlisetu.channels.sms.smpp import link as smpp_link
from tests.channels.on_a_loop import Kept, on_a_loop, until
from tests.channels.sms.local_smsc import (
    BIND,
    BIND_RECEIVER,
    BIND_RESP,
    BIND_TRANSMITTER,
    DATA_RESP,
    DELIVER_RESP,
    ENQUIRE,
    ENQUIRE_RESP,
    NACK,
    OUTBIND,
    SUBMIT,
    SUBMIT_RESP,
    UNBIND,
    UNBIND_RESP,
    Seen,
    Talk,
    bare_smsc,
    channel_to,
    data,
    deliver,
    pdu,
    smpp,
    sms,
    tlv,
    welcome,
)


class Holding:
    """Takes letters and answers them when told to."""

    def __init__(self) -> None:
        self.held: list[int] = []

    async def __call__(self, talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT:
            self.held.append(seen.sequence)
        else:
            await welcome(talk, seen)


def answers(*sequences: int) -> list[bytes]:
    return [pdu(SUBMIT_RESP, 0, sequence, b"id%d\0" % sequence) for sequence in sequences]


@on_a_loop
async def test_a_pair_takes_receipts_on_one_line_and_letters_on_the_other() -> None:
    kept = Kept()
    async with bare_smsc() as smsc, smpp(smsc.port, kept, bind_as=BindAs.PAIR) as channel:
        verdict = await channel.send(sms())
        smsc.talks[0].say(deliver(b"id:m1 stat:DELIVRD", esm_class=4))
        await until(lambda: DELIVER_RESP in smsc.talks[0].commands())

    receiving, sending = smsc.talks
    assert receiving.commands() == [BIND_RECEIVER, DELIVER_RESP, UNBIND]
    assert sending.commands() == [BIND_TRANSMITTER, SUBMIT, UNBIND]
    assert (verdict.outcome, len(kept.records)) == (Outcome.ACCEPTED, 1)


@on_a_loop
async def test_a_pair_is_refused_whole() -> None:
    async def refuse_letters(talk: Talk, seen: Seen) -> None:
        if seen.command == BIND_TRANSMITTER:
            talk.say(pdu(BIND_TRANSMITTER | NACK, 0x0E, seen.sequence))
        else:
            await welcome(talk, seen)

    async with bare_smsc(refuse_letters) as smsc:
        channel = channel_to(smsc.port, Kept(), bind_as=BindAs.PAIR)
        with pytest.raises(ChannelRefused, match="wrong password"):
            await channel.open()

    assert smsc.talks[0].commands() == [BIND_RECEIVER, UNBIND]


@on_a_loop
async def test_letters_go_on_while_the_line_for_receipts_is_made_anew() -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept(), bind_as=BindAs.PAIR) as channel:
        smsc.talks[0].cut()
        verdict = await channel.send(sms())
        await until(lambda: len(smsc.talks) == 3 and smsc.talks[2].seen)

    assert verdict.outcome is Outcome.ACCEPTED
    assert smsc.talks[2].commands()[0] == BIND_RECEIVER


@on_a_loop
async def test_answers_between_the_carriers_unbind_and_its_end_are_used() -> None:
    smsc_takes = Holding()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, Kept(), retry_after=9.0) as channel:
        sending = [asyncio.create_task(channel.send(sms(number))) for number in range(3)]
        await until(lambda: len(smsc_takes.held) == 3)
        smsc.talks[0].say(pdu(UNBIND, 0, 43), *answers(*smsc_takes.held[:2]))
        await asyncio.gather(*sending[:2])
        smsc.talks[0].writer.close()
        verdicts = await asyncio.gather(*sending)
        later = await channel.send(sms())

    assert [verdict.outcome for verdict in verdicts] == [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.UNSURE]
    assert later.outcome is Outcome.TRY_LATER


@on_a_loop
async def test_an_unbind_is_answered_after_the_letters_in_flight() -> None:
    smsc_takes = Holding()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, Kept(), retry_after=9.0) as channel:
        sending = asyncio.create_task(channel.send(sms()))
        await until(lambda: smsc_takes.held)
        smsc.talks[0].say(pdu(UNBIND, 0, 43), pdu(ENQUIRE, 0, 44))
        await until(lambda: ENQUIRE_RESP in smsc.talks[0].commands())
        held_back = await channel.send(sms())
        smsc.talks[0].say(*answers(*smsc_takes.held))
        await until(lambda: UNBIND_RESP in smsc.talks[0].commands())

    assert smsc.talks[0].commands() == [BIND, SUBMIT, ENQUIRE_RESP, UNBIND_RESP]
    assert (await sending).outcome is Outcome.ACCEPTED
    assert held_back.outcome is Outcome.TRY_LATER


@on_a_loop
async def test_a_line_cut_within_an_answer_leaves_that_letter_unsure() -> None:
    smsc_takes = Holding()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, Kept()) as channel:
        sending = [asyncio.create_task(channel.send(sms(number))) for number in range(2)]
        await until(lambda: len(smsc_takes.held) == 2)
        first, second = answers(*smsc_takes.held)
        smsc.talks[0].say(first, second[:-3])
        await sending[0]
        smsc.talks[0].cut()
        verdicts = await asyncio.gather(*sending)

    assert [verdict.outcome for verdict in verdicts] == [Outcome.ACCEPTED, Outcome.UNSURE]


@pytest.mark.parametrize("size", [1, 7, 17])
@on_a_loop
async def test_pdus_in_pieces_and_several_at_once_are_the_same(size: int) -> None:
    smsc_takes, kept = Holding(), Kept()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, kept) as channel:
        sending = [asyncio.create_task(channel.send(sms(number))) for number in range(3)]
        await until(lambda: len(smsc_takes.held) == 3)
        stream = b"".join([*answers(*smsc_takes.held), deliver(b"id:1 stat:DELIVRD", esm_class=4), pdu(ENQUIRE, 0, 9)])
        for at in range(0, len(stream), size):
            smsc.talks[0].say(stream[at : at + size])
            await smsc.talks[0].writer.drain()
            await asyncio.sleep(0)
        verdicts = await asyncio.gather(*sending)
        await until(lambda: {DELIVER_RESP, ENQUIRE_RESP} <= set(smsc.talks[0].commands()))

    assert {verdict.outcome for verdict in verdicts} == {Outcome.ACCEPTED}
    assert len(kept.records) == 1


@pytest.mark.parametrize("length", [0, 15, 1 << 18, 0xFFFFFFFF])
@on_a_loop
async def test_a_length_that_cannot_be_ends_the_line_after_what_was_good(length: int) -> None:
    smsc_takes = Holding()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, Kept()) as channel:
        sending = [asyncio.create_task(channel.send(sms(number))) for number in range(2)]
        await until(lambda: len(smsc_takes.held) == 2)
        smsc.talks[0].say(answers(smsc_takes.held[0])[0], length.to_bytes(4) + b"\0" * 12)
        verdicts = await asyncio.gather(*sending)
        await until(lambda: len(smsc.talks) == 2)

    assert [verdict.outcome for verdict in verdicts] == [Outcome.ACCEPTED, Outcome.UNSURE]
    last = smsc.talks[0].seen[-1]
    assert (last.command, last.status) == (NACK, 0x02)


@on_a_loop
async def test_an_outbind_is_not_answered() -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept()):
        smsc.talks[0].say(pdu(OUTBIND, 0, 7, b"SMSC\0pw\0"), pdu(ENQUIRE, 0, 8))
        await until(lambda: ENQUIRE_RESP in smsc.talks[0].commands())

    assert smsc.talks[0].commands()[:2] == [BIND, ENQUIRE_RESP]


@on_a_loop
async def test_a_receipt_by_data_sm_is_taken_and_answered() -> None:
    kept = Kept()
    async with bare_smsc() as smsc, smpp(smsc.port, kept):
        smsc.talks[0].say(data(esm_class=4, tlvs=tlv(0x1E, b"00AB\0") + tlv(0x427, b"\x02")))
        smsc.talks[0].say(data(esm_class=4, tlvs=tlv(0x424, b"id:ac stat:UNDELIV err:001"), sequence=79))
        await until(lambda: smsc.talks[0].commands().count(DATA_RESP) == 2)

    assert [(seen.status, seen.sequence, seen.body) for seen in smsc.talks[0].seen[1:3]] == [
        (0, 78, b"\0"), (0, 79, b"\0"),
    ]  # fmt: skip
    told = [item for record in kept.records for item in parse(record)]
    assert [(item.carrier_id, item.state) for item in told if isinstance(item, Report)] == [
        ("ab", ReportState.DELIVERED), ("ac", ReportState.FAILED),
    ]  # fmt: skip


@on_a_loop
async def test_an_answer_of_another_kind_is_not_the_letters() -> None:
    smsc_takes = Holding()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, Kept()) as channel:
        sending = asyncio.create_task(channel.send(sms()))
        await until(lambda: smsc_takes.held)
        smsc.talks[0].say(pdu(ENQUIRE_RESP, 0, smsc_takes.held[0]), *answers(*smsc_takes.held))
        verdict = await sending

    assert (verdict.outcome, verdict.carrier_id) == (Outcome.ACCEPTED, f"id{smsc_takes.held[0]}")


@on_a_loop
async def test_sequences_begin_anew_and_skip_what_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smpp_link, "HIGHEST_SEQUENCE", 4)
    smsc_takes = Holding()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, Kept()) as channel:
        waiting = asyncio.create_task(channel.send(sms()))
        await until(lambda: smsc_takes.held)
        for number in range(1, 6):
            sending = asyncio.create_task(channel.send(sms()))
            await until(lambda number=number: len(smsc_takes.held) > number)
            smsc.talks[0].say(*answers(smsc_takes.held[-1]))
            await sending
        smsc.talks[0].say(*answers(smsc_takes.held[0]))
        await waiting

    assert smsc_takes.held == [2, 3, 4, 1, 3, 4]


@on_a_loop
async def test_a_seat_is_free_again_after_an_answer_that_never_came() -> None:
    smsc_takes = Holding()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, Kept(), window=1, answer_within=0.05) as channel:
        first = await channel.send(sms())
        second = await channel.send(sms())

    assert {first.outcome, second.outcome} == {Outcome.UNSURE}
    assert len(smsc_takes.held) == 2
    assert smsc.talks[0].commands().count(SUBMIT) == 2


@on_a_loop
async def test_a_letter_given_up_by_its_sender_is_still_heard_of() -> None:
    smsc_takes, kept = Holding(), Kept()
    async with bare_smsc(smsc_takes) as smsc, smpp(smsc.port, kept) as channel:
        sending = asyncio.create_task(channel.send(sms(4711)))
        await until(lambda: smsc_takes.held)
        sending.cancel()
        smsc.talks[0].say(*answers(*smsc_takes.held))
        await until(lambda: kept.records)

    [report] = parse(kept.records[0])
    assert isinstance(report, Report)
    assert report.attempt == 4711


@on_a_loop
async def test_who_lets_us_in_and_puts_us_out_is_not_asked_at_once_again() -> None:
    async def put_out(talk: Talk, seen: Seen) -> None:
        talk.say(pdu(BIND_RESP, 0, seen.sequence, b"SMSC\0"))
        await talk.writer.drain()
        talk.cut()

    async with bare_smsc(put_out) as smsc, smpp(smsc.port, Kept(), retry_after=0.02):
        await asyncio.sleep(0.3)

    assert 2 <= len(smsc.talks) < 6  # at 0.02, 0.06, 0.14 and 0.3 seconds, not each 0.02


@on_a_loop
async def test_receipts_beyond_what_we_can_store_wait_at_the_carriers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smpp_link, "TAKEN_AT_ONCE", 4)
    stored = asyncio.Event()
    storing = 0

    async def store(_: bytes) -> None:
        nonlocal storing
        storing += 1
        await stored.wait()

    async with bare_smsc() as smsc, smpp(smsc.port, Kept(store), quiet_for=0.05):
        for number in range(4):
            smsc.talks[0].say(deliver(b"id:1 stat:DELIVRD", esm_class=4, sequence=number + 1))
        await until(lambda: storing == 4)
        smsc.talks[0].say(*[deliver(b"id:2 stat:DELIVRD", esm_class=4, sequence=number) for number in range(5, 9)])
        await asyncio.sleep(0.2)
        waiting = storing
        stored.set()
        await until(lambda: smsc.talks[0].commands().count(DELIVER_RESP) == 8)

    assert waiting == 4
    assert len(smsc.talks) == 1  # while it is we who do not listen, the carrier is not dead


@on_a_loop
async def test_a_thousand_letters_with_their_receipts_come_through() -> None:
    kept = Kept()

    async def take(talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT:
            number = seen.sequence
            talk.say(deliver(b"id:%08X stat:DELIVRD" % number, esm_class=4, sequence=number))
            talk.say(pdu(SUBMIT_RESP, 0, number, b"%08X\0" % number))
        else:
            await welcome(talk, seen)

    async with bare_smsc(take) as smsc, smpp(smsc.port, kept, window=50) as channel:
        verdicts: list[Verdict] = await asyncio.gather(*(channel.send(sms(number)) for number in range(1000)))
        await until(lambda: len(kept.records) == 1000)

    told = {item.carrier_id for record in kept.records for item in parse(record) if isinstance(item, Report)}
    assert {verdict.carrier_id for verdict in verdicts} == told
    assert len(told) == 1000
