"""Kinds of notice: one file each, read once."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Set
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind, Language

FOLDER = Path(__file__).resolve().parent


class KindNotUsable(Refusal):
    """A kind's file cannot be used as it stands."""


#: What a person may refuse; a bill or an outage alert is owed to every consumer (service), or by law (statutory).
REFUSABLE = frozenset({"reminder", "marketing"})
PURPOSES = frozenset({"service", "statutory"}) | REFUSABLE


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
class Action:
    """A button of a template that is no quick reply: a link, a number to call, a code to copy."""

    url: str = ""  #: {public} stands for our own address; it may end in {{1}}, which the fact fills
    phone: str = ""
    fact: str = ""  #: of a link its full address, of which the end is sent; else the code


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppText:
    """A template as registered with Meta."""

    template: str
    category: str
    parameters: tuple[str, ...]  #: the facts that fill {{1}}, {{2}} …, or those of their names
    quick_replies: tuple[str, ...]  #: what each button means
    text: str
    footer: str
    buttons: tuple[str, ...]  #: labels, first of the quick replies, then of the links and calls
    named: bool = False  #: whether the text says {{amount}} instead of {{5}}
    header: str = ""  #: document (the bill), image, text, location
    header_facts: tuple[str, ...] = ()  #: image: its link; text: what fills it; location: the four parts of a place
    header_text: str = ""
    actions: tuple[Action, ...] = ()
    ttl_seconds: int | None = None  #: how long Meta tries; unset, it tries for 30 days


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
class RunRules:
    """How many notices at once need gates, canary and a second officer; and the canary's size and time."""

    above: int = 1000
    canary: int = 300
    canary_minutes: float = 15

    def canary_for(self, factor: float) -> timedelta:
        """Return how long the canary must have been out, by a clock that runs faster by the factor."""
        return timedelta(minutes=self.canary_minutes) / factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What can be said: where it queues, how it climbs, and its words."""

    name: str
    lane: Lane
    purpose: str
    valid_for: timedelta
    quiet: tuple[time, time] | None  #: nothing goes out between these hours of India's clock
    ladder: tuple[Step, ...]
    whatsapp: dict[Language, WhatsAppText]
    sms: dict[Language, SmsText]
    email: dict[Language, MailText]
    attaches_bill: bool  #: to the e-mail; else it has the link alone
    run: RunRules = RunRules()

    @property
    def may_be_refused(self) -> bool:
        """Whether a person may unsubscribe from it."""
        return self.purpose in REFUSABLE


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
        purpose=_one_of(PURPOSES, table["purpose"], "purpose"),
        valid_for=timedelta(hours=table["valid_for_hours"]),
        quiet=_quiet(table.get("quiet_hours")),
        ladder=tuple(
            Step(channel=ChannelKind(step["channel"]), wait=timedelta(hours=step["wait_hours"]))
            for step in table["ladder"]
        ),
        whatsapp={language: _whatsapp(table["whatsapp"], language) for language in Language},
        sms={language: _sms(table["sms"], language) for language in Language},
        email={language: MailText(**table["email"][language]) for language in Language},
        attaches_bill=_one_of({"bill", ""}, table["email"].get("attach", ""), "email.attach") == "bill",
        run=RunRules(**table.get("run", {})),
    )


def _quiet(hours: list[str] | None) -> tuple[time, time] | None:
    if hours is None:
        return None
    begins, ends = hours
    return time.fromisoformat(begins), time.fromisoformat(ends)


def _one_of(known: Set[str], word: str, where: str) -> str:
    if word not in known:
        raise ValueError(f"{where} must be one of {', '.join(sorted(filter(None, known)))}, not {word!r}")
    return word


def _whatsapp(table: dict[str, Any], language: Language) -> WhatsAppText:
    words = table[language]
    return WhatsAppText(
        template=table["template"],
        category=table["category"],
        parameters=tuple(table["body"]),
        quick_replies=tuple(table.get("quick_replies", ())),
        text=words.get("text", "") if table["category"] == "AUTHENTICATION" else words["text"],
        footer=words.get("footer", ""),
        buttons=tuple(words.get("buttons", ())),
        named=table.get("named", False),
        header="document" if "document" in table else table.get("header", ""),
        header_facts=tuple(table.get("header_facts", ())),
        header_text=words.get("header", ""),
        actions=tuple(Action(**action) for action in table.get("actions", ())),
        ttl_seconds=table.get("ttl_seconds"),
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
