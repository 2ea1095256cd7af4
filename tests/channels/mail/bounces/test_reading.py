"""Bounces in the shapes of the big mail servers, each written by us after its habit."""

from __future__ import annotations

import base64
import email
from email.header import Header

import pytest

from bijlisetu.channels.letter import Reason, ReportState
from bijlisetu.channels.mail.body import envelope_sender
from bijlisetu.channels.mail.bounces.prose import Fate
from bijlisetu.channels.mail.bounces.reading import is_complaint, said_of

TO = envelope_sender(4711, "bounces.example", secret="not a secret")
LETTER = "From: bill@bijli.example\nTo: ramesh@example.in\nSubject: bill\n\nUndelivered? 5.2.2 over quota\n"
DEAD, FULL, OURS = Reason.MAILBOX_DEAD, Reason.MAILBOX_FULL, Reason.SENDER_REFUSED


def report(*blocks: str, kind: str = "message/delivery-status", sender: str = "MAILER-DAEMON@mx.example") -> str:
    status = "\n\n".join(["Reporting-MTA: dns; mx.example", *blocks])
    return (
        f"From: Mail Delivery System <{sender}>\nTo: {TO}\nSubject: Undelivered Mail Returned to Sender\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nSorry. It was 5.2.2, says this text, which is not what counts.\n"
        f"--B\nContent-Type: {kind}\n\n{status}\n\n"
        f"--B\nContent-Type: message/rfc822\n\n{LETTER}--B--\n"
    )


def prose(text: str, *headers: str, sender: str = "MAILER-DAEMON@mx.example", subject: str = "failure notice") -> str:
    return "\n".join([f"From: {sender}", f"To: {TO}", f"Subject: {subject}", *headers, "", text])


def said(text: str) -> Fate | None:
    return said_of(4711, email.message_from_bytes(text.replace("\n", "\r\n").encode()))


