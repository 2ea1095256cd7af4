"""The file of bills: a line of each account that owes something, in paise, with a last line that adds up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.rules import Sort
from bijlisetu.payments.bbps.judging import Word
from bijlisetu.payments.bbps.uploading import lines, write
from tests import build
from tests.payments.bbps.calls import BILLER, bill_of, call, owe, word
from tests.payments.conftest import ACCOUNT, OTHER, UPI, Load

pytestmark = pytest.mark.django_db


def test_what_is_owed_goes_out_and_what_is_paid_does_not(consumer: Consumer, load: Load, tmp_path: Path) -> None:
    bill_of(consumer)
    other = Consumer.objects.get(account=OTHER)
    bill_of(other, "261100000002", "700.50")
    load({**UPI, "AMOUNT": "200.00"})

    assert write(tmp_path / "bills.txt", biller=BILLER) == 2
    head, *rows, trailer = (tmp_path / "bills.txt").read_text(encoding="utf-8").splitlines()
    assert head.startswith("CUSTOMER_PARAM_1|CUSTOMER_NAME|")
    assert sorted(rows) == [
        f"{ACCOUNT}|प*** उ***|261100000001|05-11-2026|20-11-2026|11/2026|30000",
        f"{OTHER}|प*** उ***|261100000002|05-11-2026|20-11-2026|11/2026|70050",
    ]
    assert trailer == "TRAILER|2|||||100050"

    assert word(call("PAYMENT", account=OTHER, Amount__amount=70050)) == Word.TAKEN
    assert write(tmp_path / "bills.txt", biller=BILLER) == 1


def test_what_is_owed_without_a_bill(consumer: Consumer) -> None:
    owe(consumer, "opening:1", "99.00", sort=Sort.OPENING)

    assert list(lines(BILLER))[1] == f"{ACCOUNT}|प*** उ***|||||9900\r\n"


def test_another_companys_people_are_in_another_file(consumer: Consumer) -> None:
    bill_of(consumer)

    assert len(list(lines(replace(BILLER, company=build.office("company").code)))) == 2


def test_a_file_that_could_not_be_ended_leaves_the_one_before(consumer: Consumer, tmp_path: Path) -> None:
    bill_of(consumer)
    (tmp_path / "bills.txt").write_text("yesterday's", encoding="utf-8")
    broken = replace(BILLER, upload=replace(BILLER.upload, columns=(("X", "unheard-of"),)))

    with pytest.raises(KeyError):
        write(tmp_path / "bills.txt", biller=broken)

    assert [one.name for one in tmp_path.iterdir()] == ["bills.txt"]
    assert (tmp_path / "bills.txt").read_text(encoding="utf-8") == "yesterday's"
