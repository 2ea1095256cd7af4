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

#: An enhanced status: three numbers that are not part of an IP address.
ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")

#: Statuses of RFC 3463 without their first number, which only says whether it is for good.
STATUSES: dict[str, tuple[Reason, str]] = {
    "1.0": (Reason.MAILBOX_DEAD, "address not accepted"),
    "1.1": (Reason.MAILBOX_DEAD, "no such mailbox"),
    "1.2": (Reason.MAILBOX_DEAD, "no such domain"),
    "1.3": (Reason.MAILBOX_DEAD, "address malformed"),
    "1.6": (Reason.MAILBOX_DEAD, "mailbox has moved"),
    "1.7": (Reason.SENDER_REFUSED, "our address malformed"),
    "1.8": (Reason.SENDER_REFUSED, "our domain not accepted"),
    "1.10": (Reason.MAILBOX_DEAD, "domain takes no mail"),
    "1.351": (Reason.MAILBOX_DEAD, "no such mailbox"),  # Exchange Online, of the server behind it
    "2.0": (Reason.OTHER, "mailbox unavailable"),
    "2.1": (Reason.MAILBOX_DEAD, "mailbox disabled"),
    "2.2": (Reason.MAILBOX_FULL, "mailbox full"),
    "2.3": (Reason.TEXT_REFUSED, "letter too long for the mailbox"),
    "3.4": (Reason.TEXT_REFUSED, "letter too big for the server"),
    "4.1": (Reason.OTHER, "server of the mailbox does not answer"),
    "4.4": (Reason.MAILBOX_DEAD, "domain has no mail server"),
    "4.5": (Reason.CARRIER_BUSY, "our limit of letters is used up"),
    "4.7": (Reason.OTHER, "gave up after many tries"),
    "4.310": (Reason.MAILBOX_DEAD, "no such domain"),  # Exchange Online
    "5.2": (Reason.OUR_FAULT, "syntax error"),
    "5.4": (Reason.OUR_FAULT, "invalid arguments"),
    "6.0": (Reason.TEXT_REFUSED, "content not accepted"),
}
#: All of 7.x is about who sends, how it is proved, and what that server thinks of us; nothing of it is the mailbox's.
POLICY = (Reason.SENDER_REFUSED, "our letter is refused by a policy")
#: SPF, DKIM, DMARC or our host's name fail (RFC 7372, Gmail, Outlook): until a person mends it no letter will pass.
UNPROVED = frozenset({"7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.29", "7.30", "7.32",
                      "7.509", "7.515"})  # fmt: skip
#: Servers that have no better number say these of anything, so their words decide.
VAGUE = frozenset({"0.0", "1.0", "2.0", "4.1", "4.7", "5.0"})
#: These mean something else, yet some houses say of nobody's mailbox "550 5.7.1 No such user!": then its words decide.
MISPLACED = frozenset({"3.0", "4.0", "4.4", "5.2", "5.4", "7.0", "7.1"})
#: So says Exchange Online, at 5.4.1, of a mailbox that its domain does not have.
ACCESS_DENIED = re.compile(r"\baccess denied\b", re.IGNORECASE)
#: The order matters: a server that blocks us may say "mailbox unavailable" in the same breath.
SAYINGS: tuple[tuple[re.Pattern[str], tuple[Reason, str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), meaning)
    for pattern, meaning in (
        ((r"\b(spam\w*|block(ed|list\w*)|black-?list\w*|reputation|rbl|dnsbl|dmarc|dkim|spf|unauthenticated"
         r"|unsolicited|polic(y|ies)|relay(ing)? (access )?denied|sender (address )?(denied|rejected|verif\w+))\b"),
         POLICY),
        ((r"over ?(disk |the |its )?quota|quota (exceeded|violation)|(mailbox|mail ?folder|mail ?box|inbox)( is)? full"
         r"|(mailbox|inbox)[\w ]{0,20} exceed(ed|ing|s) [\w ]{0,20}(limit|size)"
         r"|exceed(ed|ing|s) (the|its|their|his|her)? ?(storage|quota)|out of storage|space not enough"),
         STATUSES["2.2"]),
        ((r"(unknown host|host (name )?(unknown|not found)|domain (name )?(unknown|not found|does ?n.?o?t exist)"
         r"|no such (domain|host))\b"),
         STATUSES["1.2"]),
        ((r"no such (user|mailbox|recipient|address|person)|unknown (user|recipient|address)|no mailbox here"
         r"|(user|recipient|mailbox|address|addressee|account) (name )?(is |has been )?"
         r"(unknown|not (found|known|recogni[sz]ed)|unavailable|disabled|discontinued|inactive)"
         r"|not listed in|not a valid user|no (longer|valid) (valid|recipients)"
         r"|(do|does)(n[o'’]t| not) (exist|have an?\b)|invalid (recipient|mailbox|final delivery userid)"
         r"|not our customer"),
         STATUSES["1.1"]),
    )
)  # fmt: skip
TLS_OR_LOGIN_WANTED = frozenset({530, 534, 535, 538})
TOO_BIG = frozenset({"2.3", "3.4"})