POSTFIX = report(
    "Final-Recipient: rfc822; ramesh@example.in\nOriginal-Recipient: rfc822;ramesh@example.in\nAction: failed\n"
    "Status: 5.1.1\nRemote-MTA: dns; in.example\nDiagnostic-Code: smtp; 550 5.1.1 <ramesh@example.in>: Recipient"
    " address\n    rejected: User unknown in virtual mailbox table"
)
EXIM = report(
    "Action: failed\nFinal-Recipient: rfc822;ramesh@example.in\nStatus: 5.0.0\nRemote-MTA: dns; in.example\n"
    "Diagnostic-Code: smtp; 552-5.2.2 The email account that you tried to reach is over quota.\n 552 5.2.2 more"
)
EXCHANGE = report(
    "Original-Recipient: rfc822;ramesh@example.in\nFinal-Recipient: rfc822;ramesh@example.in\nAction: failed\n"
    "Status: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP lookup\n"
    "X-Display-Name: Ramesh",
    sender="postmaster@example.in",
)
GMAIL = report(
    "Final-Recipient: rfc822; ramesh@example.in\nAction: failed\nStatus: 5.7.26\n"
    "Remote-MTA: dns; gmail-smtp-in.example. (2001:db8::1, the server for the domain.)\n"
    "Diagnostic-Code: smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated."
)
OUTLOOK = report(
    "Final-Recipient: rfc822;ramesh@example.in\nAction: failed\nStatus: 5.7.515\n"
    "Diagnostic-Code: smtp;550 5.7.515 Access denied, sending domain does not meet the required authentication level."
)
GAVE_UP = report(
    "Final-Recipient: rfc822; ramesh@example.in\nAction: failed\nStatus: 4.4.1\n"
    "Diagnostic-Code: X-Postfix; connect to in.example[192.0.2.1]:25: Connection timed out"
)
NO_STATUS = report(
    "Final-Recipient: rfc822; ramesh@example.in\nAction: failed\nDiagnostic-Code: smtp; 550 no such user"
)
EXTRA_WORDS = report("Action: failed\nStatus: 5.0.0\nX-Supplementary-Info: <mx.example #5.1.1 smtp; 550 unknown user>")
RFC_6533 = report(
    "Final-Recipient: utf-8; रमेश@example.in\nAction: failed\nStatus: 5.2.2", kind="message/global-delivery-status"
)
QMAIL = prose(
    "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
    "<ramesh@example.in>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
    "--- Below this line is a copy of the message.\n\nReturn-Path: <x>\n\nover quota 5.2.2\n"
)
OLD_EXIM = prose(
    "This message was created automatically by mail delivery software.\n\n  ramesh@example.in\n"
    "    host in.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO: 550 Mailbox is full\n\n"
    "------ This is a copy of your message, including all the headers. ------\n\nno such user\n",
    "X-Failed-Recipients: ramesh@example.in", "Auto-Submitted: auto-replied",
    subject="Mail delivery failed: returning message to sender",
)  # fmt: skip
NO_REASON = prose("It could not be delivered.", "X-Failed-Recipients: ramesh@example.in")
PASSED_ON = (
    f"From: office@bijli.example\nTo: {TO}\nSubject: Fwd: Undelivered\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="O"\n\n--O\nContent-Type: text/plain\n\nsee below\n'
    f"--O\nContent-Type: message/rfc822\n\n{POSTFIX}\n--O--\n"
)
NESTED = (
    f"From: MAILER-DAEMON@gateway.example\nTo: {TO}\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="O"\n\n--O\n' + POSTFIX.partition("MIME-Version: 1.0\n")[2] + "\n--O--\n"
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(POSTFIX, DEAD, id="postfix"),
        pytest.param(EXIM, FULL, id="exim"),
        pytest.param(EXCHANGE, DEAD, id="exchange"),
        pytest.param(GMAIL, OURS, id="gmail"),
        pytest.param(OUTLOOK, OURS, id="outlook"),
        pytest.param(GAVE_UP, Reason.OTHER, id="gave up"),
        pytest.param(NO_STATUS, DEAD, id="no status"),
        pytest.param(EXTRA_WORDS, DEAD, id="extra words"),
        pytest.param(RFC_6533, FULL, id="international"),
        pytest.param(QMAIL, DEAD, id="qmail"),
        pytest.param(OLD_EXIM, FULL, id="old exim"),
        pytest.param(NO_REASON, Reason.OTHER, id="no reason"),
        pytest.param(PASSED_ON, DEAD, id="passed on"),
        pytest.param(NESTED, DEAD, id="nested"),
    ],
)
def test_a_server_that_gave_up_says_why(text: str, reason: Reason) -> None:
    found = said(text)

    assert found is not None
    assert (found.state, found.reason) == (ReportState.FAILED, reason)
    assert "ramesh" not in found.detail


@pytest.mark.parametrize("lines", ["\n", "\r\n"])
def test_line_ends_do_not_matter(lines: str) -> None:
    found = said_of(4711, email.message_from_bytes(POSTFIX.replace("\n", lines).encode()))

    assert found is not None
    assert found.reason is DEAD


HEADERS = "Final-Recipient: rfc822; ramesh@example.in\n"
EXCHANGE_HTML = (
    f"From: System Administrator <admin@mx.example>\nTo: {TO}\nSubject: Undeliverable: bill\nMIME-Version: 1.0\n"
    "Content-Type: text/html\n\n<html><head><title>x</title></head><p>Your message<br>did not reach the following"
    " recipient(s):<br>&nbsp;The recipient name is not recognized</p></html>\n"
)


