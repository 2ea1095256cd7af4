"""Against guessed passwords: from where one tries, and how many may be looked at once."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

#: Looking at a password keeps a thread busy for half a second, by design. Guesses get two of a process's four threads,
#: and all that come from one place get one of these: pages go on, and so does a login from elsewhere.
AT_ONCE = 2
#: Whoever never stops guessing keeps those two taken. So there is one more for browsers in which the name's owner has
#: logged in before: they bring a mark that nobody else can make.
AT_SIDE_DOOR = 1
MARKS = "known-here"
MARKS_KEPT = 8  #: people who share a computer
MARKS_FOR = timedelta(days=180)
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


doorway, side_door = Doorway(AT_ONCE), Doorway(AT_SIDE_DOOR)


@contextmanager
def turn(request: HttpRequest, user: str) -> Iterator[None]:
    """Go in to have the user's password looked at; :raises TooManyAtOnce: if there is no room."""
    with ExitStack() as held:
        if not (_is_known(request, user) and _went_in(held, side_door, user)):
            held.enter_context(doorway.turn(place_of(request)))
        yield


def remember(request: HttpRequest, answer: HttpResponse, user: str) -> None:
    """Leave a mark in the browser that the user logged in there."""
    marks = list(dict.fromkeys([_mark(user), *_marks(request)]))[:MARKS_KEPT]
    answer.set_cookie(
        MARKS, ".".join(marks), max_age=MARKS_FOR, path="/office/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


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


def _went_in(held: ExitStack, door: Doorway, guest: str) -> bool:
    try:
        held.enter_context(door.turn(guest))
    except TooManyAtOnce:
        return False
    return True


def _is_known(request: HttpRequest, user: str) -> bool:
    """Return whether the user is logged in here, or was before."""
    mark = _mark(user).encode()
    return request.user.is_authenticated or any(hmac.compare_digest(mark, one.encode()) for one in _marks(request))


def _marks(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(MARKS, "").split(".")[:MARKS_KEPT]


def _mark(user: str) -> str:
    return salted_hmac(MARKS, user, algorithm="sha256").hexdigest()