SOON, LATER, MUCH_LATER = 60.0, 300.0, 1800.0
#: For how long to wait; greylisting lets a letter pass after five minutes or so.
PATIENCE: dict[str, tuple[str, float]] = {
    "2.0": ("mail server wants to see us again", LATER),
    "2.1": ("mailbox takes no more just now", LATER),
    "2.2": ("mailbox full just now", MUCH_LATER),
    "3.1": ("mail server has no room", LATER),
    "3.2": ("mail server takes nothing just now", LATER),
    "4.5": ("mail server is overrun", LATER),
    "5.3": ("mail server asks us to go slower", LATER),
}
POLICY_PATIENCE = ("mail server asks us to go slower, or to come back", LATER)


def meaning_of(error: SMTPResponseException) -> Meaning:
    """Return what a mail server's refusal means, by the step it came at."""
    status = _status(error.message)
    if isinstance(error, (SMTPAuthenticationError, SMTPHeloError)):
        return down("mail server takes no connection now", 30) if _passes(error) else stopped("mail server refuses us")
    if error.code in TLS_OR_LOGIN_WANTED:
        return stopped("mail server wants a login or TLS")
    if status in UNPROVED:
        return stopped(f"mail server cannot tell that the letter is ours ({status})")
    if _passes(error):
        return _patience(error, status)
    if isinstance(error, SMTPConnectResponseError):
        return stopped("mail server refuses us")
    if status == "4.5":
        return busy(STATUSES["4.5"][1], MUCH_LATER)
    if isinstance(error, SMTPSenderRefused):
        if error.code == 552 or status in TOO_BIG:  # the server refuses the size that we announced
            return refused(*STATUSES["3.4"])
        return stopped("mail server refuses our sender")
    if isinstance(error, SMTPRecipientRefused):
        return refused(*_of_a_mailbox(error))
    return refused(*(reason_in(error.message) or (Reason.TEXT_REFUSED, "letter refused")))


def is_about_us(error: SMTPResponseException) -> bool:
    """Return whether a server that asks for patience means all our letters and not only this one."""
    return _passes(error) and (
        error.code == 421 or isinstance(error, (SMTPSenderRefused, SMTPConnectResponseError, SMTPHeloError))
    )


def reason_of(status: str, diagnostic: str) -> tuple[Reason, str] | None:
    """Return reason and words of a bounce: its status, unless that is vague and the other server's words say more."""
    if _status(status) in VAGUE or not _status(status):
        return reason_in(diagnostic) or reason_in(status)
    if _status(status) in MISPLACED:
        return reason_in(f"{status} {diagnostic}")
    return reason_in(status) or reason_in(diagnostic)


def reason_in(text: str) -> tuple[Reason, str] | None:
    """Return reason and words for the first enhanced status in the text; none if it holds none we know."""
    status, said = _status(text), _said(text)
    if status == "4.1" and ACCESS_DENIED.search(text):
        return STATUSES["1.1"]
    if status in VAGUE or not status:
        return said or STATUSES.get(status)
    if status in MISPLACED and said == STATUSES["1.1"]:
        return said
    return POLICY if status.startswith("7.") else STATUSES.get(status) or said


def _patience(error: SMTPResponseException, status: str) -> Meaning:
    if isinstance(error, SMTPConnectResponseError):
        return down("mail server takes no connection now", LATER if status.startswith("7.") else 30)
    if error.code == 450 and not status:  # this is how a server greylists that has no better number
        status = "2.0"
    known = POLICY_PATIENCE if status.startswith("7.") else PATIENCE.get(status)
    if known is None and error.code == 452:
        known = PATIENCE["3.1"]
    return busy(*(known or ("mail server asks for patience", SOON)))


def _passes(error: SMTPResponseException) -> bool:
    # A server that ends the talk without a code (-1) has judged nothing either.
    return not 500 <= error.code < 600


def _of_a_mailbox(error: SMTPResponseException) -> tuple[Reason, str]:
    if found := reason_in(error.message):
        return found
    if _status(error.message):
        return Reason.OTHER, "mailbox refused"
    if error.code == 552:
        return STATUSES["2.2"]
    return STATUSES["1.1"] if error.code in (550, 551, 553) else (Reason.OTHER, "mailbox refused")


def _status(text: str) -> str:
    match = ENHANCED.search(text)
    return f"{int(match[2])}.{int(match[3])}" if match else ""


def _said(text: str) -> tuple[Reason, str] | None:
    return next((meaning for pattern, meaning in SAYINGS if pattern.search(text)), None)
