"""Delivery receipts and answers: the deliver_sm PDUs that go back to the sender."""

from __future__ import annotations

import time
from typing import NamedTuple

from bijlisetu.simulator.people.behaviour import Deed
from bijlisetu.simulator.smsc.alphabet import encode
from bijlisetu.simulator.smsc.dialects import Dialect
from bijlisetu.simulator.smsc.pdu import Short, Tag, c_octets

RECEIPT = 0x04  #: esm_class
LONGEST_TEXT = 254
ON_ITS_WAY = ("ENROUTE", 1)
#: The word and the number (5.2.28) for each end of a message.
STATES = {
    Deed.DELIVERED: ("DELIVRD", 2),
    Deed.EXPIRED: ("EXPIRED", 3),
    Deed.FAILED: ("UNDELIV", 5),
    Deed.REJECTED: ("REJECTD", 8),
}

#: How an operator of that dialect calls every end.
OBSCURE = ("CLOSED", 77)


class Report(NamedTuple):
    """What a receipt says."""

    message_id: str
    header: str
    number: str
    beginning: str  #: of the text
    word: str
    state: int
    code: str
    submitted_at: float
    at: float


def receipts(report: Report, dialect: Dialect) -> list[tuple[Short, bool]]:
    """Return the receipts by which the operator tells the report, each with whether it is the one that counts."""
    final = _receipt(report._replace(word=OBSCURE[0], state=OBSCURE[1]) if dialect.is_obscure else report, dialect)
    if not dialect.is_chatty:
        return [(final, True)]
    on_its_way = report._replace(word=ON_ITS_WAY[0], state=ON_ITS_WAY[1], code="", at=report.submitted_at)
    return [(_receipt(on_its_way, dialect), False), (final, True), (final, False)]


def _receipt(report: Report, dialect: Dialect) -> Short:
    """Return a receipt (appendix B), the id in its text and, with most operators, as a parameter."""
    message_id = dialect.written(report.message_id)
    words = _sparse(report, message_id) if dialect.is_sparse else _full(report, message_id)
    parameters: dict[int, bytes] = {
        Tag.RECEIPTED_MESSAGE_ID: c_octets(message_id),
        Tag.MESSAGE_STATE: bytes((report.state,)),
    }
    return Short(
        source=report.number,
        destination=report.header,
        source_ton=1,
        source_npi=1,
        destination_ton=5,
        destination_npi=0,
        esm_class=RECEIPT,
        text=words.encode("ascii"),
        optional=parameters if dialect.has_parameters else {},
    )


def _full(report: Report, message_id: str) -> str:
    return (
        f"id:{message_id} sub:001 dlvrd:{int(report.word == 'DELIVRD'):03} "
        f"submit date:{_minute(report.submitted_at)} done date:{_minute(report.at)} "
        f"stat:{report.word} err:{report.code or '000'} text:{_beginning(report.beginning)}"
    )


def _sparse(report: Report, message_id: str) -> str:
    submitted, done = _second(report.submitted_at), _second(report.at)
    return f"stat:{report.word} id:{message_id} err:{report.code or '0'} submit date:{submitted} done date:{done}"


def answer(*, number: str, header: str, text: str) -> Short:
    """Return what the phone's owner writes to the header."""
    octets, coding = encode(text)
    is_long = len(octets) > LONGEST_TEXT
    return Short(
        source=number,
        destination=header,
        source_ton=1,
        source_npi=1,
        destination_ton=5,
        destination_npi=0,
        data_coding=coding,
        text=b"" if is_long else octets,
        optional={Tag.MESSAGE_PAYLOAD: octets} if is_long else {},
    )


def _second(at: float) -> str:
    return time.strftime("%y%m%d%H%M%S", time.gmtime(at))


def _minute(at: float) -> str:
    return time.strftime("%y%m%d%H%M", time.gmtime(at))


def _beginning(text: str) -> str:
    # The appendix allows twenty characters, and Devanagari cannot be written there.
    return "".join(mark for mark in text if " " <= mark <= "~")[:20].strip()
