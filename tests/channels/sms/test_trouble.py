"""SMPP when the line, the carrier or its words are not as they should be."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack

import pytest

from bijlisetu.channels.letter import ChannelRefused, Outcome, Reason, Report, ReportState
from bijlisetu.channels.sms.codes import ErrorTable
from bijlisetu.channels.sms.ids import IdRule
from bijlisetu.channels.sms.receipt import NotAReceipt, parse
from tests.channels.on_a_loop import Kept, on_a_loop, until
from tests.channels.sms.local_smsc import (
    BIND,
    BIND_RESP,
    DELIVER_RESP,
    ENQUIRE,
    ENQUIRE_RESP,
    NACK,
    SUBMIT,
    SUBMIT_RESP,
    UNBIND,
    UNBIND_RESP,
    Seen,
    Talk,
    bare_smsc,
    channel_to,
    deliver,
    free_port,
    pdu,
    smpp,
    sms,
    tlv,
    welcome,
)

PASSWORD = "s3cret"


async def _refusal(port: int, *, password: str = PASSWORD, host: str = "127.0.0.1") -> str:
    channel = channel_to(port, Kept(), host=host, password=password, bind_within=0.3)
    with pytest.raises(ChannelRefused) as refused:
        await channel.open()
    line = str(refused.value)
    assert password not in line
    assert "\n" not in line
    return line


@on_a_loop
async def test_binding_says_who_we_are() -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept()):
        pass

    assert smsc.talks[0].seen[0].body == b"bijli\0s3cret\0\0\x34\0\0\0"
    assert smsc.talks[0].commands() == [BIND, UNBIND]


@pytest.mark.parametrize(
    ("status", "words"),
    [(0x0E, "wrong password"), (0x0F, "unknown system id"), (0x05, "already bound"), (0x4AA, "own")],
)
@on_a_loop
async def test_a_refused_bind_is_said_in_one_line(status: int, words: str) -> None:
    async def refuse(talk: Talk, seen: Seen) -> None:
        talk.say(pdu(BIND_RESP, status, seen.sequence))

    async with bare_smsc(refuse) as smsc:
        line = await _refusal(smsc.port)

    assert line.startswith(f"SMS carrier at 127.0.0.1:{smsc.port} refuses user bijli: 0x{status:08X}")
    assert words in line


@on_a_loop
async def test_nobody_there_is_said_in_one_line() -> None:
    line = await _refusal(free_port())

    assert line.startswith("SMS carrier cannot be reached at 127.0.0.1:")


@on_a_loop
async def test_a_name_nobody_bears_is_said_in_one_line() -> None:
    assert "cannot be reached" in await _refusal(2775, host="nowhere.invalid")


@on_a_loop
async def test_a_carrier_that_never_answers_the_bind_is_given_up() -> None:
    async def keep_quiet(talk: Talk, seen: Seen) -> None:
        pass

    begun = time.monotonic()
    async with bare_smsc(keep_quiet) as smsc:
        line = await _refusal(smsc.port)

    assert "no answer in time" in line
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.7\r\n", b""])
@on_a_loop
async def test_what_speaks_no_smpp_is_refused(greeting: bytes) -> None:
    async def greet(talk: Talk, seen: Seen) -> None:
        talk.say(greeting)
        await talk.writer.drain()
        talk.writer.close()

    async with bare_smsc(greet) as smsc:
        assert "cannot be reached" in await _refusal(smsc.port)


@on_a_loop
async def test_a_password_beyond_smpp_is_refused_before_it_is_sent() -> None:
    assert "8 for the password" in await _refusal(free_port(), password="much-too-long")


@on_a_loop
async def test_a_letter_has_six_hours_to_arrive() -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        await channel.send(sms())

    assert b"\0" + b"000000060000000R" + b"\0" in smsc.talks[0].seen[1].body
    assert [seen.sequence for seen in smsc.talks[0].seen] == [1, 2, 3]


@on_a_loop
async def test_a_line_cut_after_the_letter_leaves_us_unsure() -> None:
    async def cut(talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT:
            talk.cut()
        else:
            await welcome(talk, seen)

    async with bare_smsc(cut) as smsc, smpp(smsc.port, Kept()) as channel:
        verdicts = await asyncio.gather(channel.send(sms(1)), channel.send(sms(2)))

    assert {(verdict.outcome, verdict.reason) for verdict in verdicts} == {(Outcome.UNSURE, Reason.CARRIER_DOWN)}


@on_a_loop
async def test_while_the_carrier_is_away_letters_are_for_later_and_then_go_on() -> None:
    port = free_port()
    async with AsyncExitStack() as open_until_the_end:
        async with bare_smsc(port=port):
            channel = await open_until_the_end.enter_async_context(smpp(port, Kept()))
            before = await channel.send(sms())
        away = await channel.send(sms())
        async with bare_smsc(port=port) as again:
            await until(lambda: again.talks and again.talks[0].seen)
            back = await channel.send(sms())
            while back.outcome is Outcome.TRY_LATER:
                await asyncio.sleep(0.01)
                back = await channel.send(sms())

    assert before.outcome is Outcome.ACCEPTED
    assert away.outcome in (Outcome.TRY_LATER, Outcome.UNSURE)  # unsure, if it was written into the dying line
    assert back.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_without_a_line_nothing_leaves() -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept(), retry_after=30.0) as channel:
        smsc.talks[0].say(pdu(UNBIND, 0, 43))
        await until(lambda: UNBIND_RESP in smsc.talks[0].commands())
        verdict = await channel.send(sms())

    assert (verdict.outcome, verdict.reason, verdict.wait) == (Outcome.TRY_LATER, Reason.CARRIER_DOWN, 30.0)
    assert SUBMIT not in smsc.talks[0].commands()


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        pytest.param(0x0E, Reason.CHANNEL_STOPPED, id="wrong password"),
        pytest.param(0x0D, Reason.CHANNEL_STOPPED, id="bind failed"),
        pytest.param(0x401, Reason.CHANNEL_STOPPED, id="a status of the carrier's own"),
        pytest.param(0x05, Reason.CARRIER_DOWN, id="thinks our cut line alive"),
        pytest.param(0x08, Reason.CARRIER_DOWN, id="out of order"),
        pytest.param(0x58, Reason.CARRIER_DOWN, id="too many binds"),
    ],
)
@on_a_loop
async def test_a_bind_refused_later_stops_the_channel_unless_it_passes(status: int, reason: Reason) -> None:
    binds = 0

    async def refuse_again(talk: Talk, seen: Seen) -> None:
        nonlocal binds
        if seen.command == BIND:
            binds += 1
        if binds > 1:
            talk.say(pdu(BIND_RESP, status, seen.sequence))
        else:
            await welcome(talk, seen)

    async with bare_smsc(refuse_again) as smsc, smpp(smsc.port, Kept()) as channel:
        smsc.talks[0].cut()
        await until(lambda: binds > 2)
        verdict = await channel.send(sms())

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, reason)


@on_a_loop
async def test_an_answer_too_late_is_handed_in_with_its_attempt() -> None:
    held: list[int] = []

    async def hold(talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT:
            held.append(seen.sequence)
        else:
            await welcome(talk, seen)

    kept = Kept()
    async with bare_smsc(hold) as smsc, smpp(smsc.port, kept, answer_within=0.1) as channel:
        verdicts = [await channel.send(sms(4711)), await channel.send(sms(4712))]
        smsc.talks[0].say(pdu(SUBMIT_RESP, 0, held[0], b"00AB12\0"), pdu(SUBMIT_RESP, 0x0B, held[1]))
        await until(lambda: len(kept.records) == 2)

    assert {verdict.outcome for verdict in verdicts} == {Outcome.UNSURE}
    [taken, refused] = [item for record in kept.records for item in parse(record)]
    assert isinstance(taken, Report)
    assert (taken.attempt, taken.state, taken.carrier_id) == (4711, ReportState.SENT, "ab12")
    assert isinstance(refused, Report)
    assert (refused.attempt, refused.state, refused.reason) == (4712, ReportState.FAILED, Reason.NUMBER_DEAD)


@on_a_loop
async def test_a_receipt_before_the_answer_disturbs_nothing() -> None:
    async def receipt_first(talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT:
            talk.say(deliver(b"id:m1 stat:DELIVRD err:000", esm_class=4))
        await welcome(talk, seen)

    kept = Kept()
    async with bare_smsc(receipt_first) as smsc, smpp(smsc.port, kept) as channel:
        verdict = await channel.send(sms())
        await until(lambda: DELIVER_RESP in smsc.talks[0].commands())

    assert verdict.carrier_id == "m1"
    assert [item.carrier_id for record in kept.records for item in parse(record)] == ["m1"]  # type: ignore[union-attr]


ODD = {
    "date of twelve digits": deliver(b"id:1 done date:261122101530 stat:DELIVRD err:000", esm_class=4),
    "err in hex": deliver(b"id:1 stat:UNDELIV err:1A", esm_class=4),
    "only TLVs": deliver(b"", esm_class=4, tlvs=tlv(0x1E, b"1\0") + tlv(0x427, b"\x02")),
    "no fields at all": deliver(b"thank you", esm_class=4),
    "unknown coding": deliver(b"NO 1234", data_coding=0xF1),
    "unknown numbering plan": deliver(b"NO 1234").replace(b"\x01\x01919", b"\x07\x0f919"),
    "UCS-2 of odd length": deliver(b"\x09\x28\x09", data_coding=8),
    "user data header": deliver(b"\x05\x00\x03\x2a\x02\x01NO 1234", esm_class=0x40),
    "broken header": deliver(b"\xff\x00", esm_class=0x40),
    "cut TLV": deliver(b"NO 1234", tlvs=b"\x14\x00\x00\x09abc"),
    "a NUL counted and not sent": pdu(
        0x05, 0, 77, deliver(b"id:1 stat:DELIVRD err:000", esm_class=4)[16:].replace(b"\x19id", b"\x1aid")
    ),
    "cut short": pdu(0x05, 0, 77, b"\0\x01\x01\0"),
    "empty": pdu(0x05, 0, 77),
}


@pytest.mark.parametrize("name", ODD)
@on_a_loop
async def test_odd_deliveries_are_kept_acknowledged_and_survived(name: str) -> None:
    kept = Kept()
    async with bare_smsc() as smsc, smpp(smsc.port, kept) as channel:
        smsc.talks[0].say(ODD[name])
        await until(lambda: DELIVER_RESP in smsc.talks[0].commands())
        verdict = await channel.send(sms())

    [answer] = [seen for seen in smsc.talks[0].seen if seen.command == DELIVER_RESP]
    assert (answer.status, answer.sequence, answer.body) == (0, 77, b"\0")
    assert len(kept.records) == 1
    if name in ("cut short", "empty"):  # set apart with its fault, not passed over
        with pytest.raises(NotAReceipt):
            list(parse(kept.records[0]))
    else:
        list(parse(kept.records[0]))
    assert verdict.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("sequence", [0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
@on_a_loop
async def test_what_comes_before_we_are_bound_is_taken_and_answered_by_its_number(sequence: int) -> None:
    async def hasty(talk: Talk, seen: Seen) -> None:
        if seen.command == BIND:
            talk.say(pdu(ENQUIRE, 0, sequence), deliver(b"id:1 stat:DELIVRD", esm_class=4, sequence=sequence))
            await asyncio.sleep(0.05)
        await welcome(talk, seen)

    kept = Kept()
    async with bare_smsc(hasty) as smsc, smpp(smsc.port, kept) as channel:
        verdict = await channel.send(sms())

    answers = [(seen.command, seen.sequence) for seen in smsc.talks[0].seen if seen.command & NACK]
    assert answers[:2] == [(ENQUIRE_RESP, sequence), (DELIVER_RESP, sequence)]
    assert (len(kept.records), verdict.outcome) == (1, Outcome.ACCEPTED)


@on_a_loop
async def test_an_answer_given_twice_is_not_the_next_letters() -> None:
    async def twice(talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT:
            answer = pdu(SUBMIT_RESP, 0, seen.sequence, b"m%d\0" % seen.sequence)
            talk.say(answer, answer, pdu(NACK, 3, seen.sequence))
        else:
            await welcome(talk, seen)

    async with bare_smsc(twice) as smsc, smpp(smsc.port, Kept()) as channel:
        verdicts = [await channel.send(sms(attempt)) for attempt in (1, 2, 3)]

    assert len({verdict.carrier_id for verdict in verdicts}) == 3
    assert {verdict.outcome for verdict in verdicts} == {Outcome.ACCEPTED}


@pytest.mark.parametrize(
    "odd",
    [
        pdu(SUBMIT_RESP, 0x42A, 999_999),
        pdu(SUBMIT_RESP, 0, 999_999, b"\xff\xfe\0"),
        pdu(NACK, 3, 0),
        pdu(ENQUIRE_RESP, 0, 5_000),
        pdu(0x80000103, 0, 3),
        pdu(0x00000102, 0, 3, b"\0\0\0"),
    ],
)
@on_a_loop
async def test_answers_to_nothing_are_survived(odd: bytes) -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept()) as channel:
        smsc.talks[0].say(odd)
        verdict = await channel.send(sms())

    assert verdict.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_requests_of_the_carrier_are_answered() -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept()):
        smsc.talks[0].say(pdu(ENQUIRE, 0, 41), pdu(0x00000111, 0, 42, b"\0"))
        await until(lambda: len(smsc.talks[0].seen) == 3)

    assert [(seen.command, seen.status, seen.sequence) for seen in smsc.talks[0].seen[1:3]] == [
        (ENQUIRE_RESP, 0, 41),
        (NACK, 3, 42),
    ]


@on_a_loop
async def test_an_unbind_of_the_carrier_is_answered_and_we_bind_again() -> None:
    async with bare_smsc() as smsc, smpp(smsc.port, Kept()):
        smsc.talks[0].say(pdu(UNBIND, 0, 43))
        await until(lambda: len(smsc.talks) == 2 and smsc.talks[1].seen)

    assert smsc.talks[0].commands() == [BIND, UNBIND_RESP]


@on_a_loop
async def test_a_quiet_carrier_is_asked_and_dropped_if_it_is_dead() -> None:
    async def answer_once(talk: Talk, seen: Seen) -> None:
        if seen.command != ENQUIRE or talk.commands().count(ENQUIRE) == 1:
            await welcome(talk, seen)

    async with bare_smsc(answer_once) as smsc, smpp(smsc.port, Kept(), quiet_for=0.05):
        await until(lambda: len(smsc.talks) > 1)

    assert smsc.talks[0].commands() == [BIND, ENQUIRE, ENQUIRE]


@pytest.mark.parametrize(("status", "reason"), [(633, Reason.TEXT_REFUSED), (0x4FF, Reason.OTHER)])
@on_a_loop
async def test_a_status_of_the_carriers_own_refuses_one_letter_and_no_more(status: int, reason: Reason) -> None:
    async def refuse_one(talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT and talk.commands().count(SUBMIT) == 1:
            talk.say(pdu(SUBMIT_RESP, status, seen.sequence))
        else:
            await welcome(talk, seen)

    async with bare_smsc(refuse_one) as smsc, smpp(smsc.port, Kept()) as channel:
        refused, good = await channel.send(sms(1)), await channel.send(sms(2))

    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, reason)
    assert good.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(("status", "outcome"), [(0x58, Outcome.TRY_LATER), (3, Outcome.REFUSED), (0, Outcome.UNSURE)])
@on_a_loop
async def test_a_generic_nack_answers_a_letter_too(status: int, outcome: Outcome) -> None:
    async def nack(talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT:
            talk.say(pdu(NACK, status, seen.sequence))
        else:
            await welcome(talk, seen)

    async with bare_smsc(nack) as smsc, smpp(smsc.port, Kept()) as channel:
        verdict = await channel.send(sms())

    assert verdict.outcome is outcome


@on_a_loop
async def test_closing_waits_for_the_letters_in_flight() -> None:
    async def slowly(talk: Talk, seen: Seen) -> None:
        if seen.command == SUBMIT:
            await asyncio.sleep(0.1)
        await welcome(talk, seen)

    async with bare_smsc(slowly) as smsc:
        async with smpp(smsc.port, Kept()) as channel:
            sending = asyncio.create_task(channel.send(sms()))
            await until(lambda: SUBMIT in smsc.talks[0].commands())
        verdict = await sending

    assert verdict.outcome is Outcome.ACCEPTED
    assert smsc.talks[0].commands() == [BIND, SUBMIT, UNBIND]


@on_a_loop
async def test_records_bear_the_habits_of_their_connector() -> None:
    kept = Kept()
    habits = {"ids": IdRule.AS_GIVEN, "errors": ErrorTable.KALEYRA}
    async with bare_smsc() as smsc, smpp(smsc.port, kept, **habits):
        smsc.talks[0].say(deliver(b"id:1 stat:UNDELIV err:027", esm_class=4))
        await until(lambda: kept.records)

    [report] = parse(kept.records[0])
    assert isinstance(report, Report)
    assert (report.exact, report.reason) == (True, Reason.TEXT_REFUSED)


@on_a_loop
async def test_records_are_json_with_the_octets_as_they_came() -> None:
    kept = Kept()
    async with bare_smsc() as smsc, smpp(smsc.port, kept):
        smsc.talks[0].say(deliver(b"NO 1234", tlvs=tlv(0x1402, b"x")))
        await until(lambda: kept.records)

    record = json.loads(kept.records[0])
    assert abs(record.pop("at") - time.time()) < 5
    assert record == {
        "source": "919811122233",
        "destination": "BIJLIS",
        "esm_class": 0,
        "data_coding": 0,
        "message": b"NO 1234".hex(),
        "tlvs": {"1402": b"x".hex()},
    }
