"""Settings from the environment, each read once by a function that knows its type and names it when it is wrong."""

from __future__ import annotations

import enum
import ipaddress
import os
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bijlisetu.plumbing.refusal import Refusal

PREFIX = "BIJLISETU_"
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

Choice = TypeVar("Choice", bound=enum.StrEnum)


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


def secrets_by_name(name: str) -> dict[str, tuple[str, ...]]:
    """Return a setting of secrets with whose they are before each: aggregator:secret, with commas between them."""
    found: dict[str, tuple[str, ...]] = {}
    for part in texts(name, ""):
        whose, colon, secret = part.partition(":")
        if not colon or not whose.strip() or not secret.strip():
            raise SettingMalformed(f"{PREFIX}{name} must hold name:secret, with commas between several")
        found[whose.strip()] = (*found.get(whose.strip(), ()), secret.strip())
    return found


def networks(name: str, default: str | None = None) -> tuple[str, ...]:
    """Return a setting of addresses and networks (as 10.0.0.0/8) with commas between them."""
    told = texts(name, default)
    for one in told:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise SettingMalformed(
                f"{PREFIX}{name} must hold addresses or networks as 10.0.0.0/8, not {one!r}"
            ) from None
    return told


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


def one_of(name: str, choices: type[Choice]) -> Choice:
    """Return a setting that names one of the choices; the first is taken where it is unset."""
    value = text(name, next(iter(choices)).value)
    try:
        return choices(value)
    except ValueError:
        raise SettingMalformed(f"{PREFIX}{name} must be one of {', '.join(choices)}, not {value!r}") from None


def folder(name: str) -> Path | None:
    """Return a setting that is the path of a folder; none where it is unset."""
    value = text(name, "")
    if value and not Path(value).is_dir():
        raise SettingMalformed(f"{PREFIX}{name} must be a folder that is there, not {value!r}")
    return Path(value) if value else None


def web_address(name: str, default: str | None = None) -> str:
    """Return a setting that is an http or https address, without its last slash."""
    value = text(name, default)
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingMalformed(f"{PREFIX}{name} must be an address like https://bill.example.in, not {value!r}")
    return value.rstrip("/")


def endpoint(name: str, *, scheme: str, port: int) -> Endpoint:
    """Return a setting like smpp://user:password@host:port; its text is never shown, for it holds a password."""
    parts = _split(text(name))
    looks = f"{PREFIX}{name} must look like {scheme}://user:password@host:{port}"
    if parts is not None and parts.scheme == f"{scheme}s":
        raise SettingMalformed(f"{looks}; TLS by URL is not supported yet: use a local relay or stunnel")
    if parts is None or parts.scheme != scheme or not parts.hostname or parts.port == 0:
        raise SettingMalformed(looks)
    return Endpoint(parts.hostname, parts.port or port, unquote(parts.username or ""), unquote(parts.password or ""))


class MailServer(NamedTuple):
    """Where our mail server listens, who we are to it, and how the line is kept from others' eyes."""

    at: Endpoint
    tls: str  #: implicit, starttls or none


def mail_server(name: str) -> MailServer:
    """
    Return a setting like smtp://user:password@host:587, smtps:// for TLS from the first octet.

    Under smtp:// TLS is demanded by STARTTLS, but on this machine; ?tls=none does without, inside one's own network.
    """
    parts = _split(text(name))
    looks = f"{PREFIX}{name} must look like smtp://user:password@host:587 or smtps://user:password@host:465"
    if parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.port == 0:
        raise SettingMalformed(looks)
    if parts.path.strip("/") or parts.query not in ("", "tls=none", "tls=starttls"):
        raise SettingMalformed(f"{looks}; after them only ?tls=none or ?tls=starttls may follow")
    if parts.scheme == "smtps" and parts.query:
        raise SettingMalformed(f"{looks}; with smtps:// TLS is settled already")
    tls = "implicit" if parts.scheme == "smtps" else parts.query.removeprefix("tls=")
    tls = tls or ("none" if parts.hostname in THIS_MACHINE else "starttls")
    port = parts.port or {"implicit": 465, "starttls": 587, "none": 25}[tls]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(Endpoint(parts.hostname, port, user, password), tls)


def database_parts(url: str, *, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Return what the setting's URL, or its key=value form, says of a PostgreSQL server; its text is never shown."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        parts = {"port": "none"}
    ports = str(parts.get("port", "")).split(",")
    # A password with a slash that is not escaped ends up in the port; the driver would show it.
    if not all(port.isdecimal() or not port for port in ports):
        raise SettingMalformed(
            f"{PREFIX}{name} must look like postgresql://user:password@host:5432/database; "
            "in the password write marks like @ : / as %40 %3A %2F"
        )
    return parts


def _split(value: str) -> SplitResult | None:
    """Return the parts of a URL, its port among them; None if it is none."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reads it to learn whether it is one
    except ValueError:
        return None
    return parts
