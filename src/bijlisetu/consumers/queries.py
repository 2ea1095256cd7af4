"""Questions about the registry."""

from __future__ import annotations

from dataclasses import dataclass

from bijlisetu.consumers.models import Consumer

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
