"""Bounces: taken in from another's client, and read."""

from __future__ import annotations

import base64
import contextlib
import json
import re
from collections import Counter
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

import aiosmtplib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bijlisetu.channels.letter import Reason, Report, ReportState
from bijlisetu.channels.mail.body import envelope_sender
from bijlisetu.channels.mail.bounces.door import BounceListener, NotABounce, parse, record_of
from bijlisetu.channels.news import Preference
from bijlisetu.values import ChannelKind
from tests.channels.on_a_loop import Kept, on_a_loop

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET, DOMAIN = "not a secret", "bounces.example"
TO = envelope_sender(4711, DOMAIN, secret=SECRET)
UNSEALED = "bounce+4711@bounces.example"


def bounce(*recipients: str, kind: str = "message/delivery-status", quoted: bytes | None = None) -> bytes:
    """A report as RFC 3464 has it, written by hand; each recipient's block as given."""
    blocks = "\n\n".join(["Reporting-MTA: dns; mx.example\nArrival-Date: Sun, 22 Nov 2026 12:00:00 +0000", *recipients])
    letter = quoted or b"Message-ID: <1@bounces.example>\nSubject: bill\n\nbody\n"
    text = (
        f"From: MAILER-DAEMON@mx.example\nTo: {TO}\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nSorry: 5.1.1 is not what decides.\n"
        f"--B\nContent-Type: {kind}\n\n{blocks}\n\n"
        "--B\nContent-Type: message/rfc822\n\n"
    )
    return (text.encode() + letter + b"\n--B--\n").replace(b"\n", b"\r\n")


def block(action: str, status: str, diagnostic: str = "") -> str:
    lines = ["Final-Recipient: rfc822; ramesh@example.in", f"Action: {action}", f"Status: {status}"]
    return "\n".join([*lines, *([f"Diagnostic-Code: smtp; {diagnostic}"] if diagnostic else [])])


def record(content: bytes, recipient: str = TO) -> bytes:
    mail = base64.b64encode(content).decode()
    return json.dumps({"recipient": recipient, "at": NOON.timestamp(), "mail": mail}).encode()


def test_a_dead_mailbox_is_told_of_its_attempt() -> None:
    [report] = parse(record(bounce(block("failed", "5.1.1", "550 5.1.1 no such user"))))

    assert report == Report(
        channel=ChannelKind.EMAIL,
        state=ReportState.FAILED,
        at=NOON,
        attempt=4711,
        reason=Reason.MAILBOX_DEAD,
        detail="5.1.1 no such mailbox",
    )


@pytest.mark.parametrize(
    ("status", "diagnostic", "reason"),
    [
        ("5.2.2", "", Reason.MAILBOX_FULL),
        ("4.2.2", "", Reason.MAILBOX_FULL),  # failed all the same: the server tried for days
        ("5.1.2", "", Reason.MAILBOX_DEAD),
        ("5.1.10", "", Reason.MAILBOX_DEAD),
        ("4.4.7", "", Reason.OTHER),
        ("5.7.1", "", Reason.SENDER_REFUSED),
        ("5.7.26", "", Reason.SENDER_REFUSED),
        ("5.0.0", "550 5.7.515 access denied", Reason.SENDER_REFUSED),
        ("5.1.1 (no such user)", "", Reason.MAILBOX_DEAD),
        ("5.0.0", "550 5.1.1 unknown", Reason.MAILBOX_DEAD),
        ("5.0.0", "550 go away", Reason.OTHER),
        ("", "", Reason.OTHER),
        ("five", "", Reason.OTHER),
    ],
)
def test_statuses_have_their_reasons(status: str, diagnostic: str, reason: Reason) -> None:
    [report] = parse(record(bounce(block("failed", status, diagnostic))))

    assert (report.state, report.reason) == (ReportState.FAILED, reason)
    assert "ramesh" not in report.detail


def test_a_delivery_confirmed_is_a_report() -> None:
    [report] = parse(record(bounce(block("delivered", "2.0.0"))))

    assert (report.state, report.reason) == (ReportState.DELIVERED, None)


@pytest.mark.parametrize("action", ["delayed", "relayed", "expanded", "", "Unknown"])
def test_what_is_not_final_says_nothing(action: str) -> None:
    skipped: Counter[str] = Counter()

    assert list(parse(record(bounce(block(action, "4.4.1"))), skipped)) == []
    assert skipped == {"mail": 1}


