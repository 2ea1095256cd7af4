"""Jharkhand's export from the synthetic district to the printed bill: by its files alone."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pypdf import PageObject, PdfReader

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page import Printer
from bijlisetu.billing.queries import page_of
from bijlisetu.cli.messages.notify import notify_bills
from bijlisetu.cli.registry.imports import import_bills, import_consumers, import_network
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.queries import top_offices
from bijlisetu.outbox.models import Notice
from bijlisetu.simulator.district.command import synth
from bijlisetu.values import rupees
from tests import build
from tests.district import sent, token_for

CONSUMERS = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that Jharkhand would hand over."""
    made = tmp_path_factory.mktemp("dhanbad")
    run(synth, made, "--profile", "dhanbad", "--consumers", CONSUMERS, "--bill-date", f"{datetime.now(UTC):%Y-%m-%d}")
    return made


@pytest.fixture
def told(folder: Path, db: None) -> Path:
    """The files imported, and everybody told of the bill."""
    run(import_network, folder / "network.csv")
    run(import_consumers, folder / "consumers.csv", "--mapping", "jbvnl")
    run(import_bills, folder / "bills.csv", "--mapping", "jbvnl")
    build.officer("officer", of=top_offices()[0])
    run(notify_bills, "--by", "officer")
    return folder


def run(command: object, *arguments: object) -> str:
    done = CliRunner().invoke(command, [str(argument) for argument in arguments])  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done.stdout


def a_full_bill() -> Bill:
    """Return a bill on which every line of money but the adjustment says something."""
    for bill in Bill.objects.select_related("consumer__feeder").order_by("id"):
        charges, dues = bill.lines["charges"], bill.lines["dues"]
        if (
            Decimal(charges["subsidy"])
            and Decimal(dues["arrears"])
            and bill.amount_payable
            and "paid" in str(bill.lines)
        ):
            return bill
    raise AssertionError("no bill of the district has all lines")


def printed(bill: Bill, fonts: Path) -> tuple[PageObject, str]:
    page = PdfReader(io.BytesIO(Printer(fonts).render(page_of(bill)))).pages[0]
    return page, " ".join(page.extract_text().replace("\u00a0", " ").split())


def test_every_consumer_is_enrolled_and_told_under_the_companys_name(told: Path) -> None:
    accounts = set(Consumer.objects.values_list("account", flat=True))

    assert len(accounts) == CONSUMERS
    assert all(account.startswith(("2101-TN", "2102-GR")) for account in accounts)
    assert Notice.objects.count() == CONSUMERS
    assert set(Notice.objects.values_list("facts__utility_en", flat=True)) == {"JBVNL"}


def test_the_printed_bill_holds_all_that_jharkhands_export_says(told: Path, tmp_path: Path) -> None:
    bill = a_full_bill()

    page, text = printed(bill, tmp_path)

    for words in ("Jharkhand Bijli Vitran Nigam Ltd.", "Consumer No.", bill.consumer.account, "Supply Division"):
        assert words in text
    for line in ("Energy charge", "Fixed charge", "Fuel adjustment", "Electricity duty", "State subsidy"):
        assert line in text
    for line in ("Arrears", "Delayed payment surcharge", "Last payment", "Units; last: this bill"):
        assert line in text
    amounts = [*bill.lines["charges"].values(), *bill.lines["dues"].values(), bill.lines["last_paid"]]
    for amount in (*map(Decimal, amounts), bill.amount_payable):
        assert rupees(amount) in text
    for units in (*bill.lines["history"], f"{bill.units:.0f}"):
        assert units in text
    assert "call 1800-345-6570" in text
    assert "Our SMS come only from JBSYNT." in text
    assert "pa=jbvnl.synthetic@example" in str([one.get_object() for one in page.annotations or ()])


def test_the_bill_on_the_phone_names_jharkhands_helpline_and_header(told: Path, client: Client) -> None:
    bill = a_full_bill()
    sent(Notice.objects.get(consumer=bill.consumer), "delivered")

    page = client.get(f"/b/{token_for(bill.consumer)}").content.decode()

    assert "1800-345-6570" in page
    assert "JBSYNT" in page
    assert "1912" not in page


def test_a_link_that_opens_no_bill_still_names_the_helpline(told: Path, client: Client) -> None:
    assert "tel:1800-345-6570" in client.get("/b/nothing").content.decode()