def in_base64(status: str) -> str:
    """The report of a server that encodes its status, which RFC 3464 does not want."""
    plain = report(status)
    start = plain.index("Reporting-MTA")
    end = plain.index("\n\n--B\nContent-Type: message/rfc822")
    encoded = base64.encodebytes(plain[start:end].encode()).decode()
    return plain[:start].removesuffix("\n") + f"Content-Transfer-Encoding: base64\n\n{encoded}" + plain[end:]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(report(HEADERS + "Action: failure\nStatus: 5.1.1"), DEAD, id="failure for failed"),
        pytest.param(report(HEADERS + "Action: error\nStatus: 5.0.0"), Reason.OTHER, id="error for failed"),
        pytest.param(report(HEADERS + "Status: 5.2.2"), FULL, id="no action"),
        pytest.param(report(HEADERS + "Action: failed\nStatus: 5.3.0\nDiagnostic-Code: smtp; 553 5.3.0 No such user"),
                     DEAD, id="sendmail numbers it 5.3.0"),
        pytest.param(in_base64(HEADERS + "Action: failed\nStatus: 5.1.1"), DEAD, id="status in base64"),
        pytest.param(report(), FULL, id="a status that tells of nobody, and prose beside it"),
        pytest.param(EXCHANGE_HTML, DEAD, id="nothing but HTML"),
        pytest.param(prose("This is a permanent error; I've given up."), Reason.OTHER, id="qmail gives no reason"),
        pytest.param(prose("Unable to connect. (#4.4.1)\nI'm not going to try again; it was in the queue too long."),
                     Reason.OTHER, id="qmail tried for days"),
        pytest.param(prose("<ramesh@example.in>: Name service error"), Reason.OTHER, id="old postfix"),
        pytest.param(prose("The recipient is over disk quota."), FULL, id="over disk quota"),
        pytest.param(prose("could not be delivered because the user's mailfolder is full."), FULL, id="folder is full"),
        pytest.param(prose("This account has been disabled or discontinued."), DEAD, id="account discontinued"),
        pytest.param(prose("User ramesh not listed in Domino Directory"), DEAD, id="domino"),
        pytest.param(prose("Failed address: ramesh@example.in ... unknown host"), DEAD, id="no such domain"),
        pytest.param(prose("RCPT TO generated following response:\n553 5.3.0 <ramesh@example.in>... Addressee unknown\n"
                           "Original message follows.\nover quota", sender="scanner@mx.example"), DEAD, id="a gateway"),
        pytest.param(prose("550 5.1.1 unknown user. WARNING: this mail is confidential"), DEAD, id="a disclaimer"),
    ],
)  # fmt: skip
def test_a_letter_that_failed_is_known_in_the_odder_shapes(text: str, reason: Reason) -> None:
    found = said(text)

    assert found is not None
    assert (found.state, found.reason) == (ReportState.FAILED, reason)


def test_an_address_in_a_status_is_not_told() -> None:
    found = said(report(HEADERS + "Action: failed\nStatus: 553 ramesh@example.in is not known"))

    assert found is not None
    assert "ramesh" not in found.detail


@pytest.mark.parametrize(
    "text",
    [
        report("Final-Recipient: rfc822; x@example.in\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: tomorrow"),
        report("Final-Recipient: rfc822; x@example.in\nAction: relayed\nStatus: 2.0.0"),
        prose("Your message is still in the queue. 4.4.1\n", subject="Warning: message delayed 24 hours"),
        prose("THIS IS A WARNING MESSAGE ONLY. 550 5.1.1 unknown user so far"),
        prose("Delivery will be retried. 4.2.2", "X-Failed-Recipients: x@example.in"),
        prose("451 4.3.2 the system takes no mail now", subject="Mail delivery status"),
        prose("Delivery attempts will continue to be made for 5 day(s).", subject="Delivery failure notification"),
        prose("Dear sender, thank you", sender="postmaster@example.in", subject="Your question"),
    ],
    ids=[
        "delayed",
        "relayed",
        "exim waits",
        "sendmail waits",
        "retried",
        "a passing trouble",
        "gateway waits",
        "a postmaster writes",
    ],
)
def test_what_is_not_final_says_nothing(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    "headers", [["Auto-Submitted: auto-replied"], ["X-Autoreply: yes"], ["Precedence: auto_reply"], []]
)
def test_holiday_notices_and_answers_of_people_say_nothing(headers: list[str]) -> None:
    subject = "failure notice" if headers else "Re: failure notice"
    text = prose("I am away. 550 5.1.1 no such user, over quota", *headers, sender="ramesh@example.in", subject=subject)

    assert said(text) is None


def test_where_one_copy_of_the_letter_arrived_it_arrived() -> None:
    gone = "Final-Recipient: rfc822; old@example.in\nAction: failed\nStatus: 5.1.1"
    there = "Final-Recipient: rfc822; new@example.in\nAction: delivered\nStatus: 2.0.0"

    assert said(report(gone, there)) == said(report(there, gone)) == Fate(ReportState.DELIVERED, None, "")


