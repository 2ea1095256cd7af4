"""What mail servers' answers mean: a dead mailbox is told from our own bad name, and from a server that is tired."""

from __future__ import annotations

import aiosmtplib
import pytest
from aiosmtplib import (
    SMTPConnectResponseError,
    SMTPDataError,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bijlisetu.channels.letter import Outcome, Reason
from bijlisetu.channels.mail.codes import is_about_us, meaning_of, reason_of

MINUTE = 60


def at_rcpt(answer: str) -> SMTPResponseException:
    code, _, words = answer.partition(" ")
    return SMTPRecipientRefused(int(code), words, "ramesh@example.in")


def at_mail(answer: str) -> SMTPResponseException:
    code, _, words = answer.partition(" ")
    return SMTPSenderRefused(int(code), words, "bounce@example.in")


def at_data(answer: str) -> SMTPResponseException:
    code, _, words = answer.partition(" ")
    return SMTPDataError(int(code), words)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("550 5.1.1 The email account that you tried to reach does not exist", Reason.MAILBOX_DEAD),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", Reason.MAILBOX_DEAD),
        ("550 5.2.1 The email account that you tried to reach is inactive", Reason.MAILBOX_DEAD),
        ("550 5.5.0 Requested action not taken: mailbox unavailable", Reason.MAILBOX_DEAD),
        ("554 delivery error: dd This user doesn't have an example.in account", Reason.MAILBOX_DEAD),
        ("550 user unknown", Reason.MAILBOX_DEAD),
        ("550 sorry", Reason.MAILBOX_DEAD),
        ("552 5.2.2 The email account is over quota", Reason.MAILBOX_FULL),
        ("552 too much mail", Reason.MAILBOX_FULL),
        ("550 Mailbox is full", Reason.MAILBOX_FULL),
        ("550 5.9.9 who knows", Reason.OTHER),
        ("550 5.4.1 no answer from host", Reason.OTHER),
        ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", Reason.MAILBOX_DEAD),
        ("550 5.7.1 No such user!", Reason.MAILBOX_DEAD),
    ],
)
def test_a_mailbox_is_judged_by_what_is_said_of_it(answer: str, reason: Reason) -> None:
    meaning = meaning_of(at_rcpt(answer))

    assert (meaning.outcome, meaning.reason) == (Outcome.REFUSED, reason)


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.1 Unfortunately, messages from 192.0.2.1 weren't sent: part of their network is on our block list",
        "550 5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail",
        "554 5.7.9 Message not accepted for policy reasons",
        "550 5.7.133 sender not authenticated for this group",
        "550 5.7.606 Access denied, banned sending IP",
        "550 blocked using zen.example.org; mailbox unavailable",
        "554 Service unavailable; Client host [192.0.2.1] blocked using a DNSBL",
        "550 5.1.0 sender rejected",
        "553 5.1.8 Domain of sender address does not exist",
        "550 5.5.0 mailbox unavailable: spam reputation",
        "550 relaying denied",
    ],
)
@pytest.mark.parametrize("step", [at_rcpt, at_data])
def test_our_bad_name_is_never_held_against_the_mailbox(answer: str, step: object) -> None:
    meaning = meaning_of(step(answer))  # type: ignore[operator]

    assert (meaning.outcome, meaning.reason) == (Outcome.REFUSED, Reason.SENDER_REFUSED)


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.26 This mail has been blocked because the sender is unauthenticated",
        "421 4.7.26 This mail has been rate limited because it is unauthenticated",
        "550 5.7.515 Access denied, sending domain does not meet the required authentication level",
        "550 5.7.509 Access denied, sending domain does not pass DMARC verification",
        "550 5.7.25 The sending IP does not have a PTR record",
        "530 5.7.0 Must issue a STARTTLS command first",
        "535 5.7.8 Bad credentials",
    ],
)
@pytest.mark.parametrize("step", [at_rcpt, at_data])
def test_a_letter_that_cannot_be_told_for_ours_stops_the_channel_and_loses_nothing(answer: str, step: object) -> None:
    meaning = meaning_of(step(answer))  # type: ignore[operator]

    assert (meaning.outcome, meaning.reason) == (Outcome.TRY_LATER, Reason.CHANNEL_STOPPED)


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [
        ("450 4.2.0 Greylisted, see you in five minutes", 5),
        ("451 4.7.1 Greylisting in action, please come back later", 5),
        ("450 try again", 5),
        ("421 4.7.0 unusual rate of mail", 5),
        ("450 4.7.1 slow down", 5),
        ("450 4.2.1 receiving mail too quickly", 5),
        ("452 4.3.1 insufficient system storage", 5),
        ("452 too many recipients", 5),
        ("452 4.2.2 mailbox full just now", 30),
        ("550 5.4.5 Daily SMTP relay limit exceeded", 30),
        ("451 4.3.0 later", 1),
        ("421 bye", 1),
    ],
)
def test_a_server_that_asks_for_time_gets_it(answer: str, minutes: int) -> None:
    meaning = meaning_of(at_rcpt(answer))

    assert (meaning.outcome, meaning.reason) == (Outcome.TRY_LATER, Reason.CARRIER_BUSY)
    assert meaning.wait == minutes * MINUTE


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("554 5.6.0 content refused", Reason.TEXT_REFUSED),
        ("552 5.3.4 message too big", Reason.TEXT_REFUSED),
        ("552 5.2.2 mailbox full", Reason.MAILBOX_FULL),
        ("554 no", Reason.TEXT_REFUSED),
    ],
)
def test_a_letter_is_judged_by_what_is_said_of_it(answer: str, reason: Reason) -> None:
    meaning = meaning_of(at_data(answer))

    assert (meaning.outcome, meaning.reason) == (Outcome.REFUSED, reason)


