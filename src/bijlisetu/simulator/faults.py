"""
What can go wrong with a carrier, when somebody switches it on.

A share says how many of the cases a fault befalls, from 0 to 1. By default nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

SHARES = frozenset(
    ("cut_before_accept", "cut_after_accept", "error_500", "error_429", "half_answer", "early", "repeat", "share")
)
DIALECTS = ("plain", "decimal", "stripped", "sparse", "chatty", "one_for_all", "obscure", "without_parameters")


class NotAFault(ValueError):
    """There is no such fault, or it cannot have this value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What may befall a message that is handed in."""

    down: bool = False  #: connections are refused; the Graph API answers 503
    slow: float = 0.0  #: seconds between taking a message and answering
    cut_before_accept: float = 0.0  #: share: the line is cut, nothing was taken
    cut_after_accept: float = 0.0  #: share: the message was taken, the line is cut instead of an answer
    half_answer: float = 0.0  #: share: the message was taken, the line is cut in the middle of the answer
    error_500: float = 0.0  #: share: refused by a fault of the carrier; nothing was taken
    error_429: float = 0.0  #: share: refused as too fast; nothing was taken

    @property
    def is_any(self) -> bool:
        """Whether anything is switched on."""
        return self != type(self)()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyTrouble(Trouble):
    """What may befall a message whose fate the carrier tells on a way of its own."""

    early: float = 0.0  #: share: the first status or receipt comes before the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsTrouble(EarlyTrouble):
    """What may befall an SMS, and how the operator writes its receipts."""

    dialect: str = "plain"
    drops: int = 0  #: counts up: each time all lines are dropped
    unbinds: int = 0  #: counts up: each time the carrier takes leave of all sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTrouble:
    """What may befall what WhatsApp tells."""

    late: float = 0.0  #: product seconds
    reorder: float = 0.0  #: product seconds: each status waits a random part of them
    repeat: float = 0.0  #: share of POSTs told once more
    repeat_within: float = 60.0  #: product seconds
    batch: int = 200  #: most news in one POST, which is never larger than 3 MB
    hold: bool = False  #: nothing is told until this is switched off, then all at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Numbers that work, and are reported as unknown by an operator's mistake."""

    share: float = 0.0
    prefix: str = ""  #: of the ten digits
    until: float = 0.0  #: seconds of the epoch; set by hours, product hours from now

    def strikes(self, number: str, *, place: float, now: float) -> bool:
        """Return whether it befalls the number that has this place among all numbers."""
        return now < self.until and place < self.share and number[-10:].startswith(self.prefix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """All faults of all carriers."""

    whatsapp: EarlyTrouble = field(default_factory=EarlyTrouble)
    sms: SmsTrouble = field(default_factory=SmsTrouble)
    mail: Trouble = field(default_factory=Trouble)
    webhooks: WebhookTrouble = field(default_factory=WebhookTrouble)
    incident: Incident = field(default_factory=Incident)

    @classmethod
    def of(cls, settings: Iterable[str], *, factor: float = 1.0, now: float = 0.0) -> Self:
        """
        Return the faults written as NAME.FAULT=VALUE.

        :raises NotAFault: if one is none
        """
        changes: dict[str, dict[str, Any]] = {}
        for setting in settings:
            name, _, value = setting.partition("=")
            section, _, fault = name.partition(".")
            changes.setdefault(section, {})[fault] = _read(value)
        return cls().changed(changes, factor=factor, now=now)

    def changed(self, changes: object, *, factor: float, now: float) -> Self:
        """
        Return the faults with the changes by name made.

        :raises NotAFault: if there is no such fault or it cannot have the value
        """
        faults = self
        for section, values in _object(changes, "faults").items():
            if section not in Faults.__slots__:
                raise NotAFault(f"{section}: must be one of {', '.join(Faults.__slots__)}")
            given = dict(_object(values, section))
            if section == "incident" and "hours" in given:
                given["until"] = now + _number("incident.hours", given.pop("hours")) * 3600 / factor
            faults = replace(faults, **{section: _changed(getattr(faults, section), given, section)})
        return faults

    def shown(self) -> dict[str, object]:
        """Return the faults by name."""
        return asdict(self)


def _changed(section: Any, values: Mapping[str, object], name: str) -> Any:
    there = {one.name: getattr(section, one.name) for one in fields(section)}
    for key in values:
        if key not in there:
            raise NotAFault(f"{name}.{key}: must be one of {', '.join(there)}")
    return replace(section, **{key: _checked(f"{name}.{key}", there[key], value) for key, value in values.items()})


def _checked(name: str, there: object, value: object) -> object:
    key = name.partition(".")[2]
    if key == "dialect" and value not in DIALECTS:
        raise NotAFault(f"{name}: must be one of {', '.join(DIALECTS)}")
    if isinstance(there, str):
        return str(value).removesuffix(".0")
    if isinstance(there, bool):
        if not isinstance(value, bool):
            raise NotAFault(f"{name}: must be true or false")
        return value
    number = _number(name, value)
    if key in SHARES and number > 1:
        raise NotAFault(f"{name}: must be a share from 0 to 1")
    if key == "batch" and number < 1:
        raise NotAFault(f"{name}: must be 1 at least")
    return int(number) if isinstance(there, int) else number


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise NotAFault(f"{name}: must be a number from 0")
    return float(value)


def _object(given: object, name: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise NotAFault(f"{name}: must be an object")
    return given


def _read(value: str) -> object:
    if value in ("true", "false"):
        return value == "true"
    try:
        return float(value)
    except ValueError:
        return value