def test_a_failure_after_a_delay_of_another_copy_is_a_failure() -> None:
    waits = "Final-Recipient: rfc822; a@example.in\nAction: delayed\nStatus: 4.4.1"
    gone = "Final-Recipient: rfc822; b@example.in\nAction: failed\nStatus: 5.1.1"

    found = said(report(waits, gone))

    assert found is not None
    assert found.reason is DEAD


def test_a_bounce_of_another_letter_passed_on_is_not_ours() -> None:
    assert said_of(12, email.message_from_string(PASSED_ON)) is None


def complaint(kind: str) -> str:
    return (
        "From: fbl@provider.example\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nAn abuse report.\n"
        f"--B\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nVersion: 1\n\n"
        f"--B\nContent-Type: message/rfc822\n\n{LETTER}--B--\n"
    )


@pytest.mark.parametrize(
    ("text", "complains"),
    [
        (complaint("abuse"), True),
        (complaint("Fraud"), True),
        (complaint("opt-out"), True),
        (complaint("not-spam"), False),
        (complaint("auth-failure"), False),
        (POSTFIX, False),
        (prose("Feedback-Type: abuse"), False),
    ],
)
def test_a_complaint_is_told_from_a_bounce(text: str, complains: bool) -> None:
    message = email.message_from_string(text)

    assert is_complaint(message) is complains
    assert said_of(4711, message) is None or not complains


AWAY = [
    "I am out of office until Monday.",
    "I am on leave till 5 December. For urgent matters call the office at 550 5599.",
    "Automatic reply: the user you wrote to is on annual leave and has limited access to e-mail.",
    "Ramesh no longer works with us. Please write to the office.",
    "मैं छुट्टी पर हूँ, सोमवार को उत्तर दूँगा।",
    "मैं 5 दिसम्बर तक अवकाश पर हूँ। आपका पत्र पहुँचाया नहीं जा सका तो कार्यालय से पूछें।",
    "यह स्वचालित उत्तर है। मैं कार्यालय से बाहर हूँ।",
    "Main chhutti par hoon.",
    "நான் விடுப்பில் இருக்கிறேன். விடுப்பு முடிந்ததும் பதில் தருகிறேன்.",
    "আমি ছুটিতে আছি।",
    "నేను సెలవులో ఉన్నాను, సెలవు తర్వాత చూస్తాను.",
    "હું રજા પર છું.",
    "Ich bin im Urlaub. Abwesenheitsnotiz.",
    "Réponse automatique : je suis en congé, votre message n'a pas été lu.",
]


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "postmaster@example.in", "ramesh@example.in"])
@pytest.mark.parametrize("headers", [[], ["Auto-Submitted: auto-replied"], ["X-Autoreply: yes"]])
@pytest.mark.parametrize("text", AWAY)
def test_an_absence_notice_is_no_bounce_whoever_sends_it(text: str, headers: list[str], sender: str) -> None:
    typed = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]

    assert said(prose(text, *headers, *typed, sender=sender, subject="Undeliverable: your mail")) is None


ABROAD = [
    "I will be unavailable from 1 to 5 December.", "I am travelling with limited connectivity.", "I have retired.",
    "Ich bin derzeit außer Haus.", "Ich bin bis Montag nicht erreichbar.", "Je suis absent du bureau.",
    "Je suis en vacances.", "Estoy de vacaciones.", "Me encuentro ausente.", "Sono in ferie.", "Estou de férias.",
    "Ik ben op vakantie.", "Jag är på semester.", "Jestem na urlopie.", "Меня нет на месте.", "Jsem mimo kancelář.",
    "Olen lomalla.", "Λείπω από το γραφείο.", "Yıllık izindeyim.", "休暇をいただいております。", "我目前不在办公室。",
    "저는 휴가 중입니다.", "ฉันลาพักร้อน", "Tôi đang nghỉ phép.", "Saya sedang cuti.", "أنا خارج المكتب.", "אני בחופשה.",
    "मैं दफ़्तर में नहीं हूँ।", "यह एक स्वचालित संदेश है।", "मैं यात्रा पर हूँ।", "Abhi office se bahar hoon.", "म बिदामा छु।",
    "মই ছুটীত আছোঁ।", "ನಾನು ರಜೆಯಲ್ಲಿದ್ದೇನೆ.", "ഞാൻ അവധിയിലാണ്.", "ਮੈਂ ਛੁੱਟੀ 'ਤੇ ਹਾਂ।", "ମୁଁ ଛୁଟିରେ ଅଛି।", "میں چھٹی پر ہوں",
]  # fmt: skip
A_BOUNCE = "\n\n----- Forwarded -----\nYour mail could not be delivered: 550 5.1.1 no such user"


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "postmaster@example.in", "ramesh@example.in"])
@pytest.mark.parametrize("subject", ["Undeliverable: your mail", "Re: Bijli bill"])
@pytest.mark.parametrize("text", [*AWAY, *ABROAD])
def test_an_absence_notice_that_quotes_a_bounce_is_none_in_any_language(text: str, subject: str, sender: str) -> None:
    typed = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    notice = prose(text + A_BOUNCE, "Auto-Submitted: auto-replied", *typed, sender=sender, subject=subject)

    assert said(notice) is None


