"""A wrong file of bills is undone as long as nobody was told of it; afterwards it is corrected."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.billing.imports import files
from bijlisetu.billing.imports.undoing import preview, undo
from bijlisetu.billing.models import Bill
from bijlisetu.billing.telling.notices import announce as tell_of_bills
from bijlisetu.contact.imports.receiving import announce, take_piece
from bijlisetu.contact.imports.states import Hindrance, NothingToUndo
from bijlisetu.contact.models import Import
from bijlisetu.jobs.imports import run_next
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice, Turn
from tests import build
from tests.carried import send_all
from tests.exports import table_file

pytestmark = pytest.mark.django_db

ACCOUNTS = ("3000000007", "3000000008")
NOW = timezone.now()
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _consumers() -> None:
    feeder = build.feeder_of_a_company()
    build.officer("maker", of=Office.objects.get(kind="company"))
    for account in ACCOUNTS:
        build.consumer(account=account, on=feeder, mobile=f"91600000{account[-4:]}")


def row(number: str, amount: str = "1145.00", *, account: str = ACCOUNTS[0]) -> dict[str, str]:
    return {
        "ACCT_ID": account, "BILL_ID": number, "BILL_TYP": "REGULAR", "BILL_BASIS": "MU",
        "BILL_DATE": f"{TODAY:%d-%b-%y}".upper(), "DUE_DATE": f"{TODAY + timedelta(days=15):%d-%b-%y}".upper(),
        "BILLED_UNITS": "163", "ENERGY_CHARGE": "", "ARREARS": "", "AMOUNT_PAYABLE": amount,
    }  # fmt: skip


def brought(folder: Path, *rows: dict[str, str]) -> Import:
    octets = table_file(folder / "bills.csv", *rows).read_bytes()
    made = announce(
        what=Import.What.BILLS, mapping="uppcl", file="bills.csv", size=len(octets), at=timezone.now(), by="maker"
    )
    take_piece(number=made.pk, begins=0, content=octets, by="maker")
    assert run_next()
    made.refresh_from_db()
    assert made.state == Import.State.DONE, made.words
    return made


def bills() -> dict[str, Decimal]:
    return dict(Bill.objects.values_list("number", "amount_payable"))


def test_new_bills_go_and_those_it_changed_are_as_they_were(tmp_path: Path) -> None:
    brought(tmp_path, row("261100000001"))
    before = list(Bill.objects.values())
    made = brought(tmp_path, row("261100000001", "9999.00"), row("261100000002", account=ACCOUNTS[1]))
    assert files.hindrance(made) is None
    assert preview(made) == {"bills": 1, "bills_back": 1, "bills_newer": 0, "unsaid": 0}

    done = undo(number=made.pk, at=NOW, by="chief")

    assert list(Bill.objects.values()) == before
    assert done.state == Import.State.UNDONE
    assert done.taken_back == {"bills": 1, "bills_back": 1, "bills_newer": 0, "unsaid": 0}
    entry = Entry.objects.get(deed="bills.import_undone")
    assert (entry.by, entry.record) == ("chief", f"import:{made.pk}")


def test_what_a_later_file_said_stands_and_its_own_undo_leads_back_to_the_beginning(tmp_path: Path) -> None:
    brought(tmp_path, row("261100000001", "100.00"))
    wrong = brought(tmp_path, row("261100000001", "200.00"))
    later = brought(tmp_path, row("261100000001", "300.00"))

    undo(number=wrong.pk, at=NOW, by="chief")
    assert bills() == {"261100000001": Decimal("300.00")}
    undo(number=later.pk, at=NOW, by="chief")

    assert bills() == {"261100000001": Decimal("100.00")}


def test_undone_once_it_is_not_undone_again(tmp_path: Path) -> None:
    made = brought(tmp_path, row("261100000001"))
    undo(number=made.pk, at=NOW, by="chief")

    with pytest.raises(NothingToUndo) as refused:
        undo(number=made.pk, at=NOW, by="chief")

    assert refused.value.why == Hindrance.NOT_TAKEN
    again = brought(tmp_path, row("261100000001"))
    undo(number=again.pk, at=NOW, by="chief")
    assert bills() == {}


def test_messages_that_wait_are_taken_back_and_the_bill_can_be_told_anew(tmp_path: Path) -> None:
    made = brought(tmp_path, row("261100000001"))
    tell_of_bills(cycle=None, at=NOW, by="maker")
    assert preview(made)["unsaid"] == 1

    undo(number=made.pk, at=NOW, by="chief")

    assert Notice.objects.get().state == Notice.State.WITHDRAWN
    assert not Turn.objects.exists()
    assert send_all(timezone.now()) == []
    brought(tmp_path, row("261100000001", "50.00"))
    tell_of_bills(cycle=None, at=timezone.now(), by="maker")
    assert Notice.objects.filter(facts__amount="50.00", state=Notice.State.OPEN).count() == 1


def test_once_somebody_was_told_it_stands_and_is_to_be_corrected(tmp_path: Path) -> None:
    made = brought(tmp_path, row("261100000001"), row("261100000002", account=ACCOUNTS[1]))
    tell_of_bills(cycle=None, at=NOW, by="maker")
    assert send_all(timezone.now())

    assert files.hindrance(made) == Hindrance.TOLD
    with pytest.raises(NothingToUndo):
        undo(number=made.pk, at=timezone.now(), by="chief")

    assert len(bills()) == 2
    assert not Entry.objects.filter(deed="bills.import_undone").exists()


def test_what_was_told_before_the_file_came_hinders_nothing(tmp_path: Path) -> None:
    brought(tmp_path, row("261100000001", "100.00"))
    tell_of_bills(cycle=None, at=NOW, by="maker")
    assert send_all(timezone.now())
    wrong = brought(tmp_path, row("261100000001", "9999.00"))
    assert preview(wrong)["unsaid"] == 0

    undo(number=wrong.pk, at=timezone.now(), by="chief")

    assert bills() == {"261100000001": Decimal("100.00")}


def test_what_was_told_stays_told_and_is_not_told_again(tmp_path: Path) -> None:
    brought(tmp_path, row("261100000001", "100.00"))
    tell_of_bills(cycle=None, at=NOW, by="maker")
    assert send_all(timezone.now())
    wrong = brought(tmp_path, row("261100000001", "9999.00"))

    undo(number=wrong.pk, at=timezone.now(), by="chief")
    tell_of_bills(cycle=None, at=timezone.now(), by="maker")

    (told,) = Notice.objects.all()
    assert told.state != Notice.State.WITHDRAWN
    assert send_all(timezone.now()) == []


def test_asked_for_and_told_meanwhile_it_stands_and_says_why(tmp_path: Path) -> None:
    made = brought(tmp_path, row("261100000001"))
    files.ask(number=made.pk, by="chief")
    tell_of_bills(cycle=None, at=NOW, by="maker")
    assert send_all(timezone.now())

    assert run_next()

    made.refresh_from_db()
    assert (made.state, made.hindrance) == (Import.State.DONE, "told")


def test_a_file_from_before_this_was_written_down_is_not_undone(tmp_path: Path) -> None:
    made = brought(tmp_path, row("261100000001"))
    made.rows.all().delete()

    with pytest.raises(NothingToUndo) as refused:
        files.ask(number=made.pk, by="chief")

    assert refused.value.why == Hindrance.NOT_RECORDED
