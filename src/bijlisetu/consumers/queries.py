"""Questions about the registry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from bijlisetu.consumers.models import Consumer

BELOW = """
SELECT consumer.id FROM consumers_consumer consumer
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
WHERE tree.ancestor_id = %s
ORDER BY consumer.id
"""


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


def ids_of(accounts: Sequence[str]) -> dict[str, int]:
    """Return the consumer of each account that is enrolled."""
    return dict(Consumer.objects.filter(account__in=accounts).values_list("account", "id"))


def ids_below(office_id: int) -> list[int]:
    """Return the consumers whom the office and those below it serve now."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [office_id])
        return [row[0] for row in cursor.fetchall()]
