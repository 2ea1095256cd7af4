"""Meta's webhooks: proof that they are Meta's, and what they say."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bijlisetu.channels.letter import Reason, Reply, Report, ReportState
from bijlisetu.channels.outside import anonymous, attempt_of, moment, sender_of, words, written
from bijlisetu.channels.whatsapp_codes import meaning_of
from bijlisetu.values import ChannelKind

STATES = {
    "sent": ReportState.SENT,
    "delivered": ReportState.DELIVERED,
    "read": ReportState.READ,
    "played": ReportState.READ,  # a voice message listened to
    "failed": ReportState.FAILED,
}
LONGEST_TEXT = 4096


class NotAWebhook(ValueError):
    """The body is no JSON object, so nothing can be read from it."""


def verify(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Return whether the header X-Hub-Signature-256 signs these very bytes with one of our app secrets."""
    if not header or not header.startswith("sha256="):
        return False
    claimed = header.removeprefix("sha256=").strip().lower().encode("utf-8", "replace")
    # No early end: all secrets are tried, so the time taken tells nothing.
    good = [
        hmac.compare_digest(hmac.new(secret.encode(), body, "sha256").hexdigest().encode(), claimed)
        for secret in secrets
        if secret
    ]
    return any(good)


def challenge(mode: str | None, token: str | None, verify_token: str) -> bool:
    """Return whether a subscription may be confirmed, by echoing its hub.challenge as plain text."""
    if mode != "subscribe" or not token or not verify_token:
        return False
    return hmac.compare_digest(token.encode("utf-8", "replace"), verify_token.encode("utf-8", "replace"))


def parse(body: bytes, skipped: Counter[str] | None = None) -> Iterator[Report | Reply]:
    """
    Yield all that a webhook says of messages of ours; count in skipped what is none of that.

    :raises NotAWebhook: if the body is no JSON object
    """
    passed_over: Counter[str] = Counter() if skipped is None else skipped
    for change in _changes(_load(body), passed_over):
        value = change.get("value")
        if change.get("field") != "messages" or not isinstance(value, dict):
            passed_over[f"field {words(change.get('field'), longest=60)}"] += 1
            continue
        for status in _objects(value, "statuses"):
            if report := _report(status):
                yield report
            else:
                passed_over[f"status {words(status.get('status'), longest=60)}"] += 1
        for message in _objects(value, "messages"):
            if reply := _reply(message):
                yield reply
            else:
                passed_over[f"message {words(message.get('type'), longest=60)}"] += 1


def _load(body: bytes) -> dict[str, Any]:
    try:
        root = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAWebhook(f"no JSON: {type(error).__name__}") from None
    if not isinstance(root, dict):
        raise NotAWebhook(f"a JSON {type(root).__name__} where an object is expected")
    return root


def _changes(root: dict[str, Any], passed_over: Counter[str]) -> Iterator[dict[str, Any]]:
    if root.get("object") != "whatsapp_business_account":
        passed_over["object"] += 1
        return
    for entry in _objects(root, "entry"):
        yield from _objects(entry, "changes")


def _objects(parent: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = parent.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _report(status: dict[str, Any]) -> Report | None:
    word = status.get("status")
    state = STATES.get(word) if isinstance(word, str) else None
    carrier_id = words(status.get("id"))
    # In a group a state is one member's, and says nothing of a consumer.
    if state is None or not carrier_id or status.get("recipient_type") == "group":
        return None
    reason, detail = _failure(status) if state is ReportState.FAILED else (None, "")
    return Report(
        channel=ChannelKind.WHATSAPP,
        state=state,
        at=moment(status.get("timestamp")),
        carrier_id=carrier_id,
        attempt=attempt_of(status.get("biz_opaque_callback_data")),
        reason=reason,
        detail=detail,
    )


def _failure(status: dict[str, Any]) -> tuple[Reason, str]:
    for error in _objects(status, "errors"):
        code = error.get("code")
        if not isinstance(code, int):
            continue
        meaning = meaning_of(code)
        more = error.get("error_data")
        details = anonymous(words(more.get("details"), longest=300)) if isinstance(more, dict) else ""
        return meaning.reason, f"{code} {meaning.english}" + (f" ({details})" if details else "")
    return Reason.OTHER, "failed without a code"


def _reply(message: dict[str, Any]) -> Reply | None:
    answer = _answer(message)
    if answer is None or message.get("group_id"):
        return None
    text, payload = answer
    context = message.get("context")
    return Reply(
        channel=ChannelKind.WHATSAPP,
        at=moment(message.get("timestamp")),
        # Withheld for people with a username: then only what they answer tells who they are.
        sender=sender_of(message.get("from")),
        text=text,
        payload=payload,
        in_reply_to=words(context.get("id")) if isinstance(context, dict) else "",
    )


def _answer(message: dict[str, Any]) -> tuple[str, str] | None:
    """Return text and payload of what the person wrote or pressed; nothing for what we do not read."""
    kind = message.get("type")
    part = message.get(kind) if isinstance(kind, str) else None
    if not isinstance(part, dict):
        return None
    if kind == "text":
        return written(part.get("body"), longest=LONGEST_TEXT), ""
    if kind == "button":
        return written(part.get("text"), longest=LONGEST_TEXT), words(part.get("payload"))
    pressed = part.get("button_reply") or part.get("list_reply") if kind == "interactive" else None
    if not isinstance(pressed, dict):
        return None
    return written(pressed.get("title"), longest=LONGEST_TEXT), words(pressed.get("id"))
