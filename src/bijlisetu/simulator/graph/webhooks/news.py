"""What a webhook tells: statuses of messages and what persons sent, in Meta's envelope."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import random
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import NamedTuple

from bijlisetu.simulator.graph.people import user_id
from bijlisetu.simulator.graph.submission import QuickReply
from bijlisetu.simulator.log.store import Reply
from bijlisetu.simulator.people.behaviour import NOT_ON_WHATSAPP, Deed

MEDIA_NOT_FETCHED = "131053"
WINDOW_CLOSED = "131047"
TITLES = {
    NOT_ON_WHATSAPP: ("Message undeliverable", "Message Undeliverable."),
    MEDIA_NOT_FETCHED: ("Media upload error", "Downloading media from the web server failed."),
    "131049": (
        "This message was not delivered to maintain healthy ecosystem engagement.",
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
    ),
    "131050": (
        "User stopped marketing messages",
        "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages.",
    ),
    "132015": ("Template is paused", "The template was paused while the message was held."),
    WINDOW_CLOSED: (
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied.",
    ),
}
OTHER_TITLE = ("Something went wrong", "Message failed to send.")
ABOUT_CODES = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
PROFILE = {"name": "उपभोक्ता"}
ACCOUNT_ID = "200000000000001"  #: of the WhatsApp business account
PRICED = frozenset((Deed.SENT, Deed.DELIVERED))


class Sent(NamedTuple):
    """A message the API took: what its statuses and answers need to say."""

    id: str
    number_id: str
    number: str
    account: str
    attempt: str
    category: str
    answer: QuickReply | None  #: the one its reader will press
    hides: bool  #: whether the person's number is kept from the sender


class Status(NamedTuple):
    """A status of a message."""

    message: Sent
    deed: Deed
    at: float
    code: str = ""


class Notice(NamedTuple):
    """What Meta tells beside messages: a change of another field."""

    field: str
    value: Mapping[str, object]


News = Status | Reply | Notice

# Ids climb, so that the log grows only at its end. The rest is random, by a seed taken once from the system.
_LUCK = random.Random(secrets.randbits(256))
_PLACES = itertools.count(time.time_ns())


def new_id() -> str:
    """Return a message id of WhatsApp's form."""
    return f"wamid.{next(_PLACES):016X}{_LUCK.getrandbits(192):048X}"


def id_of_answer(message_id: str) -> str:
    """Return the id of what a person answers to the message by itself: the same if the carrier must tell it again."""
    return f"wamid.{message_id[6:22]}{hashlib.sha256(message_id.encode()).hexdigest()[:48].upper()}"


def display_number(number_id: str) -> str:
    """Return the department's own number: 1912 is the electricity helpline, so it is nobody's mobile."""
    return f"911912{number_id[-6:]:0>6}"


def envelope(changes: Iterable[str]) -> bytes:
    """Return one POST's body with the changes in it."""
    # Non-ASCII goes out escaped, as from Meta: the signature is over these very bytes.
    return (
        f'{{"object":"whatsapp_business_account","entry":[{{"id":"{ACCOUNT_ID}","changes":[{",".join(changes)}]}}]}}'
    ).encode("ascii")


def change(field: str, value: str) -> str:
    """Return one change of a field of the business account."""
    return f'{{"field":"{field}","value":{value}}}'


def messages_value(number_id: str, news: list[Status | Reply], *, hides: Callable[[str], bool]) -> str:
    """Return the value of a change of the field messages: all the news of one of the department's numbers."""
    statuses = [_status(one) for one in news if isinstance(one, Status)]
    replies = [one for one in news if isinstance(one, Reply)]
    parts = [_metadata(number_id)]
    # Meta names the contact with a person's message, and only sometimes with statuses.
    named = [(one.address, hides(one.address)) for one in replies]
    if len(news) == 1 and isinstance(news[0], Status):
        named = [(news[0].message.number, news[0].message.hides)]
    if named:
        parts.append(f'"contacts":[{",".join(_contact(*one) for one in dict.fromkeys(named))}]')
    if replies:
        parts.append(f'"messages":[{",".join(_inbound(one, hides=hides(one.address)) for one in replies)}]')
    if statuses:
        parts.append(f'"statuses":[{",".join(statuses)}]')
    return f"{{{','.join(parts)}}}"


def metadata(number_id: str) -> dict[str, object]:
    """Return what a change of the field messages begins with."""
    numbers = {"display_phone_number": display_number(number_id), "phone_number_id": number_id}
    return {"messaging_product": "whatsapp", "metadata": numbers}


def signature(secret: str, body: bytes) -> str:
    """Return the value of X-Hub-Signature-256 for the raw bytes."""
    return "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()


@lru_cache(maxsize=64)
def _metadata(number_id: str) -> str:
    return json.dumps(metadata(number_id))[1:-1]


def _status(one: Status) -> str:
    message, deed, at, code = one
    phone = "" if message.hides else f'"recipient_id":"{message.number}",'
    echo = f',"biz_opaque_callback_data":{quoted(message.attempt)}' if message.attempt else ""
    pricing = _pricing(message.category) if deed in PRICED else ""
    return (
        f'{{"id":"{message.id}","status":"{deed.value}","timestamp":"{int(at)}",{phone}'
        f'"recipient_user_id":"{user_id(message.number)}"{echo}{pricing}{_errors(code) if code else ""}}}'
    )


@lru_cache(maxsize=64)
def _pricing(category: str) -> str:
    pricing = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": category}
    return f',"pricing":{json.dumps(pricing)}'


@lru_cache(maxsize=64)
def _errors(code: str) -> str:
    title, details = TITLES.get(code, OTHER_TITLE)
    error = {"code": int(code), "title": title, "message": title, "error_data": {"details": details}}
    return f',"errors":[{json.dumps(error | {"href": ABOUT_CODES})}]'


def _contact(number: str, hides: bool) -> str:
    profile = PROFILE | ({"username": f"user.{number[-4:]}"} if hides else {})
    phone = {} if hides else {"wa_id": number}
    return json.dumps({"profile": profile, **phone, "user_id": user_id(number)})


def _inbound(one: Reply, *, hides: bool) -> str:
    message: dict[str, object] = {} if hides else {"from": one.address}
    message |= {"from_user_id": user_id(one.address), "id": one.id, "timestamp": str(int(one.at))}
    if one.message:
        message["context"] = {"from": display_number(one.sender), "id": one.message}
    if one.payload:
        return json.dumps(message | {"type": "button", "button": {"payload": one.payload, "text": one.text}})
    return json.dumps(message | {"type": "text", "text": {"body": one.text}})
