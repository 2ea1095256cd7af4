"""Receipts and people's answers as SMSCs word them."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bijlisetu.channels.letter import Reason, Reply, Report, ReportState
from bijlisetu.channels.sms.ids import IdRule
from bijlisetu.channels.sms.receipt import NotAReceipt, id_variants, normal_id, parse
from bijlisetu.channels.sms.smpp.pdu import DATA_SM, DELIVER_SM, Pdu, dissect
from bijlisetu.tracking.replies.reading import read
from bijlisetu.tracking.replies.wishing import wish_in
from bijlisetu.values import ChannelKind

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def record(text: bytes = b"", *, esm_class: int = 0, tlvs: dict[str, bytes] | None = None, **more: Any) -> bytes:
    return json.dumps(
        {
            "source": "919811122233",
            "destination": "BIJLIS",
            "esm_class": esm_class,
            "data_coding": 0,
            "message": text.hex(),
            "tlvs": {tag: value.hex() for tag, value in (tlvs or {}).items()},
            "at": NOON.timestamp(),
            **more,
        }
    ).encode()


def report(text: str, *, esm_class: int = 4, tlvs: dict[str, bytes] | None = None) -> Report | None:
    found = list(parse(record(text.encode(), esm_class=esm_class, tlvs=tlvs)))
    assert all(isinstance(item, Report) for item in found)
    return found[0] if found else None  # type: ignore[return-value]


def test_a_receipt_by_the_book() -> None:
    text = "id:0001A2B sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:DELIVRD err:000 text:Bill"

    assert report(text) == Report(
        channel=ChannelKind.SMS, state=ReportState.DELIVERED, at=NOON, carrier_id="1a2b", attempt=None
    )


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        ("id:1 stat:DELIVRD err:000", ReportState.DELIVERED, None),
        ("id:1 stat:DELIVERED", ReportState.DELIVERED, None),
        ("stat:DELIVRD err:0 id:1", ReportState.DELIVERED, None),
        ("ID:1 STAT:delivrd ERR:000 TEXT:", ReportState.DELIVERED, None),
        ("id: 1 stat: DELIVRD", ReportState.DELIVERED, None),
        ("id:1 done date:261122120105 stat:DELIVRD err:000", ReportState.DELIVERED, None),
        ("text:id:9 stat:UNDELIV id:1 stat:DELIVRD", ReportState.FAILED, Reason.OTHER),
        ("id:1 stat:DELIVRD text:stat:UNDELIV id:7", ReportState.DELIVERED, None),
        ("id:1,stat:DELIVRD,err:000", ReportState.DELIVERED, None),
        ("id:1 status:DELIVRD", ReportState.DELIVERED, None),
        ("id:1 stat:BUFFRED", ReportState.SENT, None),
        ("id:1 stat:ACKED", ReportState.SENT, None),
        ("id:1 stat:ENROUTE", ReportState.SENT, None),
        ("id:1 stat:ACCEPTD", ReportState.SENT, None),
        ("id:1 stat:EXPIRED err:000", ReportState.FAILED, Reason.PHONE_ABSENT),
        ("id:1 stat:EXPIRED err:001", ReportState.FAILED, Reason.NUMBER_DEAD),
        ("id:1 stat:UNDELIV err:001", ReportState.FAILED, Reason.NUMBER_DEAD),
        ("id:1 stat:UNDELIV err:0001", ReportState.FAILED, Reason.NUMBER_DEAD),
        ("id:1 stat:UNDELIV err:0x1B", ReportState.FAILED, Reason.PHONE_ABSENT),
        ("id:1 stat:UNDELIV err:1B", ReportState.FAILED, Reason.PHONE_ABSENT),
        ("id:1 stat:UNDELIV err:027", ReportState.FAILED, Reason.PHONE_ABSENT),
        ("id:1 stat:UNDELIV err:", ReportState.FAILED, Reason.OTHER),
        ("id:1 stat:UNDELIV", ReportState.FAILED, Reason.OTHER),
        ("id:1 stat:FAILED err:633", ReportState.FAILED, Reason.TEXT_REFUSED),
        ("id:1 stat:REJECTD err:650", ReportState.FAILED, Reason.BLOCKED_BY_PERSON),
        ("id:1 stat:REJECTD err:999999999999", ReportState.FAILED, Reason.OTHER),
        ("id:1 stat:DELETED", ReportState.FAILED, Reason.OTHER),
        ("id:1 stat:UNKNOWN err:000", ReportState.FAILED, Reason.UNKNOWN_STATE),
        ("id:1 stat:XYZ", ReportState.FAILED, Reason.UNKNOWN_STATE),
        ("id:1 stat:HELD_BY_DND err:001", ReportState.FAILED, Reason.UNKNOWN_STATE),
        ("id:1 stat:77", ReportState.FAILED, Reason.UNKNOWN_STATE),
        ("id:1 stat:2", ReportState.DELIVERED, None),
        ("id:1 stat:SCHEDULED", ReportState.SENT, None),
    ],
)
def test_receipts_as_carriers_word_them(text: str, state: ReportState, reason: Reason | None) -> None:
    found = report(text)

    assert found is not None
    assert (found.state, found.reason) == (state, reason)


@pytest.mark.parametrize(
    "text",
    [
        "id:1",
        "stat:DELIVRD",
        "thank you",
        "",
        "id: stat:",
        "id: sub:001 stat:DELIVRD",
    ],
)
def test_receipts_that_say_nothing_are_counted(text: str) -> None:
    skipped: Counter[str] = Counter()

    assert list(parse(record(text.encode(), esm_class=4), skipped)) == []
    assert skipped.total() == 1


def test_the_id_is_taken_from_its_own_parameter_first() -> None:
    found = report("id:9999 stat:DELIVRD", tlvs={"001e": b"00AB\0"})

    assert found is not None
    assert found.carrier_id == "ab"


def test_parameters_alone_make_a_receipt() -> None:
    tlvs = {"001e": b"77", "0427": b"\x05", "0423": b"\x03\x00\x01"}

    found = report("", esm_class=0, tlvs=tlvs)

    assert found is not None
    assert (found.carrier_id, found.state, found.reason) == ("77", ReportState.FAILED, Reason.NUMBER_DEAD)


@pytest.mark.parametrize(
    ("text", "number", "state"),
    [
        ("id:1", 77, ReportState.FAILED),
        ("id:1", 7, ReportState.FAILED),
        ("id:1 stat:XYZ", 77, ReportState.FAILED),
        ("id:1 stat:XYZ", 2, ReportState.DELIVERED),
        ("id:1 stat:DELIVRD", 77, ReportState.DELIVERED),
    ],
)
def test_a_last_word_that_nobody_knows_is_a_failure_unless_text_or_parameter_tells(
    text: str, number: int, state: ReportState
) -> None:
    found = report(text, tlvs={"0427": bytes((number,))})

    assert found is not None
    assert (found.state, found.reason) == (state, Reason.UNKNOWN_STATE if state is ReportState.FAILED else None)


def test_an_unknown_word_on_the_way_ends_nothing() -> None:
    found = report("id:1 stat:XYZ", esm_class=0x20)

    assert found is not None
    assert found.state is ReportState.SENT


def test_a_receipt_in_message_payload_is_read() -> None:
    found = report("", tlvs={"0424": b"id:1 stat:DELIVRD"})

    assert found is not None
    assert found.state is ReportState.DELIVERED


@pytest.mark.parametrize("esm_class", [0, 0x08, 0x10])
@pytest.mark.parametrize(("source", "destination"), [("+919811122233", "BIJLIS"), ("BIJLIS", "919811122233")])
def test_a_receipt_that_does_not_say_it_is_one_tells_of_that_number_alone(
    esm_class: int, source: str, destination: str
) -> None:
    text = b"id:1 sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:DELIVRD err:000 text:Bill"

    [found] = parse(record(text, esm_class=esm_class, source=source, destination=destination))

    assert isinstance(found, Report)
    assert (found.carrier_id, found.state, found.only_of) == ("1", ReportState.DELIVERED, "919811122233")


@pytest.mark.parametrize(
    "text", ["id:1 stat:DELIVRD", "My id: 77, done date: today", "stat:DELIVRD done date:2611221201"]
)
def test_words_of_a_person_that_look_like_a_receipt_are_words(text: str) -> None:
    [found] = parse(record(text.encode()))

    assert isinstance(found, Reply)


@pytest.mark.parametrize(("word", "state"), [("UNDELIV", ReportState.SENT), ("DELIVRD", ReportState.DELIVERED)])
def test_an_intermediate_failure_is_not_the_end(word: str, state: ReportState) -> None:
    found = report(f"id:1 stat:{word} err:001", esm_class=0x20)

    assert found is not None
    assert (found.state, found.reason) == (state, None)


@pytest.mark.parametrize(
    ("octets", "data_coding"),
    [
        (b"id:ab_c$1 stat:DELIVRD err:000", 0),
        (b"id:ab_c$1 stat:DELIVRD err:000", 1),
        (b"id:ab_c$1 stat:DELIVRD err:000", 3),
        (b"id:ab_c$1 stat:DELIVRD err:000", 4),
        (b"id:ab_c$1 stat:DELIVRD err:000", 0xF5),
        (b"id:ab_c$1 stat:DELIVRD err:000", 8),
        ("id:ab_c$1 stat:DELIVRD err:000".encode("utf-16-be"), 8),
        ("id:ab_c$1 stat:DELIVRD err:000".encode("utf-16-be"), 0),
        (b"\x05\x00\x03\x2a\x02\x01id:ab_c$1 stat:DELIVRD", 0),
    ],
)
def test_a_receipt_is_read_whatever_alphabet_it_claims(octets: bytes, data_coding: int) -> None:
    esm_class = 0x44 if octets.startswith(b"\x05") else 4
    [found] = parse(record(octets, esm_class=esm_class, data_coding=data_coding))

    assert isinstance(found, Report)
    assert (found.carrier_id, found.state) == ("ab_c$1", ReportState.DELIVERED)


def test_a_first_and_a_last_receipt_of_one_message_are_two_reports() -> None:
    first, last = report("id:7 stat:BUFFERED err:000"), report("id:7 stat:DELIVRD err:000")

    assert first is not None
    assert last is not None
    assert (first.state, last.state) == (ReportState.SENT, ReportState.DELIVERED)


@pytest.mark.parametrize(
    ("rule", "answer", "receipt"),
    [
        (IdRule.AS_GIVEN, "00Ab12", "ab12"),
        (IdRule.HEX_THEN_DECIMAL, "001A2B3C", "1715004"),
        (IdRule.HEX_THEN_DECIMAL, "1715004", "24203268"),
        (IdRule.HEX_THEN_DECIMAL, "m-1", "m-1"),
        (IdRule.DECIMAL_THEN_HEX, "1715004", "001A2B3C"),
        (IdRule.DECIMAL_THEN_HEX, "m-1", "m-1"),
    ],
)
def test_a_connectors_rule_finds_the_answers_id_and_no_other(rule: IdRule, answer: str, receipt: str) -> None:
    [found] = parse(record(f"id:{receipt} stat:DELIVRD".encode(), esm_class=4, ids=rule.value))

    assert isinstance(found, Report)
    assert (found.carrier_id, found.exact) == (normal_id(answer), True)


@pytest.mark.parametrize("marks", [{"ids": "no such"}, {"ids": 7}, {"errors": None}, {"errors": ["kaleyra"]}])
def test_marks_we_do_not_know_are_as_none(marks: dict[str, Any]) -> None:
    [found] = parse(record(b"id:1 stat:UNDELIV err:027", esm_class=4, **marks))

    assert isinstance(found, Report)
    assert (found.exact, found.reason) == (False, Reason.PHONE_ABSENT)


@given(st.integers(0, 2**63))
def test_both_rules_undo_each_other(number: int) -> None:
    assert IdRule.HEX_THEN_DECIMAL.of_answer(str(number)) == normal_id(f"{number:X}")
    assert IdRule.DECIMAL_THEN_HEX.of_answer(f"{number:X}") == normal_id(str(number))


def test_a_carrier_may_have_error_numbers_of_its_own() -> None:
    [found] = parse(record(b"id:1 stat:UNDELIV err:027", esm_class=4, errors="kaleyra"))

    assert isinstance(found, Report)
    assert found.reason is Reason.TEXT_REFUSED


@pytest.mark.parametrize(
    ("octets", "more", "text"),
    [
        (b"NO 1234", {}, "NO 1234"),
        (b"\x00\x1b\x65", {}, "@€"),
        (b"NO 1234\x00", {}, "NO 1234"),
        (b"\xef\xbb\xbfNO 1234", {}, "NO 1234"),
        (b"NO 1234\x00", {"data_coding": 1}, "NO 1234"),
        ("\ufeffNO 1234".encode("utf-16-be"), {"data_coding": 8}, "NO 1234"),
        ("\u200eNO\u200b 1234\x00".encode("utf-16-be"), {"data_coding": 8}, "NO 1234"),
        ("नहीं 1234".encode("utf-16-be") + b"\x00", {"data_coding": 8}, "नहीं 1234"),
        (b"NO 1234", {"data_coding": 1}, "NO 1234"),
        (b"caf\xe9", {"data_coding": 3}, "café"),
        ("नहीं 1234".encode("utf-16-be"), {"data_coding": 8}, "नहीं 1234"),
        ("नहीं".encode("utf-16-be"), {"data_coding": 0x18}, "नहीं"),
        (b"NO 1234", {"data_coding": 0xF1}, "NO 1234"),
        (b"\x05\x00\x03\x2a\x02\x01NO 1234", {"esm_class": 0x40}, "NO 1234"),
        (b"\x06\x08\x04\x01\x2a\x02\x01" + "नहीं".encode("utf-16-be"), {"esm_class": 0x40, "data_coding": 8}, "नहीं"),
        (b"\x05\x00\x03\x2a\x02\x01NO 1234", {}, "NO 1234"),
        (b"\x06\x08\x04\x01\x2a\x02\x02" + "नहीं".encode("utf-16-be"), {"data_coding": 8}, "नहीं"),
        ("नहीं 1234".encode(), {}, "नहीं 1234"),
        ("नहीं 1234".encode() + b"\0", {"data_coding": 3}, "नहीं 1234"),
        (b"caf\xe9", {"data_coding": 0}, "caf\ufffd"),
        (b"", {}, ""),
    ],
)
def test_answers_are_read_in_their_alphabet(octets: bytes, more: dict[str, Any], text: str) -> None:
    [found] = parse(record(octets, **more))

    kind = "part" if b"\x2a\x02" in octets else "text"
    assert found == Reply(channel=ChannelKind.SMS, at=NOON, sender="919811122233", text=text, kind=kind)


@pytest.mark.parametrize("text", ["नहीं 1234", "NO 1234", "यह मेरा कनेक्शन नहीं है", "இல்லை", "नहीं 🙏", "ना"])
@pytest.mark.parametrize("written", ["utf-16-be", "utf-16-le", "utf-16", "utf-8", "utf-8-sig"])
def test_what_is_said_to_be_ucs_2_is_read_however_a_gateway_writes_it(text: str, written: str) -> None:
    [found] = parse(record(text.encode(written), data_coding=8))

    assert isinstance(found, Reply)
    assert found.text == text


@pytest.mark.parametrize(
    ("octets", "more", "kind"),
    [
        (b"\x05\x00\x03\x2a\x02\x02NO", {"esm_class": 0x40}, "part"),
        (b"\x05\x00\x03\x2a\x01\x01NO", {"esm_class": 0x40}, "text"),
        (b"\x05\x00\x03\x2a\x01\x01NO", {}, "text"),
        (b"\x05\x00\x03\x2a\x03\x03NO", {}, "part"),
        (b"\x06\x08\x04\x01\x2a\x02\x02NO", {"esm_class": 0x40}, "part"),
        (b"\x08\x24\x01\x01\x00\x03\x2a\x02\x02NO", {"esm_class": 0x40}, "part"),  # another element before it
        (b"\x03\x24\x01\x01NO", {"esm_class": 0x40}, "text"),
        (b"\x02\x00\x03NO", {"esm_class": 0x40}, "text"),  # cut short
        (b"NO", {"tlvs": {"020c": b"\x00\x2a", "020e": b"\x02", "020f": b"\x02"}}, "part"),
        (b"NO", {"tlvs": {"020c": b"\x00\x2a", "020e": b"\x01", "020f": b"\x01"}}, "text"),
    ],
)
def test_a_part_of_a_longer_answer_is_known_as_one_and_decides_nothing(
    octets: bytes, more: dict[str, Any], kind: str
) -> None:
    [found] = parse(record(octets, **more))

    assert isinstance(found, Reply)
    assert (found.text, found.kind) == ("NO", kind)
    assert (read(found).word, wish_in(replace(found, text="STOP"))) == (("no", "stop") if kind == "text" else ("", ""))


@pytest.mark.parametrize(
    "text",
    [
        "id=ABC stat=DELIVRD err=000",
        '{"id": "ABC", "stat": "DELIVRD", "err": "000"}',
        "id:ABC|sub:001|stat:DELIVRD|err:000",
        "id: ABC stat: DELIVRD err: 000",
        "ID:ABC STATUS:DELIVRD",
        "id:ABC,stat:Delivered,err:0",
    ],
)
def test_a_receipt_is_read_in_whatever_marks_its_fields_stand(text: str) -> None:
    [found] = parse(record(text.encode(), esm_class=4))

    assert isinstance(found, Report)
    assert (found.carrier_id, found.state) == ("abc", ReportState.DELIVERED)


@pytest.mark.parametrize("word", ["ZZTOP", "ESME_ROK", "NACK", "42", "पहुँचा", "-"])
def test_a_state_that_nobody_knows_is_a_failure_in_whatever_letters_it_stands(word: str) -> None:
    [found] = parse(record(f"id:ABC stat:{word} err:000 text:hello".encode(), esm_class=4))

    assert isinstance(found, Report)
    assert (found.state, found.reason) == (ReportState.FAILED, Reason.UNKNOWN_STATE)


@pytest.mark.parametrize("source", ["9811122233", "09811122233", "919811122233", "+919811122233", "00919811122233"])
def test_a_sender_is_known_however_it_is_written(source: str) -> None:
    [found] = parse(record(b"NO 1234", source=source))

    assert isinstance(found, Reply)
    assert found.sender == "919811122233"


@pytest.mark.parametrize("source", ["VM-BIJLIS-S", "56161", "447911123456", "1135551234", "", None])
def test_what_no_mobile_sent_is_counted(source: Any) -> None:
    skipped: Counter[str] = Counter()

    assert list(parse(record(b"offer!", source=source), skipped)) == []
    assert skipped == {"reply without a mobile": 1}


@pytest.mark.parametrize(
    ("text", "normal"),
    [("00AB12", "ab12"), ("ab12", "ab12"), (" 7 ", "7"), ("0000", "0"), ("", ""), ("a-B-0", "a-b-0"), ("\x00", "")],
)
def test_ids_have_one_normal_form(text: str, normal: str) -> None:
    assert normal_id(text) == normal


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("1715004", ("1715004", "1a2b3c", "24203268")),
        ("001A2B3C", ("1a2b3c", "1715004")),
        ("m-1", ("m-1",)),
        ("", ()),
        ("0", ("0",)),
    ],
)
def test_ids_are_looked_up_in_hex_and_decimal_too(text: str, variants: tuple[str, ...]) -> None:
    assert id_variants(text) == variants


@given(st.integers(0, 2**63))
def test_an_id_in_hex_is_found_by_its_decimal_and_the_other_way(number: int) -> None:
    assert normal_id(f"{number:08X}") in id_variants(str(number))
    assert normal_id(str(number)) in id_variants(f"{number:X}")


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b"7", b"\xff", b"[" * 200_000])
def test_what_is_no_record_of_ours_is_refused(body: bytes) -> None:
    with pytest.raises(NotAReceipt):
        list(parse(body))


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just({"001e": 7})
FIELDS = st.sampled_from(
    ["source", "esm_class", "data_coding", "message", "tlvs", "at", "late", "message_id", "status"]
)


@settings(max_examples=300)
@given(st.dictionaries(FIELDS, VALUES))
def test_odd_records_raise_nothing_else(odd: dict[str, Any]) -> None:
    with contextlib.suppress(NotAReceipt):
        list(parse(json.dumps(odd).encode()))


@settings(max_examples=300)
@given(st.binary(max_size=60), st.sampled_from([0, 4, 0x20, 0x40, 0x44]), st.integers(0, 255))
def test_odd_texts_raise_nothing(octets: bytes, esm_class: int, data_coding: int) -> None:
    for found in parse(record(octets, esm_class=esm_class, data_coding=data_coding, tlvs={"001e": octets})):
        repr(found).encode()


@settings(max_examples=300)
@given(st.sampled_from([DELIVER_SM, DATA_SM]), st.binary(max_size=80))
def test_odd_pdus_are_taken_apart_or_not_but_never_raise(command: int, body: bytes) -> None:
    parts = dissect(Pdu(command, 0, 1, body))

    assert parts is None or "message" in parts
