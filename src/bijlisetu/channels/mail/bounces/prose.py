"""What mail servers say in prose of a letter they could not deliver, each in words of its own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from bijlisetu.channels.letter import Reason, ReportState
from bijlisetu.channels.mail.bounces import indian
from bijlisetu.channels.mail.bounces.absence import is_for_somebody_away, subject_of
from bijlisetu.channels.mail.bounces.charsets import part_text
from bijlisetu.channels.mail.codes import ENHANCED, reason_in
from bijlisetu.channels.outside import words

DEEPEST = 20  # parts within parts that are looked into
LONGEST = 4000  # of the words above the letter that is sent back
SERVERS = re.compile(
    r"\b(mailer-daemon|mdaemon|postmaster|mail delivery (sub)?system|(system|mail) administrator)\b", re.IGNORECASE
)
#: What stands above the letter in bounces of servers that do not name themselves.
UNDELIVERED_SUBJECT = re.compile(
    r"(?!(re|fwd?|aw):).*(\bundeliver(ed|able)\b|\bnon-?delivery\b|\breturned mail\b|\bfailure notice\b"
    r"|\bmail(ing)? (error|failed)\b|\b(could|can)(not| not) be delivered\b"
    r"|\bdelivery (status notification|has |have )?\(?(fail|problem|error)|" + indian.SUBJECT + ")",
    re.IGNORECASE | re.DOTALL,
)
UNDELIVERED = re.compile(
    r"undeliver(ed|able)|non-?delivery|\bnot (be(en)? )?delivered|(can|could)(n['’]t| ?not) (be )?deliver(ed)?"
    r"|\bdeliv\w{2,12} [\w ():]{0,40}(fail(ed|ure)|abort(ed)?|problems?)|(un|not )able to deliver"
    r"|permanent (fatal )?error"
    r"|fail(ed|ure) (to be delivered|recipient)|\bfailed because\b|failed address|did not (reach|receive)"
    r"|(been|be) returned\b|failure notice|returned mail|invalid final delivery|" + indian.NOT_DELIVERED,
    re.IGNORECASE,
)  # fmt: skip
#: Where the server's own words end and the letter that it sends back begins.
RULER = ("--", "-|", "|-", "||")
BELOW_A_RULER = re.compile(r"\b(copy|original|below this line|returned|(text|headers?) follows)\b", re.IGNORECASE)
QUOTED = re.compile(
    r"\W*(the )?original message follows|(here|below) is a copy|your message reads|old message", re.IGNORECASE
)
NOT_YET_SUBJECT = re.compile(r"\bdelay(ed)?\b|\bwarning\b|not yet\b", re.IGNORECASE)
NOT_YET = re.compile(
    r"\bdelayed\b|\bpostponed\b|still trying|not yet (been )?delivered|attempts will continue"
    r"|will (be retried|retry|(keep|continue) (to )?try)|(is|are) (just )?an? (warning|advisory)"
    r"|not required to do anything|do not need to (resend|take)|no action is required"
    r"|" + indian.NOT_YET,
    re.IGNORECASE,
)
#: What is never shown goes to its end, or to the letter's: so each mark is looked at once.
MARKUP = re.compile(r"<style\b.*?(</style>|\Z)|<head\b.*?(</head>|(?=<body\b)|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
#: Python refuses to reckon with so many digits; no letter has such a number.
NO_LETTER = re.compile(r"&#x?[0-9a-f]{8,};?", re.IGNORECASE)
BREAK = re.compile(r"<(br|/p|/div|/tr|/h\d)\b[^<>]*>", re.IGNORECASE)


class Fate(NamedTuple):
    """What became of the letter for good."""

    state: ReportState
    reason: Reason | None
    detail: str


def said_in_prose(message: Message) -> Fate | None:
    """Return what a server says in prose, as qmail does to this day; none for one that answers for a person."""
    said = _above_the_quote(text_of(message))
    subject = subject_of(message)
    if is_for_somebody_away(message, said):
        return None
    if NOT_YET_SUBJECT.search(subject) or NOT_YET.search(said):
        return None
    found = reason_in(said) or reason_in(subject) or indian.reason_in(said)
    status = ENHANCED.search(said)
    is_sure = found is not None and (status is None or status[1] != "4")  # what passes may be tried for days yet
    if not is_sure and "X-Failed-Recipients" not in message and not UNDELIVERED.search(f"{subject}\n{said}"):
        return None
    reason, english = found or (Reason.OTHER, "not delivered")
    return Fate(ReportState.FAILED, reason, english)


def is_from_a_server(message: Message) -> bool:
    """Return whether a mail server wrote this, as far as its headers tell, and no person."""
    if "X-Failed-Recipients" in message or SERVERS.search(words(str(message.get("From", "")))):
        return True
    if message.get_content_type() == "multipart/report" and message.get_param("report-type") == "delivery-status":
        return True
    is_reply = str(message.get("Auto-Submitted", "")).strip().lower().startswith("auto-replied")
    return not is_reply and bool(UNDELIVERED_SUBJECT.match(subject_of(message)))


def parts_of(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the message and all parts of it, but nothing within a letter that is quoted."""
    yield message
    if depth < DEEPEST and message.get_content_maintype() == "multipart":
        for part in children_of(message):
            yield from parts_of(part, depth + 1)


def children_of(message: Message) -> list[Message]:
    """Return the parts of a message that are messages themselves."""
    parts = message.get_payload() if message.is_multipart() else []
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def text_of(message: Message) -> str:
    """Return what the server wrote: its plain text, or where it has none its HTML without the marks."""
    parts = list(parts_of(message))
    if plain := next((text for part in parts if (text := _of_kind("text/plain", part))), ""):
        return plain[:LONGEST]
    marked = next((text for part in parts if (text := _of_kind("text/html", part))), "")
    bare = MARKUP.sub(" ", BREAK.sub("\n", marked[: 3 * LONGEST]))
    return html.unescape(NO_LETTER.sub(" ", bare))[:LONGEST]


def _above_the_quote(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(lines[: next((at for at, line in enumerate(lines) if _begins_the_quote(line)), None)])


def _begins_the_quote(line: str) -> bool:
    return bool(QUOTED.match(line) or (line.startswith(RULER) and BELOW_A_RULER.search(line)))


def _of_kind(kind: str, part: Message) -> str:
    return part_text(part).strip() if part.get_content_type() == kind else ""
