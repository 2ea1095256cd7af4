"""Delivery receipts and answers: the deliver_sm PDUs that go back to the sender."""

from __future__ import annotations

import time

from bijlisetu.simulator.behaviour import Deed
from bijlisetu.simulator.smsc.alphabet import encode
from bijlisetu.simulator.smsc.pdu import Short, Tag, c_octets

RECEIPT = 0x04  #: esm_class
LONGEST_TEXT = 254
#: The word and the number (5.2.28) for each end of a message.
STATES = {
    Deed.DELIVERED: ("DELIVRD", 2),
    Deed.EXPIRED: ("EXPIRED", 3),
    Deed.FAILED: ("UNDELIV", 5),
    Deed.REJECTED: ("REJECTD", 8),
}


def receipt(
    *, message_id: str, header: str, number: str, text: str, deed: Deed, code: str, submitted_at: float, at: float
) -> Short:
    """Return the receipt for a message (appendix B), its id in the text and as a parameter."""
    word, state = STATES[deed]
    words = (
        f"id:{message_id} sub:001 dlvrd:{int(deed is Deed.DELIVERED):03} submit date:{_minute(submitted_at)} "
        f"done date:{_minute(at)} stat:{word} err:{code or '000'} text:{_beginning(text)}"
    )
    return Short(
        source=number,
        destination=header,
        source_ton=1,
        source_npi=1,
        destination_ton=5,
        destination_npi=0,
        esm_class=RECEIPT,
        text=words.encode("ascii"),
        optional={Tag.RECEIPTED_MESSAGE_ID: c_octets(message_id), Tag.MESSAGE_STATE: bytes((state,))},
    )


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


def _minute(at: float) -> str:
    return time.strftime("%y%m%d%H%M", time.gmtime(at))


def _beginning(text: str) -> str:
    # Twenty characters, as the appendix says; Devanagari has no place in it.
    return "".join(mark for mark in text if " " <= mark <= "~")[:20].strip()
