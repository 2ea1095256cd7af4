"""What an officer sees of meters: who is out, low or silent, one meter with its history, and what was left on some."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

import bijlisetu.ledger.queries as ledger
import bijlisetu.metering.actions as metering
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.imports.receiving import announce, take_piece
from bijlisetu.contact.models import Import
from bijlisetu.jobs.imports import run_next
from bijlisetu.metering.models import Day, Surplus
from bijlisetu.network.models import Office
from bijlisetu.plumbing.india import day_in_india
from tests import build
from tests.district import officer_of
from tests.exports import table_file
from tests.metering.conftest import ACCOUNT, OTHER, PREPAID, day_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(tmp_path: Path) -> Office:
    feeder = build.feeder_of_a_company()
    for account in (ACCOUNT, OTHER):
        build.consumer(account=account, on=feeder)
    bring(tmp_path, "modes", PREPAID, {**PREPAID, "ACCT_ID": OTHER})
    today = day_in_india(timezone.now())
    bring(tmp_path, "days", day_of(today, "-12.50"), day_of(today, "800", recharge="800", account=OTHER))
    return Office.objects.get(kind="company")


@pytest.fixture
def officer(client: Client, company: Office) -> Client:
    client.force_login(officer_of(company))
    client.cookies["django_language"] = "en"
    return client


def bring(folder: Path, of: str, *rows: dict[str, str]) -> None:
    path = table_file(folder / "meters.csv", *rows)
    metering.load(path=path, mapping=f"uppcl_{of}", at=timezone.now(), by="test")


def test_the_list_says_who_is_out_and_how_many_stand_how(officer: Client, company: Office) -> None:
    page = officer.get(f"/office/meters/{company.pk}/").content.decode()

    assert "Prepaid: 2, postpaid: 0" in page
    assert "nothing is left: 1" in page
    assert f"..{ACCOUNT[-4:]}" in page
    assert f"..{OTHER[-4:]}" not in page


def test_the_table_holds_who_has_to_be_seen_to(officer: Client, company: Office) -> None:
    answer = officer.get(f"/office/meters/{company.pk}/table.csv")

    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert lines[1].startswith(f"..{ACCOUNT[-4:]},nothing is left,")


def test_the_table_speaks_hindi_to_whoever_does(officer: Client, company: Office) -> None:
    officer.cookies["django_language"] = "hi"

    answer = officer.get(f"/office/meters/{company.pk}/table.csv")

    heading, line = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert heading.endswith("खाता,स्थिति,किस दिन का शेष,शेष,रीचार्ज का दिन,पिछला रीचार्ज")
    assert "शेष खत्म" in line


def test_one_meter_is_shown_with_what_we_told(officer: Client, company: Office) -> None:
    consumer = Consumer.objects.get(account=ACCOUNT)

    page = officer.get(f"/office/consumer/{consumer.pk}/meter/").content.decode()

    assert "₹\xa012.50" in page
    assert "Warnings of the balance" in page
    assert "Prepaid meter" in officer.get(f"/office/consumer/{consumer.pk}/").content.decode()


def test_what_was_left_is_booked_with_its_paper(officer: Client, company: Office, tmp_path: Path) -> None:
    today = day_in_india(timezone.now())
    postpaid = {**PREPAID, "PAYMENT_MODE": "POSTPAID", "MODE_FROM_DATE": today.isoformat(), "BALANCE_AT_CHANGE": "70"}
    bring(tmp_path, "modes", postpaid)
    at, left = f"/office/meters/{company.pk}/left/", Surplus.objects.get()

    refused = officer.post(at, {"number": left.pk, "how": "booked", "why": " "})
    taken = officer.post(at, {"number": left.pk, "how": "booked", "why": "letter 12"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert ledger.balances([left.consumer_id])[left.consumer_id] == Decimal(-70)


def test_what_was_left_elsewhere_is_nobodys_to_settle(officer: Client, company: Office) -> None:
    other = build.consumer()
    left = Surplus.objects.create(consumer=other, changed_on="2026-11-20", amount=5, by_file=True)

    answer = officer.post(f"/office/meters/{company.pk}/left/", {"number": left.pk, "how": "booked", "why": "x"})

    assert answer.status_code == 404


def test_a_file_comes_through_the_browser(company: Office) -> None:
    before = Day.objects.count()
    row = day_of(day_in_india(timezone.now()), "-20", charge="30")
    content = f"{','.join(row)}\n{','.join(row.values())}\n".encode()
    made = announce(
        what=Import.What.METERS, mapping="uppcl_days", file="m.csv", size=len(content), at=timezone.now(), by="t"
    )
    take_piece(number=made.pk, begins=0, content=content, by="t")

    assert run_next()

    made.refresh_from_db()
    assert (made.state, made.counts["changed"], Day.objects.count()) == ("done", 1, before)
