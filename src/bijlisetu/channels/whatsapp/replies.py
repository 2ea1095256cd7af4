"""What people send us on WhatsApp, and what it says of people who moved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bijlisetu.channels.letter import Reply
from bijlisetu.channels.news import Moved
from bijlisetu.channels.outside import identifier, moment, objects, sender_of, words, written
from bijlisetu.values import ChannelKind

LONGEST_TEXT = 4096
LONGEST_FORM = 16_384  #: of a filled form's JSON, which is of no use when cut
FILES = frozenset({"image", "document", "audio", "video", "sticker"})
#: They say nothing: a chat was opened, a message was deleted or changed to we know not what, the system speaks.
SILENT = frozenset({"request_welcome", "revoke", "edit", "system", "ephemeral"})
NEW_NUMBER = frozenset({"user_changed_number", "customer_changed_number"})
NEW_USER_ID = "user_changed_user_id"
NEW_KEYS = frozenset({"customer_identity_changed", "user_identity_changed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPart:
    """The part of a message that its kind decides."""

    kind: str
    text: str = ""
    payload: str = ""
    in_reply_to: str = ""
    media_id: str = ""
    mime_type: str = ""
    place: tuple[float, float] | None = None


def reply_of(message: dict[str, Any], people: Sequence[dict[str, Any]]) -> Reply | None:
    """Return what a person sent, though we cannot read it; nothing for what says nothing, or was said in a group."""
    is_edited = message.get("type") == "edit"
    message = _as_edited(message)
    said = _said(message)
    if said is None or message.get("group_id"):
        return None
    sender, user_id = _who(message, people)
    context = message.get("context")
    quoted = identifier(context.get("id")) if isinstance(context, dict) else ""
    return Reply(
        channel=ChannelKind.WHATSAPP,
        at=moment(message.get("timestamp")),
        sender=sender,
        text=said.text,
        payload=said.payload,
        in_reply_to=said.in_reply_to or quoted,
        carrier_id=identifier(message.get("id")),
        user_id=user_id,
        kind=said.kind,
        media_id=said.media_id,
        mime_type=said.mime_type,
        place=said.place,
        is_forwarded=isinstance(context, dict)
        and bool(context.get("forwarded") or context.get("frequently_forwarded")),
        is_edited=is_edited,
    )


def moved_of(message: dict[str, Any]) -> Moved | None:
    """Return who moved, by a message of the system's own; nothing if it tells of nobody."""
    system = message.get("system")
    if not isinstance(system, dict):
        return None
    kind = words(system.get("type"), longest=60)
    if kind not in NEW_NUMBER and kind not in NEW_KEYS and kind != NEW_USER_ID:
        return None
    user_id = identifier(system.get("user_id"))
    given = identifier(message.get("from_user_id"))
    old_user_id = identifier(system.get("previous_user_id")) or (given if given != user_id else "")
    sender = _number(system.get("customer") or message.get("from"))
    if not sender and not old_user_id:
        return None
    return Moved(
        at=moment(message.get("timestamp")),
        sender=sender,
        number=_number(system.get("wa_id") or system.get("new_wa_id")) if kind in NEW_NUMBER else "",
        user_id=user_id,
        old_user_id=old_user_id,
        has_new_keys=kind in NEW_KEYS,
    )


