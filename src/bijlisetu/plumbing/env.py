"""Settings from the environment, each read once by a function that knows its type and names it when it is wrong."""

from __future__ import annotations

import os
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from bijlisetu.plumbing.refusal import Refusal

PREFIX = "BIJLISETU_"


class SettingMissing(Refusal):
    """A setting that is needed here is not set."""


class SettingMalformed(Refusal):
    """A setting is set to something that cannot be read."""


class Endpoint(NamedTuple):
    """Where a carrier listens and who we are to it."""

    host: str
    port: int
    user: str
    password: str


def text(name: str, default: str | None = None) -> str:
    """Return the setting; :raises SettingMissing: if it is unset and has no default."""
    value = os.environ.get(PREFIX + name, "")
    if value:
        return value
    if default is None:
        raise SettingMissing(f"{PREFIX}{name} is not set; see docs/reference/settings.md for what it holds")
    return default


def texts(name: str, default: str | None = None) -> tuple[str, ...]:
    """Return a setting of several values with commas between them."""
    return tuple(part.strip() for part in text(name, default).split(",") if part.strip())


def number(name: str, default: float, *, least: float = 0) -> float:
    """Return a setting that is a number of at least `least`."""
    value = text(name, str(default))
    try:
        parsed = float(value)
    except ValueError:
        raise SettingMalformed(f"{PREFIX}{name} must be a number, not {value!r}") from None
    if not parsed >= least or parsed == float("inf"):
        raise SettingMalformed(f"{PREFIX}{name} must be {least:g} or more, not {value!r}")
    return parsed


def web_address(name: str, default: str | None = None) -> str:
    """Return a setting that is an http or https address, without its last slash."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingMalformed(f"{PREFIX}{name} must be an address like https://bill.example.in, not {value!r}")
    return value.rstrip("/")


def endpoint(name: str, *, scheme: str, port: int) -> Endpoint:
    """Return a setting like smpp://user:password@host:port; its text is never shown, for it holds a password."""
    parts = urlsplit(text(name))
    try:
        given_port = parts.port
    except ValueError:
        given_port = 0
    if parts.scheme not in (scheme, f"{scheme}s") or not parts.hostname or given_port == 0:
        raise SettingMalformed(f"{PREFIX}{name} must look like {scheme}://user:password@host:{port}")
    return Endpoint(parts.hostname, given_port or port, unquote(parts.username or ""), unquote(parts.password or ""))
