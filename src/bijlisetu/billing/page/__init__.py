"""The bill as one page of paper: facts in, PDF or picture out."""

from bijlisetu.billing.page.facts import (
    Basis,
    BillPage,
    Charge,
    DialReading,
    LastPayment,
    MonthOfUse,
    PageWords,
    Remark,
    Upi,
)
from bijlisetu.billing.page.render import Printer
from bijlisetu.billing.page.upi import upi_link

__all__ = [
    "Basis",
    "BillPage",
    "Charge",
    "DialReading",
    "LastPayment",
    "MonthOfUse",
    "PageWords",
    "Printer",
    "Remark",
    "Upi",
    "upi_link",
]
