"""Questions about bills."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bijlisetu.billing.mapping import REMARK, BillItem, BillMapping, bill_mapping
from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.facts import (
    BillPage,
    Charge,
    DialReading,
    LastPayment,
    MonthOfUse,
    PageWords,
    Remark,
    Upi,
)
from bijlisetu.billing.page.reference import reference_of
from bijlisetu.billing.standing import RANK
from bijlisetu.network.companies import company_of
from bijlisetu.network.models import FeederPlace
from bijlisetu.network.queries import offices_over
from bijlisetu.network.utilities import Utility
from bijlisetu.outbox.queries import message_of
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Language
from bijlisetu.values.dates import short_month

logger = logging.getLogger(__name__)

#: Of one month, or the latest; where all bills of it are cancelled, the last one says so.
STANDING = f"""
SELECT bill.id FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
WHERE consumer.account = %(account)s AND (%(cycle)s::date IS NULL OR bill.cycle = %(cycle)s)
ORDER BY bill.cycle DESC, bill.is_cancelled, {RANK.format(bill="bill")} DESC LIMIT 1
"""


def bill_of(attempt: int) -> Bill | None:
    """Return the bill that an attempt carried, if it carried one; the bill of its month that stands takes its place."""
    said = message_of(attempt)
    if said is None or "bill" not in said.facts:
        return None
    carried = Bill.objects.filter(number=said.facts["bill"], consumer__account=said.account)
    cycle = carried.values_list("cycle", flat=True).first()
    return _standing(said.account, cycle) if cycle else None


def whose_bill(*, account: str, number: str, months: int = 12) -> int | None:
    """
    Return the consumer with this account to whom a bill of this number went in so many months before the latest.

    One question, whatever is right of it: the open web learns nothing from its time.
    """
    newer = Bill.objects.filter(consumer=OuterRef("consumer"), cycle__gt=OuterRef("cycle")).order_by()
    many = newer.values("consumer").annotate(many=Count("cycle", distinct=True)).values("many")
    found = Bill.objects.filter(consumer__account=account, number=number).annotate(newer=Coalesce(Subquery(many), 0))
    return found.filter(newer__lt=months).values_list("consumer", flat=True).first()


def latest_bill(account: str) -> Bill | None:
    """Return the account's latest bill that stands; none where there is none, or all of its month are cancelled."""
    latest = _standing(account)
    return latest if latest and not latest.is_cancelled else None


def _standing(account: str, cycle: date | None = None) -> Bill | None:
    found = rows(STANDING, account=account, cycle=cycle)
    return Bill.objects.select_related("consumer__feeder").get(pk=found[0][0]) if found else None


def page_of(bill: Bill, *, public_url: str = "") -> BillPage:
    """Return all that the printed page of the bill shows; without our address it leads nowhere."""
    consumer, lines, mapping = bill.consumer, bill.lines, _mapping_of(bill)
    company, offices = company_of(consumer.feeder_id), offices_over(consumer.feeder_id)
    return BillPage(
        language=Language(consumer.language),
        words=_words(company.utility),
        utility_hi=company.hi,
        utility_en=company.en,
        helpline=company.helpline,
        sender=company.header,
        subdivision=offices.get("subdivision", ""),
        division=offices.get("division", ""),
        substation=offices.get("section", ""),
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
        previous=_reading(lines, "previous_on", "previous_reading"),
        current=_reading(lines, "current_on", "current_reading"),
        multiplying_factor=_figure(lines, "multiplying_factor"),
        units=bill.units,
        maximum_demand=_figure(lines, "maximum_demand"),
        remark=_remark(lines.get(REMARK, ""), mapping),
        charges=_charges(lines.get("charges", {}), mapping.charges if mapping else ()),
        # "Arrears 0.00" is said only where the rest adds up: an export may leave a column out.
        dues=_charges(lines.get("dues", {}), mapping.dues if mapping else (), always=_adds_up(bill)),
        amount_payable=bill.amount_payable,
        is_cancelled=bill.is_cancelled,
        last_payment=_payment(lines),
        history=_history(bill, consumer.language),
        upi=Upi(company.upi, company.en, reference_of(bill.pk), _note(bill)) if company.upi else None,
        reference=reference_of(bill.pk),
        outages=_outages(consumer.feeder_id, public_url) if public_url else "",
    )


