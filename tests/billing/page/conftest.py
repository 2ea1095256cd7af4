"""One synthetic bill, and a page to set it on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bijlisetu.billing.page import (
    BillPage,
    Charge,
    DialReading,
    LastPayment,
    MonthOfUse,
    PageWords,
    Printer,
    Remark,
    Upi,
)

HISTORY = {
    "दिस 25": 98,
    "जन 26": 87,
    "फर 26": 92,
    "मार्च 26": 110,
    "अप्रै 26": 141,
    "मई 26": 188,
    "जून 26": 214,
    "जुला 26": 226,
    "अग 26": 205,
    "सित 26": 190,
    "अक्टू 26": 161,
    "नव 26": 153,
}
WORDS = PageWords(
    account_hi="खाता संख्या",
    account_en="Account No.",
    bill_hi="बिल",
    division_hi="खंड",
    division_en="Division",
    subdivision_hi="उपखंड",
    subdivision_en="Subdivision",
    late_hi="इसके बाद विलंब अधिभार लगेगा।",
    late_en="After it a late payment surcharge is added.",
    pay_hi="किसी भी UPI ऐप में ‘बिजली बिल’ चुनें, या काउंटर पर जमा करें।",
    pay_en="Choose ‘Electricity’ in any UPI app, or pay at a counter.",
)
BILL = BillPage(
    words=WORDS,
    utility_hi="पूर्वी विद्युत वितरण निगम लिमिटेड",
    utility_en="Eastern Vidyut Vitran Nigam Limited",
    helpline="1912",
    sender="BJSETU",
    subdivision="राबर्ट्सगंज प्रथम",
    division="EDD ROBERTSGANJ",
    substation="33/11 kV चुर्क",
    feeder="कृष्णा नगर",
    account="3800360461",
    name="श्रीमती लक्ष्मी क्षत्रिय",
    address="मकान 12/4, ब्रह्मनगर, राबर्ट्सगंज, सोनभद्र",
    tariff="LMV-1 घरेलू शहरी (ST-10B)",
    load="2 kW",
    meter_no="UP48213377",
    bill_no="380036046126110",
    month=date(2026, 11, 1),
    bill_date=date(2026, 11, 22),
    due_date=date(2026, 12, 7),
    previous=DialReading(date(2026, 10, 21), Decimal(4210)),
    current=DialReading(date(2026, 11, 21), Decimal(4363)),
    multiplying_factor=Decimal(1),
    units=Decimal(153),
    maximum_demand=Decimal("1.85"),
    remark=Remark("OK", "सामान्य", "Normal"),
    charges=(
        Charge("ऊर्जा शुल्क", "Energy charge", Decimal("842.50")),
        Charge("फिक्स्ड चार्ज", "Fixed charge", Decimal("220.00")),
        Charge("सब्सिडी", "Subsidy", Decimal("-45.00")),
    ),
    dues=(
        Charge("बकाया", "Arrears", Decimal("215.00")),
        Charge("विलंब भुगतान अधिभार", "Late payment surcharge", Decimal("2.69")),
        Charge("समायोजन", "Adjustment", Decimal(0)),
    ),
    amount_payable=Decimal(1235),
    last_payment=LastPayment(date(2026, 10, 30), Decimal(1034)),
    history=tuple(MonthOfUse(label, Decimal(units)) for label, units in HISTORY.items()),
    upi=Upi("bijli.demo@examplebank", "Eastern Vidyut Vitran Nigam", "BL380036046126110", "Bijli bill Nov 2026 ..0461"),
    outages="https://bijli.example.in/outages/?office=1234",
    notes=("देय तिथि तक पूरा भुगतान करने पर 1 % छूट मिलेगी।",),
)


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(scope="session")
def printer(fonts: Path) -> Printer:
    return Printer(fonts)


@pytest.fixture(scope="session")
def a_bill() -> Callable[..., BillPage]:
    """Return a maker of bills: the plain one with what differs."""

    def make(**changes: Any) -> BillPage:
        return dataclasses.replace(BILL, **changes)

    return make