def test_a_size_announced_and_refused_is_the_letters_own_fault() -> None:
    assert meaning_of(at_mail("552 5.3.4 too big")).reason is Reason.TEXT_REFUSED
    assert meaning_of(at_mail("550 5.7.1 sender not allowed")).reason is Reason.CHANNEL_STOPPED


@pytest.mark.parametrize(
    ("error", "of_all"),
    [
        (at_rcpt("450 4.2.0 greylisted"), False),
        (at_data("451 4.3.0 later"), False),
        (at_rcpt("421 4.7.0 rate"), True),
        (at_data("421 4.7.28 rate"), True),
        (at_mail("451 4.3.0 later"), True),
        (at_mail("550 5.7.1 no"), False),
        (SMTPConnectResponseError(421, "busy"), True),
        (aiosmtplib.SMTPHeloError(421, "busy"), True),
    ],
)
def test_patience_is_asked_for_one_letter_or_for_all(error: SMTPResponseException, of_all: bool) -> None:
    assert is_about_us(error) is of_all


@pytest.mark.parametrize(
    ("status", "words", "reason"),
    [
        ("5.0.0", "smtp; 550 5.1.1 unknown", Reason.MAILBOX_DEAD),
        ("5.0.0", "smtp; 550 5.7.1 blocked", Reason.SENDER_REFUSED),
        ("5.1.1", "smtp; 550 5.1.1 see 5.7.1", Reason.MAILBOX_DEAD),
        ("4.4.7", "smtp; 452 4.2.2 over quota", Reason.MAILBOX_FULL),
        ("4.4.7", "smtp; 421 4.7.0 rate", Reason.SENDER_REFUSED),
        ("4.4.7", "", Reason.OTHER),
        ("", "smtp; 550 no such user here", Reason.MAILBOX_DEAD),
        ("5.0.0", "smtp; 550 host 192.5.1.1 and 5.1.1.20 say no", None),
        ("", "", None),
    ],
)
def test_the_words_decide_where_the_status_is_vague(status: str, words: str, reason: Reason | None) -> None:
    found = reason_of(status, words)

    assert (found[0] if found else None) is reason
