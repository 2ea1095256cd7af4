"""
The day's settlement files, in the layouts that the product has mappings for; each disagrees in a few rows.

A row may be missing and come a day later, stand there twice, or tell another amount of what was called out before.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bijlisetu.simulator.bank.book import Book, Paid, Way
from bijlisetu.simulator.people.behaviour import share_of

A_DAY = timedelta(days=1)
MISSING, DOUBLED, OTHERWISE = 0.01, 0.01, 0.005
OTHER_BY = 1000  #: paise

Row = Sequence[str]


class Layout(NamedTuple):
    """A sort of file: whose payments it lists, and how it writes one."""

    ways: tuple[Way, ...]
    header: Row
    row: Callable[[Paid, int, str], Row]  #: payment, paise, status
    trailer: Callable[[int, int], Row | None]  #: rows, paise
    above: tuple[Row, ...] = ()
    bounced: str = ""  #: the word of a cheque that was not honoured


def _rupees(paise: int) -> str:
    return f"{paise // 100}.{paise % 100:02d}"


def _upi(paid: Paid, paise: int, status: str) -> Row:
    return (
        paid.transaction, paid.rrn, paid.reference, paid.account, _rupees(paise), "INR", f"{paid.day:%d-%m-%Y}",
        status or "SUCCESS", "",
    )  # fmt: skip


def _bbps(paid: Paid, paise: int, status: str) -> Row:
    return (
        paid.transaction, paid.rrn, paid.account, paid.bill, str(paise), "INR", f"{paid.day:%d-%m-%Y}",
        status or "SUCCESS", "BBPS",
    )  # fmt: skip


def _counter(paid: Paid, paise: int, status: str) -> Row:
    return (
        f"R{paid.id:09d}", paid.account, paid.bill, _rupees(paise), f"{paid.day:%d-%m-%Y}", "CASH", status or "PAID",
    )  # fmt: skip


def _bank(paid: Paid, paise: int, status: str) -> Row:
    mode = "CHQ" if paid.way is Way.CHEQUE else "NEFT"
    return (
        paid.transaction, f"{paid.day:%d-%m-%Y}", "", paid.rrn, paid.bill, paid.account, mode, "", _rupees(paise),
        status or "CR",
    )  # fmt: skip


LAYOUTS: Mapping[str, Layout] = {
    "upi": Layout(
        (Way.UPI,),
        ("TXN_ID", "RRN", "REFERENCE", "ACCOUNT", "AMOUNT", "CURRENCY", "TXN_DATE", "STATUS", "REMARKS"),
        _upi,
        lambda rows, paise: ("TRAILER", str(rows), "", "", _rupees(paise), "", "", "", ""),
    ),
    "bbps": Layout(
        (Way.BBPS,),
        (
            "TXN_REFERENCE_ID", "RRN", "CUSTOMER_PARAM_1", "BILL_NUMBER", "TXN_AMOUNT_PAISE", "TXN_CURRENCY",
            "TXN_DATE", "TXN_STATUS", "PAYMENT_CHANNEL",
        ),
        _bbps,
        lambda rows, paise: None,
    ),
    "counter": Layout(
        (Way.COUNTER,),
        ("RECEIPT_NO", "ACCT_ID", "BILL_ID", "AMOUNT", "PAY_DATE", "PAY_MODE", "STATUS"),
        _counter,
        lambda rows, paise: ("TRAILER", "", str(rows), _rupees(paise), "", "", ""),
    ),
    "bank": Layout(
        (Way.TRANSFER, Way.CHEQUE),
        (
            "TRAN ID", "VALUE DATE", "DESCRIPTION", "CHQ/REF NO", "CUSTOMER REF", "CONSUMER NO", "MODE", "DEBIT",
            "CREDIT", "STATUS",
        ),
        _bank,
        lambda rows, paise: ("Total", "", "", "", "", "", "", "", _rupees(paise), ""),
        above=(("SAMPLE BANK",), ("Statement of account",)),
        bounced="RETURNED",
    ),
}  # fmt: skip


def file_of(book: Book, name: str, *, day: date, seed: int) -> str:
    """Return the file of the day as CSV."""
    layout = LAYOUTS[name]
    rows = list(_rows(book, layout, name, day=day, seed=seed))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([*layout.above, layout.header, *(layout.row(*row) for row in rows)])
    if trailer := layout.trailer(len(rows), sum(paise for _, paise, _ in rows)):
        writer.writerow(trailer)
    return text.getvalue()


def _rows(book: Book, layout: Layout, name: str, *, day: date, seed: int) -> Iterable[tuple[Paid, int, str]]:
    for paid in book.of(layout.ways, days=[day - A_DAY, day]):
        luck = share_of(seed=seed, kind=f"file {name}", name=paid.transaction)
        if paid.bounced_on == day:
            yield paid, paid.paise, layout.bounced
        if paid.day != (day - A_DAY if luck < MISSING else day):
            continue
        is_other = MISSING + DOUBLED <= luck < MISSING + DOUBLED + OTHERWISE and book.is_answered(paid.id)
        yield paid, paid.paise + OTHER_BY * is_other, ""
        if MISSING <= luck < MISSING + DOUBLED:
            yield paid, paid.paise, ""
