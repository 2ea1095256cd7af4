"""How an aggregator calls: at once, late, repeatedly, out of order, or never. Arithmetic on a seed."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import NamedTuple

from bijlisetu.simulator.bank.book import Paid
from bijlisetu.simulator.people.behaviour import share_of

HOUR = 3600.0
#: Of a hundred payments so many are told of in an unusual way.
NEVER, LATE, OFTEN, THRICE, OUT_OF_ORDER = 0.02, 0.08, 0.01, 0.08, 0.10
COPIES = 50
LATEST = 20 * HOUR


class Call(NamedTuple):
    """One call, so many product seconds after the payment."""

    after: float
    event: str


def calls_of(payment: Paid, *, seed: int) -> list[Call]:
    """Return the calls of a payment, in the order of their time."""
    place = share_of(seed=seed, kind="call", name=payment.transaction)
    soon = 0.05 + 0.5 * share_of(seed=seed, kind="soon", name=payment.transaction)
    captured = [Call(soon, "payment.captured")]
    if place < NEVER:
        return []
    place -= NEVER
    if place < LATE:
        return [Call(HOUR + (LATEST - HOUR) * place / LATE, "payment.captured")]
    place -= LATE
    if place < OFTEN:
        return captured * COPIES
    place -= OFTEN
    if place < THRICE:
        return [*captured, Call(soon + 0.2, "payment.captured"), Call(soon + HOUR, "payment.captured")]
    if place - THRICE < OUT_OF_ORDER:
        return [*captured, Call(soon + 0.3, "payment.authorized")]
    return [Call(soon / 2, "payment.authorized"), *captured]


def body_of(payment: Paid, event: str) -> bytes:
    """Return what the call says."""
    said = {
        "id": payment.transaction, "rrn": payment.rrn, "reference": payment.reference, "account": payment.account,
        "amount": payment.paise, "currency": "INR", "method": "upi",
        "paid_at": datetime.fromtimestamp(payment.at, UTC).isoformat(),
    }  # fmt: skip
    return json.dumps({"event": event, "payment": said}).encode()


def signed(body: bytes, *, secret: str, now: float) -> dict[str, str]:
    """Return the headers by which the call proves whose it is and when it was signed."""
    moment = str(int(now))
    seal = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Signature": f"sha256={seal}", "X-Timestamp": moment, "Content-Type": "application/json"}
