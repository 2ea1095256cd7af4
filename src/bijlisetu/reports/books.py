"""Whether the totals that are kept are what the rows themselves give."""

from __future__ import annotations

from collections.abc import Iterator

from bijlisetu.contact.kyc import totals as kyc
from bijlisetu.fieldwork import totals as fieldwork
from bijlisetu.ledger import totals as ledger
from bijlisetu.metering import totals as metering
from bijlisetu.outages.ledgers import totals as outages
from bijlisetu.outbox import totals as outbox
from bijlisetu.plumbing.database.totals import Difference, Totals, differences
from bijlisetu.reach import totals as reach

BOOKS: tuple[Totals, ...] = (
    *reach.ALL,
    *outbox.ALL,
    *fieldwork.ALL,
    *kyc.ALL,
    *outages.ALL,
    *ledger.ALL,
    *metering.ALL,
)


def compared() -> Iterator[tuple[Totals, list[Difference]]]:
    """Yield all totals, each with the first that are not what a recount gives."""
    for totals in BOOKS:
        yield totals, differences(totals)
