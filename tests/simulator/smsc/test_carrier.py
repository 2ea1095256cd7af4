from __future__ import annotations

import asyncio
import struct
from pathlib import Path
from typing import Any

import pytest
import smpp34
from aiosmpplib import ESME, NPI, TON, DeliverSm, OptionalParam, PhoneNumber, SmppMessage, SubmitSm, SubmitSmResp
from aiosmpplib.broker import SimpleBroker
from aiosmpplib.hook import AbstractHook

from bijlisetu.simulator.options import Place
from bijlisetu.simulator.smsc.alphabet import decode, encode
from tests.simulator.carriers_world import (
    DEAD,
    ENTITY,
    OWNER,
    SMALL_DISTRICT,
    SMS_TEMPLATE,
    STRANGER_BY_SMS,
    hearing,
    logged,
    on_a_loop,
    options,
    product,
    quiet,
    row,
    until,
)
from tests.simulator.smsc.smsc_client import DLT, RECEIPT, bound, fields, next_delivery, smsc, submit, user_data_header


@on_a_loop
async def test_a_message_to_a_working_number_is_delivered(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place, bound(place) as session:
        answer = await submit(session, OWNER[1], "bill of a/c ..1234")
        event = await next_delivery(session)
        message_id = answer.message_id or ""
        await until(lambda: logged(setting, "SELECT * FROM statuses"))

    assert event.esm_class & RECEIPT
    assert (event.source_addr, event.destination_addr) == (f"91{OWNER[1]}", "UPPCLT")
    assert fields(event) | {"id": message_id, "stat": "DELIVRD", "err": "000"} == fields(event)
    tlvs = {tlv.tag: tlv for tlv in event.tlvs}
    assert tlvs[smpp34.TLV_RECEIPTED_MESSAGE_ID].as_string() == message_id
    assert tlvs[smpp34.TLV_MESSAGE_STATE].as_int() == 2
    rows = logged(setting, "SELECT id, channel, address, account, sender, body FROM messages")
    assert rows == [(message_id, "sms", f"91{OWNER[1]}", "1234", "UPPCLT", "bill of a/c ..1234")]


@on_a_loop
async def test_a_dead_number_is_told_by_receipt(tmp_path: Path) -> None:
    async with smsc(options(tmp_path)) as place, bound(place) as session:
        answer = await submit(session, DEAD[1], "बिल ..3456")
        event = await next_delivery(session)

    assert answer.is_success
    assert fields(event)["stat"] in ("UNDELIV", "EXPIRED")
    assert fields(event)["err"] in ("001", "027")


@on_a_loop
async def test_a_stranger_answers_no_to_the_header(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place, bound(place) as session:
        await submit(session, STRANGER_BY_SMS[1], "बिल ..9012 आपका नहीं? NO 9012 भेजें")
        events = [await next_delivery(session), await next_delivery(session)]
        await until(lambda: logged(setting, "SELECT * FROM replies WHERE given_at IS NOT NULL"))

    [answer] = [event for event in events if not event.esm_class & RECEIPT]
    assert answer.short_message == b"NO 9012"
    assert (answer.source_addr, answer.destination_addr) == (f"91{STRANGER_BY_SMS[1]}", "UPPCLT")


@on_a_loop
async def test_a_stranger_whom_letters_ask_presses_on_the_page_behind_the_link(tmp_path: Path) -> None:
    async with product() as listening:
        async with smsc(setting := options(tmp_path)) as place, bound(place) as session:
            await submit(
                session, STRANGER_BY_SMS[1], f"bill ..9012 {listening.url}/b/t1 Not yours? Tell us at this link"
            )
            await until(lambda: logged(setting, "SELECT * FROM statuses WHERE status = 'objected' AND code = ''"))

        assert listening.seen == ["/b/t1/answer/not_mine"]
        assert logged(setting, "SELECT * FROM replies") == []


OWNER_BY_SMS = ("380036047890", "9811100005")


@on_a_loop
@pytest.mark.parametrize(("person", "meaning"), [(OWNER_BY_SMS, "is_mine"), (STRANGER_BY_SMS, "not_mine")])
async def test_who_is_asked_whose_a_number_is_presses_so_though_no_account_is_named(
    tmp_path: Path, person: tuple[str, str], meaning: str
) -> None:
    async with product() as listening:
        listening.asks = ("is_mine",)
        rows = (*SMALL_DISTRICT, row(*OWNER_BY_SMS, "works", "belongs", "confirms"))
        async with smsc(setting := options(tmp_path, rows=rows)) as place, bound(place) as session:
            await submit(session, person[1], f"this number stands on a record. Is it yours? {listening.url}/b/t1")
            await until(lambda: any("/answer/" in path for path in listening.seen))

        assert [path for path in listening.seen if "/answer/" in path] == [f"/b/t1/answer/{meaning}"]
        assert logged(setting, "SELECT * FROM replies") == []


@on_a_loop
async def test_a_stranger_is_not_asked_by_a_text_without_the_answer(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place, bound(place) as session:
        await submit(session, STRANGER_BY_SMS[1], "power cut, a/c ..9012")
        await next_delivery(session)
        await quiet(setting)

    assert logged(setting, "SELECT * FROM replies") == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"tlvs": DLT[1:]}, "600"),
        ({"tlvs": [smpp34.Tlv(0x1400, b"12"), DLT[1]]}, "604"),
        ({"source_addr": "UPPCL1"}, "620"),
        ({"tlvs": DLT[:1]}, "630"),
        ({"tlvs": [DLT[0], smpp34.Tlv(0x1401, b"x")]}, "637"),
    ],
)
@on_a_loop
async def test_scrubbing_rejects_what_is_not_registered(tmp_path: Path, fault: dict[str, Any], code: str) -> None:
    async with smsc(options(tmp_path)) as place, bound(place) as session:
        await submit(session, OWNER[1], "bill", **fault)
        event = await next_delivery(session)

    assert (fields(event)["stat"], fields(event)["err"]) == ("REJECTD", code)


