"""The bill as one page of paper: facts in, PDF or picture out."""

from bijlisetu.billing.page.facts import BillPage, Charge, Month, Payment, Reading, Upi, Words
from bijlisetu.billing.page.render import Page
from bijlisetu.billing.page.upi import upi_link

__all__ = ["BillPage", "Charge", "Month", "Page", "Payment", "Reading", "Upi", "Words", "upi_link"]