@pytest.mark.parametrize(
    "subject", ["Re: bill", "AW: bill", "SV: bill", "Re[2]: bill", "回复：bill", "Odp: bill", "उत्तर: bill"]
)
def test_what_answers_a_letter_is_no_bounce_whatever_it_says(subject: str) -> None:
    assert said(prose("550 5.1.1 no such user is what I got from you last month", subject=subject)) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatisch antwoord: bill", "Autosvar: bill", "Automatické odpovědi: bill", "Automaattinen vastaus: bill",
        "AutoRe: bill", "Odpowiedź automatyczna: bill", "Otomatik Yanıt: bill", "Автоматический ответ: bill",
        "رد تلقائي: bill", "自動回覆: bill", "自动答复: bill", "자동 회신: bill", "Trả lời tự động: bill",
        "स्वचालित उत्तर: बिल",
        "ऑटो रिप्लाई: बिल", "தானியங்கு பதில்: bill", "Αυτόματη απάντηση: bill", "תשובה אוטומטית: bill",
    ],
)  # fmt: skip
def test_an_automatic_answer_names_itself_in_many_tongues(subject: str) -> None:
    notice = prose("550 5.1.1 no such user", "Auto-Submitted: auto-replied", subject=Header(subject, "utf-8").encode())

    assert said(notice) is None


@pytest.mark.parametrize(
    "header",
    [
        "X-MS-Exchange-Inbox-Rules-Loop: ramesh@example.in", "X-FC-MachineGenerated: true",
        "Delivered-To: Autoresponder",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", "X-POST-MessageClass: 9; Autoresponder",
        "Preference: auto_reply", "Precedence: Auto-Reply", "Auto-Submitted: auto-generated (vacation)",
    ],
)  # fmt: skip
def test_a_program_that_answers_for_a_person_is_known_by_its_marks(header: str) -> None:
    assert said(prose("I read it on Monday. 550 5.1.1 no such user", header)) is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", Reason.MAILBOX_DEAD),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", Reason.MAILBOX_DEAD),
        ("550 5.1.6 Recipient no longer on server", Reason.MAILBOX_DEAD),
        ("554 delivery error: dd This user doesn't have an example account", Reason.MAILBOX_DEAD),
        ("552 Mailbox has exceeded the limit", Reason.MAILBOX_FULL),
        ("550 Inbox exceeds its size limit", Reason.MAILBOX_FULL),
        ("452 4.2.2 The email account that you tried to reach is over quota", Reason.MAILBOX_FULL),
    ],
)
def test_a_servers_own_words_on_a_mailbox(answer: str, reason: Reason) -> None:
    told = said(prose(f"<ramesh@example.in>: host mx.example said: {answer}", "Auto-Submitted: auto-replied"))

    assert told is not None
    assert told.reason is reason


