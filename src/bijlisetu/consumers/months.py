"""The history of facts lies in months, by when they changed; what is true today stays in the registry."""

from __future__ import annotations

from bijlisetu.audit.holds import ANY, CONSUMERS
from bijlisetu.plumbing.database.months import Parted

PARTED = (
    Parted(
        table="consumers_factchange",
        past="row.at < %(before)s",
        held=f"{ANY} AND row.consumer_id = ANY(ARRAY({CONSUMERS}))",
    ),
)
