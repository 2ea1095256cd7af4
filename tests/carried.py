"""Letters given to a carrier, and what carriers and people then say of them by webhook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.tracking import actions
from bijlisetu.tracking.replies import taking
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

LADDER = ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1)
PHONE = "916000000001"
LATER = NOON + timedelta(minutes=5)


def send(at: datetime = NOON, *, carrier_id: str = "wamid.1") -> Claimed:
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=at)
    accepted = Verdict(outcome=Outcome.ACCEPTED, carrier_id=carrier_id)
    delivery.record(answers=[Answered(claimed, accepted)], engine="one", at=at, factor=1)
    return claimed


def send_all(at: datetime = NOON) -> list[Claimed]:
    """Give all that is due to carriers, who call each wamid.ATTEMPT."""
    sent = delivery.claim(rooms=build.rooms(1000), engine="one", ladder=LADDER, at=at)
    taken = [Answered(one, Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"wamid.{one.attempt}")) for one in sent]
    delivery.record(answers=taken, engine="one", at=at, factor=1)
    return sent


def refuse(at: datetime = NOON, reason: Reason = Reason.NUMBER_DEAD) -> Claimed:
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=at)
    refused = Verdict(outcome=Outcome.REFUSED, reason=reason)
    delivery.record(answers=[Answered(claimed, refused)], engine="one", at=at, factor=1)
    return claimed


def status(claimed: Claimed, word: str, at: datetime = LATER, *, wamid: str = "wamid.1", **more: Any) -> dict[str, Any]:
    return {
        "id": wamid, "status": word, "timestamp": str(int(at.timestamp())), "recipient_id": PHONE,
        "biz_opaque_callback_data": str(claimed.attempt), **more,
    }  # fmt: skip


def fold(
    *, statuses: Sequence[dict[str, Any]] = (), messages: Sequence[dict[str, Any]] = (), at: datetime = LATER
) -> None:
    value = {"messaging_product": "whatsapp", "statuses": list(statuses), "messages": list(messages)}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    actions.store(source="whatsapp", bodies=[json.dumps(body).encode()], at=at)
    actions.fold(at=at)
    taking.hand_out(at=at)


def press(claimed: Claimed, meaning: str, *, sender: str = PHONE, at: datetime = LATER) -> dict[str, Any]:
    return {
        "from": sender, "id": f"wamid.in.{meaning}", "timestamp": str(int(at.timestamp())), "type": "button",
        "button": {"payload": f"{meaning}:{claimed.attempt}", "text": "…"}, "context": {"id": "wamid.1"},
    }  # fmt: skip


def say(text: str, *, sender: str = PHONE, at: datetime = LATER) -> dict[str, Any]:
    moment = str(int(at.timestamp()))
    return {"from": sender, "id": "wamid.in", "timestamp": moment, "type": "text", "text": {"body": text}}
