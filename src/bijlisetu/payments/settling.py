"""What is staged becomes payments: in the books, on the consumers' phones, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.metering.warnings import telling as balances
from bijlisetu.payments import books, telling
from bijlisetu.payments.taking import Taken, take
from bijlisetu.plumbing.india import day_in_india


def settle(*, file: str = "", at: datetime, by: str) -> Taken:
    """Take what is staged into payments, ledger and outbox: all of it, inside the caller's transaction."""
    taken = take(at=at, file=file)
    books.enter(taken.came, at=at, by=by)
    books.take_out(taken.went, day=day_in_india(at), at=at, by=by)
    telling.tell(came=taken.came, went=taken.went, at=at)
    balances.paid([one.consumer for one in taken.came if one.consumer and not one.is_deposit], at=at)
    return taken
