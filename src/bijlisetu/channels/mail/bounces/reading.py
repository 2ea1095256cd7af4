"""What a mail that came back says: delivery status (RFC 3464), complaint (RFC 5965), and the forms older than both."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from email.message import Message

from bijlisetu.channels.letter import Reason, ReportState
from bijlisetu.channels.mail.body import attempt_in
from bijlisetu.channels.mail.bounces.letter import taken_apart
from bijlisetu.channels.mail.bounces.prose import (
    DEEPEST,
    LONGEST,
    Fate,
    children_of,
    is_from_a_server,
    parts_of,
    said_in_prose,
)
from bijlisetu.channels.mail.codes import reason_of
from bijlisetu.channels.outside import anonymous, words

STATUS_KINDS = frozenset({"message/delivery-status", "message/global-delivery-status"})
#: Why people complain; the others are "not spam", and reports of forgeries.
COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "virus", "other"})
#: RFC 3464 knows "failed" alone, and some servers other words.
FAILED = re.compile(r"(fail|error|expired|reject|undeliver)", re.IGNORECASE)


def said_of(attempt: int, message: Message, *, is_from_nobody: bool = False) -> Fate | None:
    """Return what the mail says of the attempt for good; none for delays, holiday notices and people's answers."""
    blocks = list(_status_blocks(message, attempt))
    if any(block.get("Action") or block.get("Status") for block in blocks):
        return _said_in_blocks([(_action(block), block) for block in blocks])
    # Some servers send a status that names nobody, and tell what happened in prose beside it.
    return said_in_prose(message) if is_from_nobody or is_from_a_server(message) else None


def is_complaint(message: Message) -> bool:
    """Return whether a mailbox provider tells that the person called our letter spam."""
    for part in parts_of(message):
        if part.get_content_type() == "message/feedback-report":
            return _field(_first(part), "Feedback-Type").lower() in COMPLAINTS
    return False


def _said_in_blocks(told: list[tuple[str, Message]]) -> Fate | None:
    """Return what the blocks say together: the letter arrived if one copy of it did."""
    if any(action == "delivered" for action, _ in told):
        return Fate(ReportState.DELIVERED, None, "")
    failed = [block for action, block in told if FAILED.match(action)]
    if not failed:
        return None
    status = _field(failed[0], "Status")
    diagnostic = " ".join(words(str(failed[0].get(name, ""))) for name in ("Diagnostic-Code", "X-Supplementary-Info"))
    reason, english = reason_of(status, diagnostic) or (Reason.OTHER, "not delivered")
    return Fate(ReportState.FAILED, reason, anonymous(f"{status[:60]} {english}".strip()))


def _action(block: Message) -> str:
    """Return what was done about a recipient; where only a status tells, what it means."""
    if action := _field(block, "Action").lower():
        return action
    return "failed" if _field(block, "Status").startswith("5.") else ""


def _status_blocks(message: Message, attempt: int, depth: int = 0) -> Iterator[Message]:
    """Yield the blocks of headers in each delivery status; the first is of the server, the others of recipients."""
    if depth > DEEPEST:
        return
    kind = message.get_content_type()
    if kind in STATUS_KINDS:
        yield from _blocks(message)
        return
    for part in children_of(message):
        # The letter that is sent back may itself quote a bounce: only a bounce to this attempt's address counts.
        is_letter = part.get_content_type() == "message/rfc822"
        if not is_letter:
            yield from _status_blocks(part, attempt, depth + 1)
        elif kind != "multipart/report":
            passed_on = _first(part)
            if attempt_in(words(str(passed_on.get("To", "")))) == attempt:
                yield from _status_blocks(passed_on, attempt, depth + 2)


def _blocks(part: Message) -> Iterator[Message]:
    is_encoded = _field(part, "Content-Transfer-Encoding").lower() == "base64"
    for block in children_of(part):
        rest = block.get_payload()
        if is_encoded and isinstance(rest, str):
            rest = _decoded(rest)
        else:
            yield block
        # The library knows the blocks of the older kind; of the newer one it reads the first and leaves the rest.
        if isinstance(rest, str):
            yield from (taken_apart(text.lstrip().encode()) for text in rest[:LONGEST].split("\n\n"))


def _decoded(text: str) -> str:
    try:
        return b64decode(text[: 2 * LONGEST]).decode("utf-8", "replace").replace("\r\n", "\n")
    except (binascii.Error, ValueError):
        return ""


def _first(message: Message) -> Message:
    return next(iter(children_of(message)), Message())


def _field(block: Message, name: str) -> str:
    # str(): a header with raw octets comes as an object, not as text. Comments follow in brackets.
    return words(str(block.get(name, ""))).partition("(")[0].strip()[:200]
