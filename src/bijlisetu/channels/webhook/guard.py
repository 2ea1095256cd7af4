"""
Which addresses on the network are gone to: none inside our own walls, whatever name leads there.

An officer names an address, and its name is looked up anew each time: so it could be made to lead to the database, to
the machine itself, or to a cloud's own door. What a name leads to is looked at in the very look-up that is used.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

LONGEST = 500
#: In its last 32 bits stands an address of the older net, to which a translator passes it on.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
#: Of a network's own translator, of a site, of relays: Python's library takes them for anybody's.
NOBODYS = tuple(
    ipaddress.ip_network(one) for one in ("::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96", "fec0::/10", "192.88.99.0/24")
)


class NotGoneTo(OSError):
    """The address leads to where nothing of ours is sent."""


def fault_of(address: str, *, inside: Sequence[str]) -> str:
    """
    Return why nothing is sent to the address, as far as it can be told without a look-up; nothing if it may be.

    :param inside: networks inside the walls that the operator has opened, such as 10.2.0.0/16; to these http will do
    """
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return "not_an_address"
    if len(address) > LONGEST or not address.isascii() or not address.isprintable() or " " in address:
        return "not_an_address"
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.password or parts.fragment:
        return "not_an_address"
    if port == 0:
        return "not_an_address"
    literal = _literal(host)
    if literal is not None and not is_open(literal, inside=inside):
        return "inside"
    if parts.scheme == "http" and not (literal is not None and _is_within(literal, inside)):
        return "not_https"
    return ""


def is_open(told: str, *, inside: Sequence[str]) -> bool:
    """Return whether something may be sent to the address of the network: anybody's outside, or one that was opened."""
    address = ipaddress.ip_address(told.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        address = _carried_by(address) or address
    is_outside = address.is_global and not address.is_multicast and not any(address in one for one in NOBODYS)
    return _is_within(str(address), inside) or is_outside


def _carried_by(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the address of the older net to which one of the newer net leads; none if it leads to none."""
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


class Guarded(AbstractResolver):
    """Looks names up as usual, and gives only what may be gone to."""

    def __init__(self, *, inside: Sequence[str]) -> None:
        self._inside, self._names = inside, ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where the name leads; :raises NotGoneTo: if nothing may be sent there."""
        found = await self._names.resolve(host, port, family)
        allowed = [one for one in found if is_open(one["host"], inside=self._inside)]
        if not allowed:
            raise NotGoneTo("the name leads inside")
        return allowed

    async def close(self) -> None:
        """Let go of what looks names up."""
        await self._names.close()


def _literal(host: str) -> str | None:
    """Return the address that stands in place of a name; of every way of writing one that a system takes for one."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:  # 127.1, 0x7f000001 and 2130706433 lead to this machine too
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _is_within(told: str, networks: Sequence[str]) -> bool:
    address = ipaddress.ip_address(told)
    return any(address in ipaddress.ip_network(one) for one in networks)