@on_a_loop
async def test_a_long_message_may_come_as_payload(tmp_path: Path) -> None:
    text = "आपका बिल ..1234 " * 30
    async with smsc(setting := options(tmp_path)) as place, bound(place) as session:
        payload = smpp34.Tlv(smpp34.TLV_MESSAGE_PAYLOAD, text.encode("utf-16-be"))
        await submit(session, OWNER[1], b"", data_coding=8, tlvs=[*DLT, payload, smpp34.Tlv(0x1402, b"chain")])

    assert logged(setting, "SELECT body FROM messages") == [(text,)]


@on_a_loop
async def test_parts_by_header_become_one_message_with_a_receipt_each(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place, bound(place) as session:
        second = await submit(session, OWNER[1], user_data_header(2) + b"..1234", esm_class=0x40)
        first = await submit(session, OWNER[1], user_data_header(1) + b"bill of ", esm_class=0x40)
        events = [await next_delivery(session), await next_delivery(session)]

    assert logged(setting, "SELECT id, body, account FROM messages") == [(first.message_id, "bill of ..1234", "1234")]
    assert {fields(event)["id"] for event in events} == {first.message_id, second.message_id}


@on_a_loop
async def test_parts_by_parameters_become_one_message(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place, bound(place) as session:
        for number, text in ((1, b"one "), (2, b"two")):
            sar = ((0x020C, b"\0\x07"), (0x020E, b"\x02"), (0x020F, bytes((number,))))
            await submit(session, OWNER[1], text, tlvs=[*DLT, *(smpp34.Tlv(tag, value) for tag, value in sar)])

    assert logged(setting, "SELECT body FROM messages") == [("one two",)]


@on_a_loop
async def test_receipts_wait_for_a_session_that_receives(tmp_path: Path) -> None:
    async with smsc(options(tmp_path)) as place:
        async with bound(place, bind_type="TX") as session:
            answer = await submit(session, OWNER[1], "bill")
        async with bound(place, bind_type="RX") as session:
            event = await next_delivery(session)

    assert fields(event)["id"] == answer.message_id


@on_a_loop
async def test_faster_than_the_rate_is_throttled(tmp_path: Path) -> None:
    async with smsc(options(tmp_path, smpp_rate=1)) as place, bound(place) as session:
        answers = [await submit(session, OWNER[1], "bill") for _ in range(10)]

    assert [answer.command_status for answer in answers].count(smpp34.ESME_RTHROTTLED) >= 8


@pytest.mark.parametrize(
    ("number", "source", "status"),
    [("12", "UPPCLT", smpp34.ESME_RINVDSTADR), (OWNER[1], "", smpp34.ESME_RINVSRCADR)],
)
@on_a_loop
async def test_an_address_that_is_none_is_refused(tmp_path: Path, number: str, source: str, status: int) -> None:
    async with smsc(options(tmp_path)) as place, bound(place) as session:
        answer = await submit(session, number, "bill", source_addr=source)

    assert answer.command_status == status


@on_a_loop
async def test_an_sms_reader_opens_the_bill(tmp_path: Path) -> None:
    readers = [row("380000001111", f"98111{number:05}", "works", "reads", "belongs") for number in range(60)]
    async with product() as listening:
        setting = hearing(options(tmp_path, rows=readers), listening)
        async with smsc(setting) as place, bound(place) as session:
            for number in range(60):
                await submit(session, f"98111{number:05}", f"bill ..1111 {listening.url}/b/t{number}. Pay")
            await quiet(setting)
        opened = logged(setting, "SELECT count(*) FROM statuses WHERE status = 'opened' AND code = ''")[0][0]

    assert 0 < opened < 20
    assert len([path for path in listening.seen if path.endswith("/bill.pdf")]) == opened


async def raw(place: Place, *pdus: bytes) -> list[tuple[int, int, int, int]]:
    """Send octets of our own making and return the headers of what comes back, one for each, or until it hangs up."""
    reader, writer = await asyncio.open_connection(place.host, place.port)
    writer.write(b"".join(pdus))
    headers = []
    try:
        async with asyncio.timeout(5):
            for _ in pdus:
                header = struct.unpack(">IIII", await reader.readexactly(16))
                headers.append(header)
                await reader.readexactly(header[0] - 16)
        return headers
    except asyncio.IncompleteReadError:
        return headers
    finally:
        writer.close()
        await writer.wait_closed()


def pdu(command: int, body: bytes = b"", sequence: int = 1) -> bytes:
    return struct.pack(">IIII", 16 + len(body), command, 0, sequence) + body


def bind(user: bytes = b"bijlisetu", password: bytes = b"secret") -> bytes:
    return pdu(0x09, user + b"\0" + password + b"\0" + b"\0\x34\0\0\0")


@pytest.mark.parametrize(
    ("pdus", "expected"),
    [
        ((bind(user=b"nobody"),), [(0x80000009, 0x0F)]),
        ((bind(password=b"wrong"),), [(0x80000009, 0x0E)]),
        ((bind(), bind()), [(0x80000009, 0), (0x80000009, 0x05)]),
        ((pdu(0x04),), [(0x80000004, 0x04)]),
        ((bind(), pdu(0x04, b"\0\0")), [(0x80000009, 0), (0x80000004, 0x02)]),
        ((pdu(0x15),), [(0x80000015, 0)]),
        ((bind(), pdu(0x06)), [(0x80000009, 0), (0x80000006, 0)]),
        ((pdu(0x77),), [(0x80000000, 0x03)]),
        ((b"GET / HTTP/1.1\r\n\r\n",), [(0x80000000, 0x02)]),
    ],
)
@on_a_loop
async def test_the_session_follows_the_specification(
    tmp_path: Path, pdus: tuple[bytes, ...], expected: list[tuple[int, int]]
) -> None:
    async with smsc(options(tmp_path)) as place:
        headers = await raw(place, *pdus)

    assert [(command, status) for _, command, status, _ in headers] == expected


class Heard(AbstractHook):
    """Keeps what aiosmpplib receives."""

    def __init__(self) -> None:
        self.answers: list[SubmitSmResp] = []
        self.deliveries: list[DeliverSm] = []

    async def sending(self, smpp_message: SmppMessage, pdu: bytes, client_id: str) -> None:
        return

    async def received(self, smpp_message: SmppMessage | None, pdu: bytes, client_id: str) -> None:
        if isinstance(smpp_message, SubmitSmResp):
            self.answers.append(smpp_message)
        if isinstance(smpp_message, DeliverSm):
            self.deliveries.append(smpp_message)

    async def send_error(self, smpp_message: SmppMessage, error: Exception, client_id: str) -> None:
        raise error


# Its writer is left to the garbage collector; nothing of ours.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@on_a_loop
async def test_aiosmpplib_sends_hindi_and_understands_the_receipt(tmp_path: Path) -> None:
    text = "खाता ..9012 का बिल ₹ 1,253.00, " * 6 + "NO 9012"
    heard = Heard()
    async with smsc(setting := options(tmp_path)) as place:
        esme = ESME(place.host, place.port, "bijlisetu", "secret", hook=heard, broker=SimpleBroker(), log_level="ERROR")
        running = asyncio.create_task(esme.start())
        message = SubmitSm(
            short_message=text,
            source=PhoneNumber("UPPCLT", TON.ALPHANUMERIC, NPI.UNKNOWN),
            destination=PhoneNumber(f"91{STRANGER_BY_SMS[1]}", TON.INTERNATIONAL, NPI.ISDN),
            encoding="ucs2",
            log_id="7",
            optional_params=[OptionalParam(0x1400, ENTITY), OptionalParam(0x1401, SMS_TEMPLATE)],
        )
        await esme.broker.enqueue(message)
        await until(lambda: len(heard.deliveries) == 2)
        await esme.stop()
        await running

    assert logged(setting, "SELECT body, account FROM messages") == [(text, "9012")]
    receipt = next(one for one in heard.deliveries if one.is_receipt())
    assert receipt.parse_receipt()["id"] == heard.answers[0].message_id
    assert receipt.parse_receipt()["stat"] == "DELIVRD"
    assert [one.short_message for one in heard.deliveries if not one.is_receipt()] == ["NO 9012"]


@pytest.mark.parametrize("text", ["Bill {12} [€]", "बिल ₹ 1", ""])
def test_a_text_survives_its_alphabet(text: str) -> None:
    assert decode(*encode(text)) == text
