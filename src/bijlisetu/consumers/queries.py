"""Questions about the registry."""

from __future__ import annotations

from dataclasses import dataclass

from bijlisetu.consumers.models import Consumer


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


def spoken_by(consumer: int) -> str:
    """Return the code of the language in which the consumer is written to; nothing if there is no such consumer."""
    return Consumer.objects.filter(pk=consumer).values_list("language", flat=True).first() or ""
