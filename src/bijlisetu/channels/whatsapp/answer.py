"""What the Cloud API answers to a request, read into verdicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bijlisetu.channels.letter import Halts, Outcome, Reason, Verdict
from bijlisetu.channels.meaning import Meaning
from bijlisetu.channels.outside import anonymous, identifier, whole, words
from bijlisetu.channels.whatsapp.codes import meaning_of, meaning_of_status

LONGEST_WAIT = 3600.0
#: Gateways that pass messages on need not show the number itself; whether they take letters, the first one tells.
CANNOT_BE_LOOKED_AT = frozenset({404, 405, 501})
TOKEN_CODES = frozenset({0, 190})


@dataclass(frozen=True, slots=True)
class Fault:
    """Meta's error object, as far as we build on it: never its message, which may quote the token."""

    code: int
    details: str
    trace: str
    is_transient: bool
    subcode: int = 0

    def meaning(self, status: int = 0) -> Meaning:
        """Return what the error means for us."""
        return meaning_of(
            self.code, status=status, is_transient=self.is_transient, subcode=self.subcode, details=self.details
        )

    def told(self, english: str) -> str:
        """Return the error in one line for the operator."""
        more = "; ".join(filter(None, (self.details, self.trace and f"trace {self.trace}")))
        return f"{self.code} {english} ({more})" if more else f"{self.code} {english}"


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why no letter will pass: what is refused, and why."""

    what: str
    why: str


def verdict(status: int, body: bytes, headers: Mapping[str, str]) -> Verdict:
    """Return the verdict in an answer to a posted message."""
    answer = _object(body)
    if fault := fault_of(answer):
        meaning = fault.meaning(status)
        return meaning.verdict(fault.told(meaning.english), wait=_wait(headers))
    if status < 300 and (message := _message(answer)):
        return _accepted(message, _user_id(answer))
    meaning = meaning_of_status(status)
    return meaning.verdict(f"HTTP {status}: {meaning.english}", wait=_wait(headers))


def trouble(status: int, body: bytes) -> Barrier | None:
    """Return what is wrong with our set-up by the answer to a plain look at our number."""
    answer = _object(body)
    if fault := fault_of(answer):
        what = "the token" if fault.code in TOKEN_CODES or status == 401 else "our phone number"
        return Barrier(what, f"code {fault.code} ({fault.meaning(status).english})")
    if (status < 300 and answer) or status in CANNOT_BE_LOOKED_AT:
        return None
    return Barrier("us", f"HTTP {status} ({meaning_of_status(status).english}); is this the Graph API?")


def shown_number(body: bytes) -> str:
    """Return the digits of our number as people see it, from the answer to a plain look at it."""
    return "".join(filter(str.isdigit, words(_object(body).get("display_phone_number"))))


def fault_of(answer: Mapping[str, Any]) -> Fault | None:
    """Return the error in an answer, if it is one of Meta's."""
    error = answer.get("error")
    return read_fault(error) if isinstance(error, dict) else None


def read_fault(error: Mapping[str, Any]) -> Fault | None:
    """Return the error, which has a code if it is one of Meta's."""
    code = whole(error.get("code"))
    if code is None:
        return None
    more = error.get("error_data")
    return Fault(
        code=code,
        details=anonymous(words(more.get("details"), longest=300)) if isinstance(more, dict) else "",
        trace=words(error.get("fbtrace_id"), longest=60),
        is_transient=error.get("is_transient") is True,
        subcode=whole(error.get("error_subcode")) or 0,
    )


def _accepted(message: Mapping[str, Any], user_id: str) -> Verdict:
    carrier_id = identifier(message["id"])
    state = message.get("message_status")
    if state == "paused":
        # The template was paused under us. Held for quality may still go out and counts as accepted; paused goes
        # nowhere for hours, so the next channel takes over. Should it be sent after all, its status climbs over this.
        return Verdict(
            outcome=Outcome.REFUSED,
            reason=Reason.TEXT_REFUSED,
            carrier_id=carrier_id,
            detail="template paused",
            scope=Halts.TEMPLATE,
            user_id=user_id,
        )
    detail = "" if state in (None, "accepted") else words(state, longest=60).replace("_", " ")
    return Verdict(outcome=Outcome.ACCEPTED, carrier_id=carrier_id, detail=detail, user_id=user_id)


def _user_id(answer: Mapping[str, Any]) -> str:
    contacts = answer.get("contacts")
    person = contacts[0] if isinstance(contacts, list) and contacts else None
    return identifier(person.get("user_id")) if isinstance(person, dict) else ""


def _message(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    messages = answer.get("messages")
    if not isinstance(messages, list) or not messages or not isinstance(messages[0], dict):
        return None
    return messages[0] if identifier(messages[0].get("id")) else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _wait(headers: Mapping[str, str]) -> float:
    text = headers.get("Retry-After", "")
    return min(float(text), LONGEST_WAIT) if text.isascii() and text.isdigit() and len(text) < 10 else 0
