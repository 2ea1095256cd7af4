"""What an SMSC delivered: receipts of our messages, and people's answers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from bijlisetu.channels.letter import Part, Reason, Reply, Report, ReportState
from bijlisetu.channels.outside import FOREIGN, moment, sender_of, words
from bijlisetu.channels.sms.codes import (
    DLT,
    ERROR_TABLES,
    MESSAGE_STATES,
    REASONS,
    STATES,
    ErrorTable,
    meaning_of,
    told,
)
from bijlisetu.channels.sms.ids import IdRule, id_variants, normal_id
from bijlisetu.channels.sms.smpp.pdu import UDH
from bijlisetu.channels.sms.text import decoded, part_of, receipt_text
from bijlisetu.values import ChannelKind

__all__ = ["NotAReceipt", "id_variants", "normal_id", "parse"]

LONGEST_STATE = 30
RECEIPT = 0x04  # bits of esm_class
INTERMEDIATE = 0x20
RECEIPTED_MESSAGE_ID = "001e"
MESSAGE_PAYLOAD = "0424"
NETWORK_ERROR_CODE = "0423"
MESSAGE_STATE = "0427"
PARTS = ("020c", "020e", "020f")  # the reference of a text in parts, how many there are, and which this is

#: Most write "id:7 stat:DELIVRD"; some id=7, some "id":"7".
IS = r'"?\s*[:=]\s*"?'
ID = re.compile(rf'\bid{IS}(?!sub\s*[:=])([^\s,;|"]+)', re.IGNORECASE)
STAT = re.compile(rf'\bstat(?:us)?{IS}([^\s,;|":=]+)', re.IGNORECASE)
ERR = re.compile(rf"\berr{IS}(?:0x)?([0-9A-Fa-f]+)\b", re.IGNORECASE)
TEXT = re.compile(r"\btext\s*:", re.IGNORECASE)


#: A receipt in the form of the specification. Some SMSCs send it without the mark that it is one.
BY_THE_BOOK = tuple(
    re.compile(part, re.IGNORECASE) for part in (r"\s*id\s*:\s*\S+\s", r"\bdone date\s*:", r"\bstat\s*:\s*[A-Z]")
)


#: "id:" at the beginning, as the record holds it: octets in hexadecimal.
BEGINS_LIKE_ONE = (b'"message": "69643a', b'"message": "49443a')


class NotAReceipt(ValueError):
    """The record is none that the SMS channel hands in."""


class Habits(NamedTuple):
    """How a connector writes its receipts."""

    ids: IdRule
    errors: Mapping[int, Reason]

    @classmethod
    def of(cls, delivered: Mapping[str, Any]) -> Habits:
        """Return the habits that a record bears; the usual ones where it bears none that we know."""
        ids, errors = delivered.get("ids"), delivered.get("errors")
        return cls(
            IdRule(ids) if ids in list(IdRule) else IdRule.TOLERANT,
            ERROR_TABLES[ErrorTable(errors) if errors in list(ErrorTable) else ErrorTable.NETWORK],
        )


def parse(record: bytes, skipped: Counter[str] | None = None) -> Iterator[Report | Reply]:
    """
    Yield what a record of the SMS channel says; count in skipped what says nothing.

    The record bears how its connector writes ids and errors, where that is not as usual.

    :raises NotAReceipt: if the record is none of ours
    """
    delivered = _load(record)
    found = _read(delivered)
    if isinstance(found, (Report, Reply)):
        yield found
    elif skipped is not None:
        skipped[found] += 1


def may_be_a_reply(record: bytes) -> bool:
    """Return whether a person may have written it: it bears no mark of a receipt and does not begin like one."""
    return b'"esm_class": 0' in record and not any(sign in record for sign in BEGINS_LIKE_ONE)


def _load(record: bytes) -> dict[str, Any]:
    try:
        delivered = json.loads(record)
    except (ValueError, RecursionError) as error:
        raise NotAReceipt(f"no JSON: {type(error).__name__}") from None
    if not isinstance(delivered, dict):
        raise NotAReceipt(f"a JSON {type(delivered).__name__} where an object is expected")
    return delivered


def _read(delivered: dict[str, Any]) -> Report | Reply | str:
    # The time is ours at arrival. The receipt's dates have no zone, and carriers disagree on the one meant.
    at = moment(delivered.get("at"))
    if "late" in delivered:
        return _late(delivered, at)
    if "malformed" in delivered:
        raise NotAReceipt("a PDU that cannot be taken apart")
    if "message" not in delivered:
        return "malformed"
    tlvs = _tlvs(delivered)
    esm_class = _whole(delivered.get("esm_class"))
    octets = _octets(delivered.get("message")) or tlvs.get(MESSAGE_PAYLOAD, b"")
    data_coding, has_header = _whole(delivered.get("data_coding")), bool(esm_class & UDH)
    text = receipt_text(octets, data_coding=data_coding, has_header=has_header)
    is_marked = bool(esm_class & (RECEIPT | INTERMEDIATE)) or RECEIPTED_MESSAGE_ID in tlvs
    if is_marked or _is_by_the_book(text):
        found = _report(text, tlvs, at, final=not esm_class & INTERMEDIATE, habits=Habits.of(delivered))
        # A receipt without its mark may have been written by the person: it is believed of letters to them alone.
        return found if is_marked or isinstance(found, str) else replace(found, only_of=_person_of(delivered))
    text = decoded(octets, data_coding=data_coding, has_header=has_header)
    sender = sender_of(delivered.get("source"))
    # Headers like VM-BIJLI-S write to us too: those are offers and notices, and nobody's answer.
    if sender in ("", FOREIGN):
        return "reply without a mobile"
    # A part comes alone, and perhaps without the others: then what it says is for a person to read.
    part = part_of(octets, has_header=has_header) or _part_told_beside(tlvs)
    return Reply(channel=ChannelKind.SMS, at=at, sender=sender, text=text, kind="part" if part else "text", part=part)


def _part_told_beside(tlvs: Mapping[str, bytes]) -> Part | None:
    reference, total, number = (int.from_bytes(tlvs.get(tag, b""), "big") for tag in PARTS)
    return Part(reference, total, number) if total > 1 else None


def _is_by_the_book(text: str) -> bool:
    """Return whether the fields come one after the other; each is looked for once, from where the last one ended."""
    begins, *fields = BY_THE_BOOK
    found = begins.match(text)
    for field in fields:
        found = found and field.search(text, found.end())
    return found is not None


def _person_of(delivered: dict[str, Any]) -> str:
    """Return the mobile number of the two ends, of which the other is ours; the sender's if it is one."""
    ends = (sender_of(delivered.get("source")), sender_of(delivered.get("destination")))
    return next((end for end in ends if end not in ("", FOREIGN)), FOREIGN)


