"""Questions about the registry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bijlisetu.consumers.models import Consumer, FactChange
from bijlisetu.network.switching.queries import Elements
from bijlisetu.plumbing.database.sql import rows

#: Whom a cut of the elements touches at the instant; other rooms build on the same function.
TOUCHED = """
SELECT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
"""
#: A meter's number as it is looked for, whether its zeros, blanks and capitals are written or not; an index has it.
METER = "ltrim(translate(upper({}), ' -/.', ''), '0')"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A consumer as the registry names them, and the feeder they hang on."""

    id: int
    account: str
    name: str
    feeder: int


def enrolled(consumer: int) -> Enrolled | None:
    """Return the consumer, if there is one."""
    found = Consumer.objects.filter(pk=consumer).values_list("id", "account", "name", "feeder_id")
    return next((Enrolled(*row) for row in found), None)


@dataclass(frozen=True, slots=True)
class Became:
    """A fact of the registry that became another."""

    field: str
    before: str
    after: str
    source: str  #: the file it came with, if it is known
    by: str
    at: datetime


def touched(elements: Elements, *, at: datetime) -> list[int]:
    """Return the consumers who are dark when the elements are, as the network is switched at the instant."""
    return [consumer for (consumer,) in rows(TOUCHED, **elements.named, at=at)]


def history_of(consumer: int, *, most: int = 200) -> list[Became]:
    """Return how the facts of the registry about a consumer have changed, the latest first."""
    columns = ("field", "before", "after", "source", "by", "at")
    found = FactChange.objects.filter(consumer=consumer).order_by("-at", "-pk").values_list(*columns)
    return [Became(*row) for row in found[:most]]


def known_since(consumer: int) -> datetime:
    """Return when the consumer came into the registry."""
    return Consumer.objects.values_list("imported_at", flat=True).get(pk=consumer)


def need_of(consumer: int) -> str:
    """Return what the consumer needs electricity for most; nothing where no need is known."""
    return Consumer.objects.filter(pk=consumer).values_list("need", flat=True).first() or ""


def spoken_by(consumer: int) -> str:
    """Return the code of the language in which the consumer is written to; nothing if there is no such consumer."""
    return Consumer.objects.filter(pk=consumer).values_list("language", flat=True).first() or ""
