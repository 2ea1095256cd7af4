"""What a webhook tells: statuses of messages and what persons sent, in Meta's envelope."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bijlisetu.simulator.behaviour import NOT_ON_WHATSAPP, Deed
from bijlisetu.simulator.graph.submission import QuickReply
from bijlisetu.simulator.store import Reply

MEDIA_NOT_FETCHED = "131053"
WINDOW_CLOSED = "131047"
TITLES = {
    NOT_ON_WHATSAPP: ("Message undeliverable", "Message Undeliverable."),
    MEDIA_NOT_FETCHED: ("Media upload error", "Downloading media from the web server failed."),
    WINDOW_CLOSED: (
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied.",
    ),
}
ABOUT_CODES = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
PROFILE = {"name": "उपभोक्ता"}
ACCOUNT_ID = "200000000000001"  #: of the WhatsApp business account


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the API took: what its statuses and answers need to say."""

    id: str
    number_id: str
    number: str
    account: str
    attempt: str
    category: str
    replies: Mapping[Deed, QuickReply]  #: those that confirm and object


class Status(NamedTuple):
    """A status of a message."""

    message: Sent
    deed: Deed
    at: float
    code: str = ""


News = Status | Reply

# Seeded by the system at the start: ids never meet, and asking it for each would cost more than all the rest of one.
_LUCK = random.Random(secrets.randbits(256))


def new_id() -> str:
    """Return a message id of WhatsApp's form."""
    return f"wamid.{_LUCK.getrandbits(256):064X}"


def display_number(number_id: str) -> str:
    """Return the department's own number: 1912 is the electricity helpline, so it is nobody's mobile."""
    return f"911912{number_id[-6:]:0>6}"


def envelope(number_id: str, news: Iterable[News]) -> bytes:
    """Return one POST's body: all the news of one of the department's numbers."""
    news = list(news)
    statuses = [_status(one) for one in news if isinstance(one, Status)]
    messages = [_inbound(one) for one in news if isinstance(one, Reply)]
    value: dict[str, object] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": display_number(number_id), "phone_number_id": number_id},
    }
    if messages:
        value["messages"] = messages
    if statuses:
        value["statuses"] = statuses
    senders = [one.address for one in news if isinstance(one, Reply)]
    # Meta names contacts with what a person sent, and with statuses only at times.
    named = senders or [one.message.number for one in news if isinstance(one, Status) and len(news) == 1]
    if named:
        value["contacts"] = [{"profile": PROFILE, "wa_id": number} for number in dict.fromkeys(named)]
    change = {"field": "messages", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": ACCOUNT_ID, "changes": [change]}]}
    # Non-ASCII goes out escaped, as from Meta: the signature is over these very bytes.
    return json.dumps(body, separators=(",", ":")).encode()


def signature(secret: str, body: bytes) -> str:
    """Return the value of X-Hub-Signature-256 for the raw bytes."""
    return "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()


def _status(one: Status) -> Mapping[str, object]:
    message = one.message
    status: dict[str, object] = {
        "id": message.id,
        "status": one.deed.value,
        "timestamp": str(int(one.at)),
        "recipient_id": message.number,
    }
    if message.attempt:
        status["biz_opaque_callback_data"] = message.attempt
    if one.deed in (Deed.SENT, Deed.DELIVERED):
        pricing = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": message.category}
        status["pricing"] = pricing
    if one.code:
        title, details = TITLES[one.code]
        error = {"code": int(one.code), "title": title, "message": title, "error_data": {"details": details}}
        status["errors"] = [error | {"href": ABOUT_CODES}]
    return status


def _inbound(one: Reply) -> Mapping[str, object]:
    message: dict[str, object] = {"from": one.address, "id": one.id, "timestamp": str(int(one.at))}
    if one.message:
        message["context"] = {"from": display_number(one.sender), "id": one.message}
    if one.payload:
        return message | {"type": "button", "button": {"payload": one.payload, "text": one.text}}
    return message | {"type": "text", "text": {"body": one.text}}
