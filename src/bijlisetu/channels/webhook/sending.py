"""Post news to systems: each signed over its very octets, answered with 2xx by whoever has it."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from bijlisetu.channels.webhook.guard import Guarded, NotGoneTo, fault_of

#: As a carrier's webhooks to us are signed, and missed calls: X-Signature-256: sha256=<hex>.
SIGNATURE, SIGNATURE_BEFORE = "X-Signature-256", "X-Signature-256-Before"
WITHIN = aiohttp.ClientTimeout(total=10, sock_connect=5)
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Parcel:
    """One piece of news, to one address."""

    id: int
    address: str
    body: bytes
    secrets: tuple[str, ...]  #: the newest first; the one before it too, while the other side changes over


async def carry(parcels: Sequence[Parcel], *, inside: Sequence[str]) -> list[str]:
    """Return for each parcel nothing if it was taken, and otherwise why not; in their order."""
    seats = asyncio.Semaphore(AT_ONCE)
    line = aiohttp.TCPConnector(resolver=Guarded(inside=inside), limit=AT_ONCE, use_dns_cache=False, force_close=True)
    async with aiohttp.ClientSession(
        connector=line, timeout=WITHIN, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    ) as session:

        async def carry_one(parcel: Parcel) -> str:
            async with seats:
                return await _post(session, parcel, inside)

        return list(await asyncio.gather(*map(carry_one, parcels)))


def signature(body: bytes, secret: str) -> str:
    """Return what signs the octets with the secret."""
    return f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"


async def _post(session: aiohttp.ClientSession, parcel: Parcel, inside: Sequence[str]) -> str:
    if fault := fault_of(parcel.address, inside=inside):
        return fault
    headers = {"Content-Type": "application/json", "User-Agent": "bijlisetu"}
    signed = zip((SIGNATURE, SIGNATURE_BEFORE), parcel.secrets, strict=False)
    headers |= {name: signature(parcel.body, secret) for name, secret in signed}
    try:
        # To be sent elsewhere would lead round the guard; nothing of the answer's body is of use.
        async with session.post(parcel.address, data=parcel.body, headers=headers, allow_redirects=False) as answer:
            return "" if 200 <= answer.status < 300 else f"answered_{answer.status}"
    except TimeoutError:
        return "no_answer"
    except aiohttp.ClientConnectorError as broke:
        return "inside" if isinstance(broke.os_error, NotGoneTo) else "no_connection"
    except aiohttp.ClientError:
        return "no_connection"
