"""Kinds of notice: one file each, read once."""

from __future__ import annotations

import enum
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind, Language

FOLDER = Path(__file__).resolve().parent


class KindNotUsable(Refusal):
    """A kind's file cannot be used as it stands."""


class Lane(enum.IntEnum):
    """The lower goes first."""

    OTP = 0
    OUTAGE = 1
    SERVICE = 2
    BULK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One channel of a ladder, and how long to wait there for proof of arrival."""

    channel: ChannelKind
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppText:
    """A template as registered with Meta."""

    template: str
    category: str
    has_document: bool
    parameters: tuple[str, ...]  #: the facts that fill {{1}}, {{2}} …
    quick_replies: tuple[str, ...]  #: what each button means
    text: str
    footer: str
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsText:
    """A text as registered on the DLT portal."""

    header: str
    entity_id: str
    template_id: str
    category: str
    urls: tuple[str, ...]  #: how whitelisted addresses begin; {public} stands for our own
    call_back_numbers: tuple[str, ...]
    text: str
    registered: str  #: the text as the portal has it, with its variables


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """Subject and words of an e-mail."""

    subject: str
    text: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What can be said: where it queues, how it climbs, and its words."""

    name: str
    lane: Lane
    purpose: str
    valid_for: timedelta
    ladder: tuple[Step, ...]
    whatsapp: dict[Language, WhatsAppText]
    sms: dict[Language, SmsText]
    email: dict[Language, MailText]


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its name; :raises KindNotUsable: naming the file and what is wrong with it."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.toml"))}


def read(path: Path) -> Kind:
    """Return the kind written in the file."""
    try:
        return _kind(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise KindNotUsable(f"{path}: {error}") from None
    except KeyError as missing:
        raise KindNotUsable(f"{path}: {missing} is missing") from None
    except (ValueError, TypeError) as error:
        raise KindNotUsable(f"{path}: {error}") from None


def _kind(name: str, table: dict[str, Any]) -> Kind:
    return Kind(
        name=name,
        lane=Lane[table["lane"].upper()],
        purpose=table["purpose"],
        valid_for=timedelta(hours=table["valid_for_hours"]),
        ladder=tuple(
            Step(channel=ChannelKind(step["channel"]), wait=timedelta(hours=step["wait_hours"]))
            for step in table["ladder"]
        ),
        whatsapp={language: _whatsapp(table["whatsapp"], language) for language in Language},
        sms={language: _sms(table["sms"], language) for language in Language},
        email={language: MailText(**table["email"][language]) for language in Language},
    )


def _whatsapp(table: dict[str, Any], language: Language) -> WhatsAppText:
    words = table[language]
    return WhatsAppText(
        template=table["template"],
        category=table["category"],
        has_document="document" in table,
        parameters=tuple(table["body"]),
        quick_replies=tuple(table["quick_replies"]),
        text=words["text"],
        footer=words["footer"],
        buttons=tuple(words["buttons"]),
    )


def _sms(table: dict[str, Any], language: Language) -> SmsText:
    return SmsText(
        header=table["header"],
        entity_id=table["entity_id"],
        category=table["category"],
        urls=tuple(table.get("urls", ())),
        call_back_numbers=tuple(table.get("call_back_numbers", ())),
        **table[language],
    )
