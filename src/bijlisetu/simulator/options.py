"""How the carriers are set up; handed to their processes by the environment, so that no secret shows in a list."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from bijlisetu.plumbing.refusal import Refusal

VARIABLE = "BIJLISETU_SIM_OPTIONS"
#: The carriers, by the name of their process, and what they are called.
CARRIERS = {"graph": "Graph API and phones", "smsc": "SMSC", "smtp": "SMTP", "bank": "Bank"}
LISTENING = "listening"  #: first word of the line by which a process says where it listens
REFUSED = "refused"  #: first word of the line by which it says why it does not


class NotAPlace(ValueError):
    """The text is no HOST:PORT."""


class OptionsMissing(Refusal):
    """A carrier's process was started without its options."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a carrier listens, or where the product does."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the place written as HOST:PORT.

        :raises NotAPlace: if it is not
        """
        host, _, port = text.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise NotAPlace(f"{text} is not HOST:PORT, like 127.0.0.1:9100")
        return cls(host.strip("[]"), int(port))

    def __str__(self) -> str:
        """Return the place as HOST:PORT."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All that the carriers and the bank need to know."""

    truth: Path
    folder: Path
    app_secret: str
    token: str
    smpp_password: str
    http: Place = Place("127.0.0.1", 9100)
    smpp: Place = Place("127.0.0.1", 2775)
    smtp: Place = Place("127.0.0.1", 2525)
    bounces: Place = Place("127.0.0.1", 2526)
    bank: Place = Place("127.0.0.1", 9200)
    webhook: str = "http://127.0.0.1:8000/webhooks/whatsapp"
    payments_url: str = ""  #: where the aggregator calls; empty: it does not
    payment_secret: str = ""
    phone_number_ids: tuple[str, ...] = ("100000000000001",)
    smpp_user: str = "bijlisetu"
    factor: float = 1.0
    seed: int = 1
    fetch_one_in: int = 1
    duplicates: float = 0.02
    rate: int = 0  #: WhatsApp messages a second a number may send; 0 for no limit
    pair_burst: int = 0  #: WhatsApp messages one person may be sent at a stretch; 0 for no limit
    day_limit: int = 0  #: different people WhatsApp carries something to in 24 hours; 0 for no limit
    dlt: Path | None = None  #: what is registered with the operators; without it, any ids will do
    smpp_rate: int = 0  #: SMS a second the SMSC takes; 0 for no limit
    app_key: str = ""  #: of the officers' app that shows codes, in hexadecimal; empty: they have none here
    usernames: float = 0.0  #: share of people whose number WhatsApp keeps to itself
    faults: tuple[str, ...] = ()  #: NAME.FAULT=VALUE, switched on from the start
    tied: bool = False  #: the process ends with the one that started it

    def environment(self) -> dict[str, str]:
        """Return the variables a carrier's process reads its options from."""
        return {VARIABLE: json.dumps(asdict(self), default=str)}

    @classmethod
    def from_environment(cls) -> Self:
        """
        Return the options this process was started with.

        :raises OptionsMissing: if it was started without
        """
        try:
            given = json.loads(os.environ[VARIABLE])
        except (KeyError, ValueError):
            raise OptionsMissing(f"{VARIABLE} is not set; start the carriers with: bijlisetu carriers") from None
        for name in ("http", "smpp", "smtp", "bounces", "bank"):
            given[name] = Place(**given[name])
        for name in ("truth", "folder", "dlt"):
            given[name] = Path(given[name]) if given[name] else None
        lists = {name: tuple(given[name]) for name in ("phone_number_ids", "faults")}
        return cls(**given | lists)
