"""What a carrier tells beside reports and replies: of our templates, numbers and account, and of people's wishes."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

#: Stands for a day without a limit.
UNLIMITED = -1


class TemplateState(enum.StrEnum):
    """Where a template stands with its registrar."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"
    PAUSED = "paused"  #: comes back by itself
    DISABLED = "disabled"  #: for good, until it is edited
    GONE = "gone"  #: deleted, archived or unknown to the registrar
    UNFIT = "unfit"  #: approved, but our own text is not what is registered


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateNews:
    """A template's state, category or quality has changed; None where nothing is told of it."""

    at: datetime
    name: str
    language: str
    state: TemplateState | None = None
    category: str | None = None  #: utility, marketing, authentication: it sets the price and who may refuse it
    quality: str | None = None  #: green, yellow, red, unknown
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderNews:
    """A number of ours, or the portfolio of all, may send more or less than before; None where nothing is told."""

    at: datetime
    number: str = ""  #: its digits as shown to people; empty where the news is of the whole portfolio
    per_second: int | None = None
    per_day: int | None = None  #: different people in 24 hours over the whole portfolio, or UNLIMITED
    quality: str | None = None
    stopped: bool | None = None  #: it may send nothing, or may again
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountNews:
    """Something about our account that a person of ours must read; stopped if nothing will pass until then."""

    at: datetime
    event: str
    severity: str = ""
    stopped: bool | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """A person wants no marketing any more, or wants it again; bills and alerts are not touched by it."""

    at: datetime
    sender: str = ""  #: 91 and ten digits, empty where the carrier withheld it
    user_id: str = ""
    attempt: int | None = None  #: of the message complained of, where the carrier names that and not the person
    marketing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A person took another number, user id or telephone; what is not told is empty."""

    at: datetime
    sender: str = ""  #: the old number
    number: str = ""  #: the new number
    user_id: str = ""  #: the new user id
    old_user_id: str = ""
    has_new_keys: bool = False  #: of encryption: another telephone, perhaps another person behind the number


News = TemplateNews | SenderNews | AccountNews | Preference | Moved