def test_fields_are_read_in_any_case_and_order() -> None:
    text = "STATUS: 5.2.2\nACTION: Failed\nfinal-recipient: rfc822; x@example.in"

    [report] = parse(record(bounce(text)))

    assert report.reason is Reason.MAILBOX_FULL


def test_an_answer_of_a_person_or_a_holiday_notice_says_nothing() -> None:
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = "छुट्टी पर हूँ"
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("Action: failed\nStatus: 5.1.1\n")

    assert list(parse(record(message.as_bytes()))) == []


def test_a_bounce_quoted_in_a_letter_is_not_a_bounce() -> None:
    inner = bounce(block("failed", "5.1.1"))

    assert list(parse(record(bounce(block("delayed", "4.4.1"), quoted=inner)))) == []


def test_the_seal_is_of_the_attempt_and_the_secret() -> None:
    assert re.fullmatch(r"bounce\+4711-[a-z2-7]{8}@bounces\.example", TO)
    assert envelope_sender(4712, DOMAIN, secret=SECRET).replace("4712", "4711") != TO
    assert envelope_sender(4711, DOMAIN, secret="another") != TO


@pytest.mark.parametrize("recipient", [TO, TO.upper(), UNSEALED, "bounce+4711-aaaaaaaa@x.example"])
def test_what_is_stored_was_looked_at_before(recipient: str) -> None:
    [report] = parse(record(bounce(block("failed", "5.1.1")), recipient))

    assert report.attempt == 4711


@pytest.mark.parametrize("recipient", ["postmaster@bounces.example", "bounce+x@b.example", "bounce+@b.example", ""])
def test_a_bounce_to_no_attempt_says_nothing(recipient: str) -> None:
    assert list(parse(record(bounce(block("failed", "5.1.1")), recipient))) == []


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b"\xff", b"[" * 200_000])
def test_what_is_no_record_of_ours_is_refused(body: bytes) -> None:
    with pytest.raises(NotABounce):
        list(parse(body))


WHOLE = bounce(block("failed", "5.1.1", "550 5.1.1 no"))


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=12), st.integers(0, len(WHOLE))
)
def test_odd_mails_raise_nothing(changes: list[tuple[int, int]], end: int) -> None:
    octets = bytearray(WHOLE)
    for at, octet in changes:
        octets[at] = octet

    for report in parse(record(bytes(octets[:end]))):
        repr(report).encode()


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["recipient", "at", "mail"]), st.none() | st.integers() | st.text(max_size=20)))
def test_odd_records_raise_nothing_else(odd: dict[str, object]) -> None:
    with contextlib.suppress(NotABounce):
        list(parse(json.dumps({"recipient": TO, **odd}).encode()))


def test_parts_within_parts_have_an_end() -> None:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number) for number in range(300)
    )

    assert list(parse(record(head + WHOLE))) == []


@on_a_loop
async def test_a_bounce_from_anothers_client_is_stored_before_it_is_acknowledged() -> None:
    kept = Kept()
    listener = BounceListener(host="127.0.0.1", port=0, inbound=kept, secret=SECRET, domain=DOMAIN)
    await listener.open()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, local_hostname="mx.example")
    await client.connect()
    await client.mail("")
    await client.rcpt(TO)
    answer = await client.data(WHOLE)
    await client.quit()
    await listener.close()

    assert answer.code == 250
    assert json.loads(kept.records[0])["recipient"] == TO
    [report] = parse(kept.records[0])
    assert (report.attempt, report.reason) == (4711, Reason.MAILBOX_DEAD)


@pytest.mark.parametrize(
    ("quoted", "options"),
    [
        pytest.param(b"<p>" + b"x" * 20_000 + b"</p>\r\n", [], id="a line longer than RFC 5321 allows"),
        pytest.param(b"x" * 76 + b"\r\n", ["SMTPUTF8"], id="an international letter"),
        pytest.param((b"x" * 76 + b"\r\n") * 100_000, [], id="the attached bill"),
    ],
)
@on_a_loop
async def test_a_bounce_is_taken_whatever_it_quotes(quoted: bytes, options: list[str]) -> None:
    kept = Kept()
    listener = BounceListener(host="127.0.0.1", port=0, inbound=kept, secret=SECRET, domain=DOMAIN)
    await listener.open()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, local_hostname="mx.example")
    await client.connect()
    await client.mail("", options=options)
    await client.rcpt(TO)
    answer = await client.data(WHOLE + quoted)
    await client.quit()
    await listener.close()

    assert answer.code == 250
    [report] = parse(kept.records[0])
    assert report.reason is Reason.MAILBOX_DEAD
    assert len(kept.records[0]) < 2_000_000