def _outages(feeder: int, public_url: str) -> str:
    """Return where everybody reads of outages around the feeder: what its section looks after."""
    section = FeederPlace.objects.filter(feeder=feeder, valid_to=None).values_list("section", flat=True).first()
    return f"{public_url}/outages/{f'?office={section}' if section else ''}"


def _mapping_of(bill: Bill) -> BillMapping | None:
    try:
        return bill_mapping(bill.mapping)
    except Refusal as refusal:
        # Somebody waits for this bill: it is shown with our own names for its lines.
        logger.warning("Bill %s has lost the words for its lines: %s", bill.pk, refusal)
        return None


def _words(utility: Utility) -> PageWords:
    division, subdivision = utility.offices["division"], utility.offices["subdivision"]
    return PageWords(
        account_hi=utility.words.account_hi,
        account_en=utility.words.account_en,
        bill_hi=utility.words.bill_hi,
        division_hi=division.hi,
        division_en=division.en,
        subdivision_hi=subdivision.hi,
        subdivision_en=subdivision.en,
        late_hi=utility.words.late_hi,
        late_en=utility.words.late_en,
        pay_hi=utility.words.pay_hi,
        pay_en=utility.words.pay_en,
    )


def _note(bill: Bill) -> str:
    """Return what the payer's bank repeats: the counter finds the payment by the bill's number as it is printed."""
    return f"Bill {bill.number} {bill.cycle:%m-%Y}"


def _reading(lines: Mapping[str, str], on: str, value: str) -> DialReading | None:
    figure, day = _figure(lines, value), lines.get(on)
    return DialReading(date.fromisoformat(day) if day else None, figure) if figure is not None else None


def _payment(lines: Mapping[str, str]) -> LastPayment | None:
    amount, day = _figure(lines, "last_paid"), lines.get("last_paid_on")
    return LastPayment(date.fromisoformat(day) if day else None, amount) if amount else None


def _figure(lines: Mapping[str, str], name: str) -> Decimal | None:
    return Decimal(lines[name]) if name in lines else None


def _remark(code: str, mapping: BillMapping | None) -> Remark:
    return (mapping.remarks.get(code) if mapping else None) or Remark(code)


def _charges(amounts: Mapping[str, str], known: Sequence[BillItem], *, always: bool = False) -> tuple[Charge, ...]:
    """Return the amounts with their words in the mapping's order, then those for which it has no words any more."""
    shown = [item for item in known if always or item.name in amounts]
    rest = amounts.keys() - {item.name for item in known}
    return (
        *(Charge(item.hi, item.en, Decimal(amounts.get(item.name, 0))) for item in shown),
        *(Charge(name, name, Decimal(amounts[name])) for name in sorted(rest)),
    )


def _history(bill: Bill, language: str) -> tuple[MonthOfUse, ...]:
    """Return the months before, oldest first, and last of all this bill's own."""
    months = []
    for back, figure in reversed(list(enumerate(bill.lines.get("history", ()), start=1))):  # the newest comes first
        if figure:
            year, month = divmod(bill.cycle.year * 12 + bill.cycle.month - 1 - back, 12)
            months.append(MonthOfUse(short_month(date(year, month + 1, 1), language), Decimal(figure)))
    return (*months, MonthOfUse(short_month(bill.cycle, language), bill.units))


def _adds_up(bill: Bill) -> bool:
    said = (*bill.lines.get("charges", {}).values(), *bill.lines.get("dues", {}).values())
    return bool(said) and abs(bill.amount_payable - sum(map(Decimal, said))) < 1
