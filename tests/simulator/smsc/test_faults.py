"""Faults of the SMSC and of the mail server, and the dialects of operators."""

from __future__ import annotations

import asyncio
import struct
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
import smpp34

from bijlisetu.simulator.options import Place
from bijlisetu.simulator.process import standing
from tests.simulator.carriers_world import DEAD, OWNER, logged, on_a_loop, options, until
from tests.simulator.smsc.smsc_client import bound, fields, next_delivery, smsc, submit, switch, user_data_header

HOUR = 3600
TAKEN = "SELECT count(*) FROM messages"


class Line:
    """An SMPP session on which nothing happens by itself."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def bound(cls, place: Place) -> Line:
        line = cls(*await asyncio.open_connection(place.host, place.port))
        line.send(0x09, b"bijlisetu\0secret\0\0\x34\0\0\0")
        assert (await line.next())[0] == 0x80000009
        return line

    def send(self, command: int, body: bytes = b"", sequence: int = 1) -> None:
        self.writer.write(struct.pack(">IIII", 16 + len(body), command, 0, sequence) + body)

    def submit(self, number: str, sequence: int = 1) -> None:
        address = f"91{number}".encode()
        tlvs = b"".join(struct.pack(">HH", tag, 19) + b"1101000000000000001" for tag in (0x1400, 0x1401))
        body = b"\0\x05\0BIJLEE\0\x01\x01" + address + b"\0\0\0\0\0\0\x01\0\0\0\x04bill" + tlvs
        self.send(0x04, body, sequence)

    async def next(self) -> tuple[int, int, bytes]:
        """Return the command, the status and the body of what comes next."""
        length, command, status, _ = struct.unpack(">IIII", await self.reader.readexactly(16))
        return command, status, await self.reader.readexactly(length - 16)


@pytest.mark.parametrize(("fault", "status"), [("error_500", 0x08), ("error_429", 0x58)])
@on_a_loop
async def test_a_submit_refused_by_a_fault_was_not_taken(tmp_path: Path, fault: str, status: int) -> None:
    async with smsc(setting := options(tmp_path, faults=(f"sms.{fault}=1",))) as place, bound(place) as session:
        answer = await submit(session, OWNER[1], "bill")

    assert answer.command_status == status
    assert logged(setting, TAKEN) == [(0,)]


@pytest.mark.parametrize(("fault", "taken"), [("cut_before_accept", 0), ("cut_after_accept", 1), ("half_answer", 1)])
@on_a_loop
async def test_a_line_dropped_with_a_submit_in_flight(tmp_path: Path, fault: str, taken: int) -> None:
    async with smsc(setting := options(tmp_path, factor=1.0, faults=(f"sms.{fault}=1",))) as place:
        line = await Line.bound(place)
        line.submit(OWNER[1])
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await line.next()
        line.writer.close()

    assert logged(setting, TAKEN) == [(taken,)]


@on_a_loop
async def test_a_receipt_may_come_before_the_answer(tmp_path: Path) -> None:
    async with smsc(options(tmp_path, factor=1.0, faults=("sms.early=1",))) as place:
        line = await Line.bound(place)
        line.submit(OWNER[1])
        receipt, answer = await line.next(), await line.next()
        line.writer.close()

    assert (receipt[0], answer[0]) == (0x05, 0x80000004)
    assert b"id:" + answer[2].rstrip(b"\0") in receipt[2]


@on_a_loop
async def test_while_it_is_down_the_port_refuses_and_then_takes_again(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place:
        line = await Line.bound(place)
        await switch(setting, sms={"down": True})
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await line.next()
        with pytest.raises(OSError, match=r"\d"):
            await asyncio.open_connection(place.host, place.port)
        await switch(setting, sms={"down": False})
        again = await Line.bound(place)
        for each in (line, again):
            each.writer.close()


@on_a_loop
async def test_the_carrier_drops_all_lines_once(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place:
        line = await Line.bound(place)
        await switch(setting, sms={"drops": 1})
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await line.next()
        again = await Line.bound(place)
        again.send(0x15)
        answer = await again.next()
        for each in (line, again):
            each.writer.close()

    assert answer[0] == 0x80000015


@on_a_loop
async def test_the_carrier_takes_leave(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place:
        line = await Line.bound(place)
        await switch(setting, sms={"unbinds": 1})
        command, _, _ = await line.next()
        line.writer.close()

    assert command == 0x06


@on_a_loop
async def test_an_incident_calls_working_numbers_unknown(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path)) as place, bound(place) as session:
        await switch(setting, incident={"share": 1.0, "hours": 6})
        await submit(session, OWNER[1], "bill")
        event = await next_delivery(session)

    assert (fields(event)["stat"], fields(event)["err"]) == ("UNDELIV", "001")
    assert logged(setting, "SELECT fate FROM messages") == [("001",)]


def decimal(message_id: str) -> str:
    return str(int(message_id, 16))


@pytest.mark.parametrize(
    ("dialect", "written"),
    [
        ("plain", str),
        ("decimal", decimal),
        ("stripped", lambda message_id: message_id.lstrip("0").upper()),
        ("without_parameters", str),
    ],
)
@on_a_loop
async def test_the_dialect_writes_ids_its_own_way(tmp_path: Path, dialect: str, written: Any) -> None:
    async with smsc(options(tmp_path, faults=(f"sms.dialect={dialect}",))) as place, bound(place) as session:
        answer = await submit(session, OWNER[1], "bill")
        event = await next_delivery(session)

    assert fields(event)["id"] == written(answer.message_id)
    has_parameter = smpp34.TLV_RECEIPTED_MESSAGE_ID in {tlv.tag for tlv in event.tlvs}
    assert has_parameter is (dialect == "plain")


@on_a_loop
async def test_a_sparse_receipt_has_long_dates_and_lacks_fields(tmp_path: Path) -> None:
    async with smsc(options(tmp_path, faults=("sms.dialect=sparse",))) as place, bound(place) as session:
        await submit(session, DEAD[1], "bill")
        event = await next_delivery(session)

    said = fields(event)
    assert said.keys() == {"stat", "id", "err", "submit_date", "done_date"}
    assert len(said["done_date"]) == 12


@on_a_loop
async def test_a_chatty_operator_tells_the_way_and_the_end_twice(tmp_path: Path) -> None:
    async with smsc(options(tmp_path, faults=("sms.dialect=chatty",))) as place:
        line = await Line.bound(place)
        line.submit(OWNER[1])
        bodies = [(await line.next())[2] for _ in range(4)]
        line.writer.close()

    told = [body.partition(b"stat:")[2].split(b" ")[0] for body in bodies if b"stat:" in body]
    assert told == [b"ENROUTE", b"DELIVRD", b"DELIVRD"]


@on_a_loop
async def test_the_end_is_told_when_it_was_acknowledged_and_not_the_way(tmp_path: Path) -> None:
    async with smsc(setting := options(tmp_path, faults=("sms.dialect=chatty",))) as place, bound(place) as session:
        await submit(session, OWNER[1], "bill")
        await until(lambda: logged(setting, "SELECT status FROM statuses") == [("delivered",)])


@on_a_loop
async def test_one_receipt_may_stand_for_all_parts(tmp_path: Path) -> None:
    setting = options(tmp_path, faults=("sms.dialect=one_for_all",))
    async with smsc(setting) as place, bound(place) as session:
        first = await submit(session, OWNER[1], user_data_header(1) + b"bill of ", esm_class=0x40)
        await submit(session, OWNER[1], user_data_header(2) + b"..1234", esm_class=0x40)
        told = fields(await next_delivery(session))["id"]
        await until(lambda: logged(setting, "SELECT 1 FROM statuses"))
        again = logged(setting, "SELECT count(*) FROM statuses")

    assert (told, again) == (first.message_id, [(1,)])


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "बिल"
    message.set_content("खाता ..1111 का बिल")
    return message


async def mail(place: Place) -> str:
    """Send a mail and return what came of it: a code, or that the line was cut."""
    smtp = aiosmtplib.SMTP(hostname=place.host, port=place.port, timeout=5)
    try:
        await smtp.connect()
        await smtp.send_message(letter(), sender="bounce+77@bijli.example", recipients=["a@b.example"])
    except aiosmtplib.SMTPResponseException as error:
        return str(error.code)
    except (aiosmtplib.SMTPException, OSError):
        return "cut"
    finally:
        smtp.close()
    return "250"


@pytest.mark.parametrize(
    ("fault", "outcome", "taken"),
    [
        ("error_429=1", "421", 0),
        ("error_500=1", "451", 0),
        ("cut_before_accept=1", "cut", 0),
        ("cut_after_accept=1", "cut", 1),
        ("half_answer=1", "cut", 1),
        ("down=true", "cut", 0),
        ("slow=0.01", "250", 1),
    ],
)
@on_a_loop
async def test_a_mail_meets_a_fault(tmp_path: Path, fault: str, outcome: str, taken: int) -> None:
    async with standing("smtp", setting := options(tmp_path, faults=(f"mail.{fault}",))) as (place, _):
        came = await mail(place)

    assert came == outcome
    assert logged(setting, TAKEN) == [(taken,)]
