"""Questions about bills."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import connection

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.facts import BillPage, Charge, Month, Payment, Reading, Upi
from bijlisetu.network.companies import company_of
from bijlisetu.values import Language
from bijlisetu.values.dates import short_month

#: Columns of the billing export that are lines of charge, in the order they are printed, and which way they count:
#: the export writes the State's subsidy as what it is worth, the bill takes it off.
CHARGES = (
    ("ENERGY_CHARGE", "ऊर्जा शुल्क", "Energy charge", 1),
    ("FIXED_CHARGE", "फिक्स्ड चार्ज", "Fixed charge", 1),
    ("FPPAS", "ईंधन अधिभार (FPPAS)", "Fuel surcharge", 1),
    ("ELECTRICITY_DUTY", "विद्युत कर", "Electricity duty", 1),
    ("SUBSIDY", "सब्सिडी", "Subsidy", -1),
)
HISTORY = 12
HEADER = "UPPCLT"

PLACES = """
SELECT office.kind, office.name FROM network_feederplace place
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
JOIN network_office office ON office.id = tree.ancestor_id
WHERE place.feeder_id = %s AND place.valid_to IS NULL
"""
BILL_OF_ATTEMPT = """
SELECT bill.id FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id
JOIN billing_bill bill ON bill.number = notice.facts ->> 'bill' AND bill.consumer_id = notice.consumer_id
WHERE attempt.id = %s
"""


def bill_of(attempt: int) -> Bill | None:
    """Return the bill that an attempt carried, if it carried one."""
    with connection.cursor() as cursor:
        cursor.execute(BILL_OF_ATTEMPT, [attempt])
        row = cursor.fetchone()
    return Bill.objects.select_related("consumer__feeder").get(pk=row[0]) if row else None


def page_of(bill: Bill) -> BillPage:
    """Return all that the printed page of the bill shows."""
    consumer, lines = bill.consumer, bill.lines
    company = company_of(consumer.feeder_id)
    places = _places(consumer.feeder_id)
    return BillPage(
        language=Language(consumer.language),
        utility_hi=company.hi,
        utility_en=company.en,
        helpline="1912",
        sender=HEADER,
        office=places.get("subdivision", ""),
        division=places.get("division", ""),
        substation=places.get("section", ""),
        feeder=consumer.feeder.name,
        account=consumer.account,
        name=consumer.name,
        address=consumer.address,
        tariff=consumer.tariff,
        load=f"{consumer.load.normalize():f} {consumer.load_unit}" if consumer.load is not None else "",
        meter_no=consumer.meter_number,
        bill_no=bill.number,
        month=bill.cycle,
        bill_date=bill.bill_date,
        due_date=bill.due_date,
        previous=_reading(lines, "PREV_RDG_DATE", "PREV_RDG_KWH"),
        current=_reading(lines, "CUR_RDG_DATE", "CUR_RDG_KWH"),
        multiplying_factor=_number(lines, "MF") or Decimal(1),
        units=bill.units,
        maximum_demand=_number(lines, "MDI"),
        remark=lines.get("METER_READ_REMARK", ""),
        charges=tuple(
            Charge(hindi, english, sign * amount)
            for column, hindi, english, sign in CHARGES
            if (amount := _number(lines, column)) is not None
        ),
        arrears=_number(lines, "ARREARS") or Decimal(0),
        late_surcharge=_number(lines, "LPSC") or Decimal(0),
        adjustment=_number(lines, "ADJUSTMENT") or Decimal(0),
        amount_payable=bill.amount_payable,
        last_payment=_payment(lines),
        history=_history(lines, bill.cycle, consumer.language),
        upi=Upi(company.upi, company.en, _reference(bill), f"Bill {bill.cycle:%m-%Y}") if company.upi else None,
    )


def _reference(bill: Bill) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", bill.number)[:35]


def _places(feeder: int) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [feeder])
        return dict(cursor.fetchall())


def _reading(lines: Mapping[str, str], on: str, value: str) -> Reading | None:
    day, number = _day(lines.get(on, "")), _number(lines, value)
    return Reading(day, number) if day and number is not None else None


def _payment(lines: Mapping[str, str]) -> Payment | None:
    day, amount = _day(lines.get("LAST_PAY_DATE", "")), _number(lines, "LAST_PAYMENT_AMOUNT")
    return Payment(day, amount) if day and amount is not None else None


def _history(lines: Mapping[str, str], cycle: date, language: str) -> tuple[Month, ...]:
    months = []
    for back in range(HISTORY, 0, -1):  # HIST_UNITS_1 is the newest
        units = _number(lines, f"HIST_UNITS_{back}")
        if units is not None:
            year, month = divmod(cycle.year * 12 + cycle.month - 1 - back, 12)
            months.append(Month(short_month(date(year, month + 1, 1), language), units))
    return tuple(months)


def _number(lines: Mapping[str, str], column: str) -> Decimal | None:
    try:
        return Decimal(lines[column])
    except (KeyError, InvalidOperation, TypeError):
        return None


def _day(text: str) -> date | None:
    for form in ("%d-%b-%y", "%d-%b-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