def _late(delivered: dict[str, Any], at: datetime) -> Report | str:
    attempt, status = delivered["late"], _whole(delivered.get("status"))
    if not isinstance(attempt, int):
        return "malformed"
    if status == 0:
        carrier_id = normal_id(words(delivered.get("message_id")))
        return Report(channel=ChannelKind.SMS, state=ReportState.SENT, at=at, attempt=attempt, carrier_id=carrier_id)
    return Report(
        channel=ChannelKind.SMS,
        state=ReportState.FAILED,
        at=at,
        attempt=attempt,
        reason=meaning_of(status).reason,
        detail=told(status),
    )


def _report(text: str, tlvs: Mapping[str, bytes], at: datetime, *, final: bool, habits: Habits) -> Report | str:
    # The message's first words come last in a receipt and may hold anything, a second "stat:" included.
    head = TEXT.split(text, maxsplit=1)[0]
    fields = head if STAT.search(head) else text
    carrier_id = _carrier_id(fields, tlvs)
    word = _state_word(fields, tlvs)
    if not carrier_id or not word:
        return "receipt without a state" if carrier_id else "receipt without an id"
    # A last word that nobody knows must not pass for "accepted" until the ladder's end.
    state = STATES.get(word[:5], ReportState.FAILED)
    if not final and state is ReportState.FAILED:
        state = ReportState.SENT  # one try failed, and the carrier goes on trying
    code = _error(fields, tlvs)
    failed = state is ReportState.FAILED
    return Report(
        channel=ChannelKind.SMS,
        state=state,
        at=at,
        carrier_id=habits.ids.of_answer(carrier_id),
        reason=_reason(word, code, habits.errors) if failed else None,
        detail=_detail(word, code) if failed else "",
        exact=habits.ids is not IdRule.TOLERANT,
    )


def _carrier_id(fields: str, tlvs: Mapping[str, bytes]) -> str:
    if tlv := tlvs.get(RECEIPTED_MESSAGE_ID, b"").partition(b"\0")[0].decode("latin-1").strip():
        return normal_id(tlv)
    match = ID.search(fields)
    return normal_id(match[1]) if match else ""


def _state_word(fields: str, tlvs: Mapping[str, bytes]) -> str:
    """Return the state in a word: of text and parameter the one that we know, if either is."""
    match, parameter = STAT.search(fields), tlvs.get(MESSAGE_STATE, b"")
    told = [_word_of(match[1])] if match else []
    told += [_word_of(str(parameter[0]))] if parameter else []
    return next((word for word in told if word[:5] in STATES), told[0] if told else "")


def _word_of(state: str) -> str:
    """Return the state that is written as a word, or as its number in the specification."""
    number = int(state) if state.isdigit() and len(state) < 4 else -1
    return MESSAGE_STATES.get(number, state.upper())[:LONGEST_STATE]


def _error(fields: str, tlvs: Mapping[str, bytes]) -> str:
    if match := ERR.search(fields):
        return match[1]
    network = tlvs.get(NETWORK_ERROR_CODE, b"")
    return str(int.from_bytes(network[1:3], "big")) if len(network) == 3 else ""


def _reason(word: str, code: str, errors: Mapping[int, Reason]) -> Reason:
    number = int(code, 10 if code.isdigit() else 16) if code and len(code) <= 8 else 0
    if word[:5] not in STATES:
        return Reason.UNKNOWN_STATE
    return errors.get(number) or REASONS.get(word[:5]) or Reason.OTHER


def _detail(word: str, code: str) -> str:
    meaning = DLT.get(int(code)) if code.isdigit() and len(code) <= 8 else None
    return f"{word} err {code or 'none'}" + (f" {meaning.english}" if meaning else "")


def _tlvs(delivered: dict[str, Any]) -> dict[str, bytes]:
    found = delivered.get("tlvs")
    return {tag: _octets(value) for tag, value in found.items()} if isinstance(found, dict) else {}


def _octets(value: object) -> bytes:
    try:
        return bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return b""


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
