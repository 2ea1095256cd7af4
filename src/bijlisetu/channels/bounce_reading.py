"""What a mail that came back says: delivery status (RFC 3464), complaint (RFC 5965), and the forms older than both."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from bijlisetu.channels.letter import Reason, ReportState
from bijlisetu.channels.mail_body import attempt_in
from bijlisetu.channels.mail_codes import reason_in, reason_of
from bijlisetu.channels.outside import words

DEEPEST = 20  # parts within parts that are looked into
LONGEST = 4000  # of the words above the letter that is sent back
STATUS_KINDS = frozenset({"message/delivery-status", "message/global-delivery-status"})
#: Why people complain; the others are "not spam", and reports of forgeries.
COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "virus", "other"})
SERVERS = re.compile(r"\b(mailer-daemon|postmaster|mail delivery (sub)?system)\b", re.IGNORECASE)
#: Here ends what the server says and begins the letter it sends back.
QUOTED = re.compile(r"^-{2,}.*\b(copy|original|below this line|returned)\b.*$", re.IGNORECASE | re.MULTILINE)
NOT_YET = re.compile(
    r"\bdelayed\b|\bwarning\b|still trying|will (be retried|retry|keep trying)|not required to do anything"
    r"|no action is required",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """What became of the letter for good."""

    state: ReportState
    reason: Reason | None
    detail: str


def said_of(attempt: int, message: Message) -> Said | None:
    """Return what the mail says of the attempt for good; none for delays, holiday notices and people's answers."""
    blocks = list(_status_blocks(message, attempt))
    if blocks:
        return _said_in_blocks(blocks)
    return _said_in_words(message) if _is_from_a_server(message) else None


def is_complaint(message: Message) -> bool:
    """Return whether a mailbox provider tells that the person called our letter spam."""
    for part in _parts(message):
        if part.get_content_type() == "message/feedback-report":
            return _field(_first(part), "Feedback-Type").lower() in COMPLAINTS
    return False


def _said_in_blocks(blocks: list[Message]) -> Said | None:
    """Return what the blocks say together: where one copy of the letter arrived, it arrived."""
    actions = [(_field(block, "Action").lower(), block) for block in blocks]
    if any(action == "delivered" for action, _ in actions):
        return Said(ReportState.DELIVERED, None, "")
    failed = [block for action, block in actions if action == "failed"]
    if not failed:
        return None
    status = _field(failed[0], "Status")
    diagnostic = " ".join(words(str(failed[0].get(name, ""))) for name in ("Diagnostic-Code", "X-Supplementary-Info"))
    reason, english = reason_of(status, diagnostic) or (Reason.OTHER, "not delivered")
    return Said(ReportState.FAILED, reason, f"{status[:60]} {english}".strip())


def _said_in_words(message: Message) -> Said | None:
    """Return what an old server says in prose, as qmail does to this day."""
    said = QUOTED.split(_text(message), maxsplit=1)[0]
    subject = words(str(message.get("Subject", "")))
    if NOT_YET.search(f"{subject}\n{said}"):
        return None
    found = reason_in(said)
    if found is None and "X-Failed-Recipients" not in message:
        return None
    reason, english = found or (Reason.OTHER, "not delivered")
    return Said(ReportState.FAILED, reason, english)


def _is_from_a_server(message: Message) -> bool:
    return "X-Failed-Recipients" in message or bool(SERVERS.search(words(str(message.get("From", "")))))


def _status_blocks(message: Message, attempt: int, depth: int = 0) -> Iterator[Message]:
    """Yield the blocks of headers in each delivery status; the first is of the server, the others of recipients."""
    if depth > DEEPEST:
        return
    kind = message.get_content_type()
    if kind in STATUS_KINDS:
        yield from _blocks(message)
        return
    for part in _children(message):
        # The letter sent back may quote a bounce of its own; a bounce passed on by hand is to the same address still.
        is_letter = part.get_content_type() == "message/rfc822"
        if not is_letter:
            yield from _status_blocks(part, attempt, depth + 1)
        elif kind != "multipart/report":
            passed_on = _first(part)
            if attempt_in(words(str(passed_on.get("To", "")))) == attempt:
                yield from _status_blocks(passed_on, attempt, depth + 2)


def _blocks(part: Message) -> Iterator[Message]:
    for block in _children(part):
        yield block
        # The library knows the blocks of the older kind; of the newer one it reads the first and leaves the rest.
        rest = block.get_payload()
        if isinstance(rest, str):
            yield from (email.message_from_string(text.lstrip()) for text in re.split(r"\r?\n\r?\n", rest[:LONGEST]))


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the message and all parts of it, but nothing within a letter that is quoted."""
    yield message
    if depth < DEEPEST and message.get_content_maintype() == "multipart":
        for part in _children(message):
            yield from _parts(part, depth + 1)


def _text(message: Message) -> str:
    for part in _parts(message):
        if part.get_content_type() == "text/plain":
            octets = part.get_payload(decode=True)
            return octets.decode("utf-8", "replace")[:LONGEST] if isinstance(octets, bytes) else ""
    return ""


def _children(message: Message) -> list[Message]:
    parts = message.get_payload() if message.is_multipart() else []
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def _first(message: Message) -> Message:
    return next(iter(_children(message)), Message())


def _field(block: Message, name: str) -> str:
    # str(): a header with raw octets comes as an object, not as text. Comments follow in brackets.
    return words(str(block.get(name, ""))).partition("(")[0].strip()[:200]