def _as_edited(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message whose words were changed as a message of its own, written later."""
    edit = message.get("edit")
    written_now = edit.get("message") if message.get("type") == "edit" and isinstance(edit, dict) else None
    return {**message, **written_now, **_envelope(message)} if isinstance(written_now, dict) else message


def _envelope(message: dict[str, Any]) -> dict[str, Any]:
    return {name: message[name] for name in ("id", "from", "from_user_id", "timestamp", "group_id") if name in message}


def _who(message: dict[str, Any], people: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """Return number and user id; a number is withheld for people with a username, so either may be empty."""
    sender, user_id = message.get("from"), identifier(message.get("from_user_id"))
    if user_id and sender:
        return _number(sender), user_id
    for person in people:
        same_id = user_id and identifier(person.get("user_id")) == user_id
        same_number = sender and identifier(person.get("wa_id")) == identifier(sender)
        if same_id or same_number or (not sender and not user_id and len(people) == 1):
            return _number(sender or person.get("wa_id")), user_id or identifier(person.get("user_id"))
    return _number(sender), user_id


def _number(value: object) -> str:
    return sender_of(str(value) if type(value) is int and 0 < value < 10**15 else value)


def _said(message: dict[str, Any]) -> ReplyPart | None:
    """Return what is said, a kind that we do not know among it: a person wrote, and a clerk is told so."""
    kind = message.get("type")
    if isinstance(kind, str) and kind in SILENT:
        return None
    part = message.get(kind) if isinstance(kind, str) else None
    said = _said_as(kind, part) if isinstance(kind, str) and isinstance(part, dict | list) else None
    return said or ReplyPart(kind="unsupported")  # a poll, a picture to see once, what Meta invents tomorrow


def _said_as(kind: str, part: Any) -> ReplyPart | None:
    if kind == "contacts":
        return ReplyPart(kind="contacts", text=_cards(part))
    if not isinstance(part, dict):
        return None
    if kind in FILES:
        return _file(kind, part)
    match kind:
        case "text":
            return ReplyPart(kind="text", text=_text(part.get("body")))
        case "button":
            return ReplyPart(kind="button", text=_text(part.get("text")), payload=words(part.get("payload")))
        case "interactive":
            return _pressed(part)
        case "location":
            return _location(part)
        case "order":
            return ReplyPart(kind="unsupported", text=_text(part.get("text")))
        case "reaction":  # a reaction without an emoji takes the last one back
            answered = identifier(part.get("message_id"))
            return ReplyPart(kind="reaction", text=_text(part.get("emoji")), in_reply_to=answered)
    return None


def _file(kind: str, part: dict[str, Any]) -> ReplyPart:
    return ReplyPart(
        kind=kind,
        text=_text(part.get("caption")),
        media_id=identifier(part.get("id")),
        mime_type=words(part.get("mime_type"), longest=100),
    )


def _pressed(part: dict[str, Any]) -> ReplyPart | None:
    for name, kind in (("button_reply", "button"), ("list_reply", "list")):
        pressed = part.get(name)
        if isinstance(pressed, dict):
            lines = (_text(pressed.get("title")), _text(pressed.get("description")))
            return ReplyPart(kind=kind, text="\n".join(filter(None, lines)), payload=identifier(pressed.get("id")))
    form = part.get("nfm_reply")
    if not isinstance(form, dict):
        return None
    return ReplyPart(
        kind="form", text=_text(form.get("body")), payload=words(form.get("response_json"), longest=LONGEST_FORM)
    )


def _location(part: dict[str, Any]) -> ReplyPart:
    lines = (_text(part.get("name")), _text(part.get("address")))
    place = (_degrees(part.get("latitude"), 90), _degrees(part.get("longitude"), 180))
    known = place if None not in place else None
    return ReplyPart(kind="location", text=", ".join(filter(None, lines)), place=known)  # type: ignore[arg-type]


def _degrees(value: object, most: int) -> float | None:
    try:
        degrees = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        return None
    return degrees if -most <= degrees <= most else None


def _cards(cards: object) -> str:
    """Return names and numbers of the people whose cards were sent, a line for each."""
    lines = []
    for card in objects(cards)[:10]:
        name = card.get("name")
        numbers = [words(phone.get("phone"), longest=40) for phone in objects(card.get("phones"))]
        lines.append(
            " ".join(filter(None, [_text(name.get("formatted_name")) if isinstance(name, dict) else "", *numbers]))
        )
    return "\n".join(filter(None, lines))[:LONGEST_TEXT]


def _text(value: object) -> str:
    return written(value, longest=LONGEST_TEXT)