@pytest.mark.parametrize(
    "headers",
    [
        ["Auto-Submitted: auto-replied"], ["Auto-Submitted: auto-replied (vacation)"], ["X-Autoreply: yes"],
        ["X-Autorespond: x"], ["Precedence: auto_reply"],
    ],
)  # fmt: skip
def test_an_absence_notice_of_a_daemon_that_names_codes_is_no_bounce(headers: list[str]) -> None:
    assert said(prose("I am away. 550 5.1.1 no such user, over quota", *headers)) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: bill",
        "=?utf-8?B?4KSb4KWB4KSf4KWN4KSf4KWAIOCkquCksA==?=",
        "=?utf-8?Q?R=C3=A9ponse_automatique?=",
        "=?iso-8859-1?Q?R=E9ponse_automatique?=",
    ],
)
def test_an_absence_told_in_the_subject_alone_is_no_bounce(subject: str) -> None:
    text = prose("The account is unavailable, the mailbox has been disabled for these days.", subject=subject)

    assert said(text) is None


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "no-such-charset"])
def test_an_absence_notice_is_read_in_its_own_charset(charset: str) -> None:
    text = prose("Absence du bureau: la boîte n'est pas lue.", f"Content-Type: text/plain; charset={charset}")

    assert said_of(4711, email.message_from_bytes(text.encode("latin-1"))) is None


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "postmaster@example.in", "ramesh@example.in"])
def test_word_that_somebody_opened_or_deleted_the_letter_is_no_bounce(sender: str) -> None:
    notification = (
        f"From: {sender}\nTo: {TO}\nSubject: Not read: bill\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nYour message was deleted without being read. Delivery failed: no such user?\n"
        "--B\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822; ramesh@example.in\nDisposition: automatic-action/MDN-sent-automatically; deleted\n"
        "--B--\n"
    )

    assert said(notification) is None


def test_a_server_that_marks_its_bounce_as_a_reply_is_believed() -> None:
    found = said(prose("<ramesh@example.in>: 550 5.1.1 User unknown", "Auto-Submitted: auto-replied"))

    assert found is not None
    assert found.reason is DEAD


@pytest.mark.parametrize(
    ("status", "diagnostic", "reason"),
    [
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [x.prod]", DEAD),
        ("5.4.1", "550 5.4.1 [ramesh@example.in]: Recipient address rejected: Access denied", DEAD),
        ("5.4.1", "550 5.4.1 All recipient addresses rejected : Access denied", DEAD),
        ("5.4.1", "550 5.4.1 No such user here", DEAD),
        ("5.4.1", "554 5.4.1 Mail rejected by destination domain", Reason.OTHER),
        ("5.4.1", "554 5.4.1 connection timed out", Reason.OTHER),
        ("5.4.310", "550 5.4.310 DNS domain example.in does not exist", DEAD),
        ("5.4.4", "554 5.4.4 [internal] domain lookup failed", DEAD),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", DEAD),
        ("5.1.351", "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable", DEAD),
        ("5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)", DEAD),
        ("5.5.4", "550 5.5.4 Invalid recipient", DEAD),
        ("5.5.4", "550 5.5.4 Invalid arguments", Reason.OUR_FAULT),
        ("5.3.0", "553 5.3.0 <x>... Addressee unknown", DEAD),
        ("5.4.0", "550 5.4.0 user unknown", DEAD),
        ("5.7.1", "550 5.7.1 No such user!", DEAD),
        ("5.7.1", "550 5.7.1 <x>: Recipient address rejected: User unknown in virtual mailbox table", DEAD),
        ("5.7.1", "554 5.7.1 <x>: Recipient address rejected: Access denied", OURS),
        ("5.7.1", "550 5.7.1 Relaying denied, unknown user", OURS),
        ("5.7.1", "550 5.7.1 message blocked as spam; invalid recipient", OURS),
        ("5.7.515", "550 5.7.515 Access denied, sending domain does not meet the required level.", OURS),
        ("5.0.0", "554 delivery error: dd This user doesn't have a yahoo.com account (x) [0]", DEAD),
        ("5.0.0", "552 1 Requested mail action aborted, mailbox not found", DEAD),
        ("5.0.0", "550 Message was not accepted -- invalid mailbox. Local mailbox x is unavailable", DEAD),
    ],
)
def test_nobodys_mailbox_is_known_at_the_places_where_houses_tell_it(
    status: str, diagnostic: str, reason: Reason
) -> None:
    found = said(report(HEADERS + f"Action: failed\nStatus: {status}\nDiagnostic-Code: smtp; {diagnostic}"))

    assert found is not None
    assert found.reason is reason