async def answers(*recipients: str) -> list[int]:
    """What the listener says to each recipient."""
    listener = BounceListener(host="127.0.0.1", port=0, inbound=Kept(), secret=SECRET, domain=DOMAIN)
    await listener.open()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, local_hostname="mx.example")
    await client.connect()
    await client.mail("")
    codes = [(await client.execute_command(b"RCPT", f"TO:<{one}>".encode())).code for one in recipients]
    await client.quit()
    await listener.close()
    return codes


@on_a_loop
async def test_mail_for_anyone_else_is_not_taken() -> None:
    local = TO.partition("@")[0]
    another = envelope_sender(4711, DOMAIN, secret="another")

    forged = [UNSEALED, TO.replace("4711", "4712"), another, f"{local}@other.example", f"{local}a@{DOMAIN}"]

    assert await answers("office@bounces.example", *forged) == [550] * 6


@on_a_loop
async def test_a_bounce_is_taken_in_whatever_case_its_address_comes_back() -> None:
    assert await answers(TO, TO.upper(), TO.title()) == [250] * 3


@on_a_loop
async def test_a_bounce_that_could_not_be_stored_is_asked_for_again() -> None:
    async def fail(_: bytes) -> None:
        raise OSError("the database is away")

    listener = BounceListener(host="127.0.0.1", port=0, inbound=Kept(fail), secret=SECRET, domain=DOMAIN)
    await listener.open()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, local_hostname="mx.example")
    await client.connect()
    await client.mail("")
    await client.rcpt(TO)
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await client.data(WHOLE)
    await client.quit()
    await listener.close()

    assert refused.value.code == 451


COMPLAINT = (
    "From: fbl@provider.example\nTo: complaints@bounces.example\nMIME-Version: 1.0\n"
    'Content-Type: multipart/report; report-type=feedback-report; boundary="B"\n\n'
    "--B\nContent-Type: text/plain\n\nThis is an email abuse report.\n"
    "--B\nContent-Type: message/feedback-report\n\n"
    "Feedback-Type: abuse\nUser-Agent: test/1\nVersion: 1\nOriginal-Mail-From: <{}>\n"
    "--B\nContent-Type: message/rfc822\n\nSubject: bill\n\nbody\n--B--\n"
)


@pytest.mark.parametrize(
    ("quoted", "code"), [(TO, 250), (UNSEALED, 550), (TO.replace("4711", "4712"), 550), ("someone@example.in", 550)]
)
@on_a_loop
async def test_a_complaint_is_taken_only_of_a_letter_of_ours(quoted: str, code: int) -> None:
    kept = Kept()
    listener = BounceListener(host="127.0.0.1", port=0, inbound=kept, secret=SECRET, domain=DOMAIN)
    await listener.open()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, local_hostname="fbl.example")
    await client.connect()
    await client.mail("fbl@provider.example")
    await client.rcpt(f"Complaints@{DOMAIN}")
    try:
        answer = (await client.data(COMPLAINT.format(quoted).encode())).code
    except aiosmtplib.SMTPDataError as refused:
        answer = refused.code
    await client.quit()
    await listener.close()

    assert answer == code
    told = [item for one in kept.records for item in parse(one)]
    assert [(type(item), item.attempt) for item in told] == ([(Preference, 4711)] if code == 250 else [])


def test_a_record_keeps_the_octets_as_they_came() -> None:
    octets = bytes(range(256))

    assert base64.b64decode(json.loads(record_of(TO, octets))["mail"]) == octets


@on_a_loop
async def test_nobody_is_looked_up_and_nothing_promised() -> None:
    listener = BounceListener(host="127.0.0.1", port=0, inbound=Kept(), secret=SECRET, domain=DOMAIN)
    await listener.open()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, local_hostname="mx.example")
    await client.connect()
    await client.ehlo()
    asked = [b"VRFY root", b"VRFY", b"VRFY <root@bounces.example>", b"EXPN staff", b"HELP", b"HELP VRFY"]
    answers = [await client.execute_command(*command.split()) for command in asked]
    await client.quit()
    await listener.close()

    assert [answer.code for answer in answers] == [502, 502, 502, 502, 214, 214]
    assert "accept" not in " ".join(answer.message for answer in answers)
