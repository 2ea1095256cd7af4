"""Mail servers' codes in our words: SMTP answers, and the statuses of RFC 3463 in bounces."""

from __future__ import annotations

import re

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPHeloError,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bijlisetu.channels.letter import Reason
from bijlisetu.channels.meaning import Meaning, busy, down, refused, stopped

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")

#: RFC 3463 without its class, which says whether it is for good.
STATUSES: dict[str, tuple[Reason, str]] = {
    "1.0": (Reason.MAILBOX_DEAD, "address not accepted"),
    "1.1": (Reason.MAILBOX_DEAD, "no such mailbox"),
    "1.2": (Reason.MAILBOX_DEAD, "no such domain"),
    "1.3": (Reason.MAILBOX_DEAD, "address malformed"),
    "1.6": (Reason.MAILBOX_DEAD, "mailbox has moved"),
    "1.10": (Reason.MAILBOX_DEAD, "domain takes no mail"),
    "2.0": (Reason.OTHER, "mailbox unavailable"),
    "2.1": (Reason.MAILBOX_DEAD, "mailbox disabled"),
    "2.2": (Reason.MAILBOX_FULL, "mailbox full"),
    "2.3": (Reason.TEXT_REFUSED, "letter too long for the mailbox"),
    "3.4": (Reason.TEXT_REFUSED, "letter too big for the server"),
    "4.1": (Reason.OTHER, "server of the mailbox does not answer"),
    "4.4": (Reason.MAILBOX_DEAD, "domain has no mail server"),
    "4.7": (Reason.OTHER, "gave up after many tries"),
    "5.2": (Reason.OUR_FAULT, "syntax error"),
    "5.4": (Reason.OUR_FAULT, "invalid arguments"),
    "6.0": (Reason.TEXT_REFUSED, "content not accepted"),
    "7.1": (Reason.OTHER, "refused by a policy"),
}
TLS_OR_LOGIN_WANTED = frozenset({530, 534, 535, 538})


def meaning_of(error: SMTPResponseException) -> Meaning:
    """Return what a mail server's refusal means, by the step it came at."""
    if isinstance(error, (SMTPAuthenticationError, SMTPHeloError, SMTPConnectResponseError)):
        return down("mail server takes no connection now", 30) if _passes(error) else stopped("mail server refuses us")
    if error.code in TLS_OR_LOGIN_WANTED:
        return stopped("mail server wants a login or TLS")
    if _passes(error):
        return busy("mail server asks for patience", 60)
    if isinstance(error, SMTPSenderRefused):
        return stopped("mail server refuses our sender")
    if isinstance(error, SMTPRecipientRefused):
        return refused(*_of_a_mailbox(error))
    reason, english = status_of(error.message) or (Reason.TEXT_REFUSED, "letter refused")
    return refused(reason, english)


def status_of(text: str) -> tuple[Reason, str] | None:
    """Return reason and words for the first enhanced status in the text; none if it holds none we know."""
    match = ENHANCED.search(text)
    return STATUSES.get(f"{int(match[2])}.{int(match[3])}") if match else None


def _passes(error: SMTPResponseException) -> bool:
    # A server that ends the talk without a code (-1) has judged nothing either.
    return not 500 <= error.code < 600


def _of_a_mailbox(error: SMTPResponseException) -> tuple[Reason, str]:
    if found := status_of(error.message):
        return found
    if ENHANCED.search(error.message):
        return Reason.OTHER, "mailbox refused"
    if error.code == 552:
        return STATUSES["2.2"]
    return STATUSES["1.1"] if error.code in (550, 551, 553) else (Reason.OTHER, "mailbox refused")
