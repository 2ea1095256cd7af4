"""Against guessed passwords: from where one tries, and how many may be looked at once."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.http import HttpRequest

#: Looking at a password keeps a thread busy for half a second, by design. Guesses get two of a process's four threads,
#: and all that come from one place get one of these: pages go on, and so does a login from elsewhere.
AT_ONCE = 2
HOUSE = 64  # bits of an IPv6 address that tell the house; those behind them the guest chooses


class TooManyAtOnce(Exception):
    """As many passwords as may be are being looked at already."""


class Doorway:
    """Lets so many in at once, and one from each place; nobody waits."""

    def __init__(self, at_once: int) -> None:
        self._at_once, self._lock = at_once, Lock()
        self._inside: set[str | None] = set()

    @contextmanager
    def turn(self, place: str | None) -> Iterator[None]:
        """Go in; :raises TooManyAtOnce: if there is no room."""
        with self._lock:
            if place in self._inside or len(self._inside) >= self._at_once:
                raise TooManyAtOnce
            self._inside.add(place)
        try:
            yield
        finally:
            with self._lock:
                self._inside.remove(place)


doorway = Doorway(AT_ONCE)


def place_of(request: HttpRequest) -> str | None:
    """Return the address that a request comes from, of an IPv6 address the house's; none if it has none."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), HOUSE), strict=False).network_address)
