"""
Our SMS channel at work: `python -m bench.load.sms HOST:PORT WINDOW MESSAGES`, one session, receipts coming back.

Prints as JSON how many submits a second were answered and what each cost this process, its receipt included.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import date

import uvloop

from bijlisetu.channels.letter import Letter, Outcome
from bijlisetu.channels.sms.channel import Smpp, Smsc
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import fill
from bijlisetu.values import ChannelKind, Language

PASSWORD = "secret"  # noqa: S105 - of this measure alone
RECEIPTS_WITHIN = 20.0  #: seconds
NEARLY_ALL = 0.95  #: some phones are away for hours
FACTS = {
    "utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power", "month": "2026-11", "units": "153", "amount": "1253.00",
    "due": date(2026, 12, 7).isoformat(), "bill": "B1",
}  # fmt: skip


async def load(host: str, port: int, *, window: int, messages: int) -> dict[str, float]:
    """Keep the window full until all messages are answered."""
    receipts, numbers, accepted = 0, iter(range(messages)), 0

    async def keep(_: bytes) -> None:
        nonlocal receipts
        receipts += 1

    channel = Smpp(Smsc(host=host, port=port, user="bijlisetu", password=PASSWORD), inbound=keep, window=window)
    await channel.open()

    async def one_after_the_other() -> None:
        nonlocal accepted
        for number in numbers:
            verdict = await channel.send(letter(number))
            accepted += verdict.outcome is Outcome.ACCEPTED

    began, spent = time.monotonic(), time.process_time()
    await asyncio.gather(*(one_after_the_other() for _ in range(window)))
    seconds, while_sending = time.monotonic() - began, receipts
    while receipts < NEARLY_ALL * messages and time.monotonic() - began < seconds + RECEIPTS_WITHIN:
        await asyncio.sleep(0.05)
    cpu = (time.process_time() - spent) / messages * 1e6
    await channel.close()
    return {
        "rate": messages / seconds, "accepted": accepted, "cpu": cpu, "receipts": receipts,
        "while_sending": while_sending,
    }  # fmt: skip


def letter(number: int) -> Letter:
    """Return a bill as the engine writes it."""
    content = fill(
        kinds()["bill_issued"], ChannelKind.SMS, language=Language.HINDI,
        facts=FACTS | {"account_end": f"{number % 10_000:04}"}, attempt=number,
        link="https://bill.example.in/b/aBcDeFgHiJkLmNoPqRsTuVwXyZ0", document_link="",
        public_url="https://bill.example.in",
    )  # fmt: skip
    return Letter(attempt=number + 1, to=f"91{6_000_000_001 + number}", content=content)


if __name__ == "__main__":
    place, held, count = sys.argv[1:]
    asked = load(*place.split(":")[:1], int(place.split(":")[1]), window=int(held), messages=int(count))
    print(json.dumps(uvloop.run(asked)))  # noqa: T201
