"""Settlement files as banks, agencies and spreadsheets really write them: what must come of each, one row a kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.payments.actions import WrongTrailer
from bijlisetu.payments.models import Payment
from tests import build
from tests.exports import xlsx_file
from tests.payments.conftest import ACCOUNT, UPI, Load

pytestmark = pytest.mark.django_db
SHORT = "3000000009"  #: an account that begins with a nought in the registry


def row(number: int = 1, **more: str) -> dict[str, str]:
    return {**UPI, "TXN_ID": f"TX{number:04}", "RRN": f"63301234{number:04}", **more}


def text(*rows: Mapping[str, str], mark: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([list(rows[0]), *[list(one.values()) for one in rows]])
    return out.getvalue()


TWO = text(row(1), row(2))
HEADER = TWO.splitlines()[0]


def trailer(count: str, total: str) -> dict[str, str]:
    return {**dict.fromkeys(UPI, ""), "TXN_ID": "TRAILER", "RRN": count, "AMOUNT": total}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file's octets, what is credited to the account of them, and why its other rows come back."""

    octets: bytes
    credited: str = "1000.00"
    reasons: Mapping[str, int] = field(default_factory=dict)
    suspense: int = 0


def of(*rows: Mapping[str, str], **more: object) -> Case:
    return Case(octets=text(*rows).encode(), **more)  # type: ignore[arg-type]


CASES = {
    "byte-order mark": Case(octets=TWO.encode("utf-8-sig")),
    "UTF-16 with tabs": Case(octets=text(row(1), row(2), mark="\t").encode("utf-16")),
    "cp1252 in the narration": Case(octets=text(row(1, REMARKS="Caf\xe9 – paid"), row(2)).encode("cp1252")),
    "semicolons": Case(octets=text(row(1), row(2), mark=";").encode()),
    "pipes": Case(octets=text(row(1), row(2), mark="|").encode()),
    "a line break in a quoted cell": of(row(1, REMARKS="paid\nby phone"), row(2)),
    "groups as in India": of(row(1, AMOUNT="1,23,456.00"), credited="123456.00"),
    "the sign of the rupee": of(row(1, AMOUNT="₹ 500"), row(2, AMOUNT="Rs. 500/-")),
    "CR came in": of(row(1, AMOUNT="500.00 CR"), row(2)),
    "brackets are below nought": of(
        row(1, AMOUNT="(500.00)"), row(2), credited="500.00", reasons={"amount not above zero": 1}
    ),
    "minus without a word for it": of(
        row(1, AMOUNT="-500.00"), row(2), credited="500.00", reasons={"amount not above zero": 1}
    ),
    "a reversal written below nought": of(
        row(1), row(2), row(1, AMOUNT="-500.00", STATUS="REVERSED"), credited="500.00"
    ),
    "a reversal in brackets": of(row(1), row(2), row(1, AMOUNT="(500.00)", STATUS="REFUND"), credited="500.00"),
    "a reversal as a debit": of(row(1), row(2), row(1, AMOUNT="500.00 DR", STATUS="REVERSAL"), credited="500.00"),
    "the header again in the middle": Case(octets=f"{TWO}{HEADER}\r\n{text(row(3)).splitlines()[1]}\r\n".encode(),
                                           credited="1500.00", reasons={"header repeated": 1}),
    "a true trailer": of(row(1), row(2), trailer("2", "1,000.00")),
    "a trailer that takes off what went back": of(
        row(1), row(2), row(1, AMOUNT="-500.00", STATUS="REVERSED"), trailer("3", "500.00"), credited="500.00"
    ),
    "the last line cut off": Case(octets=f"{TWO}TX0003,633012".encode(), reasons={"day unreadable": 1}),
    "empty cells behind each row": Case(octets=TWO.replace("\r\n", ",,,\r\n").encode()),
    "columns that we do not know": of(row(1, BRANCH="12", IFSC="TEST0000001"), row(2, BRANCH="", IFSC="")),
    "columns in another order": of(dict(reversed(row(1).items())), dict(reversed(row(2).items()))),
    "a header in small letters": Case(octets=TWO.replace(HEADER, HEADER.lower().replace("_", " ")).encode()),
    "a bank's number with spaces": of(
        row(1), row(1, TXN_ID="", RRN="6330 1234 0001", STATUS="REVERSED"), credited="0"
    ),
    "two that differ in their own number alone": of(row(1, RRN="1"), row(2, RRN="1")),
    "two wholly alike": of(row(1), row(1), credited="500.00", reasons={"payment repeated": 1}),
    "two with rounded numbers of a bank": of(
        row(1, TXN_ID="", RRN="6.33012E+11", REMARKS="a"), row(2, TXN_ID="", RRN="6.33012E+11", REMARKS="b")
    ),
    "a bank's number with .0, as where other rows have none": of(
        row(1, TXN_ID="", RRN="633012340001.0"), row(1, TXN_ID="", STATUS="REVERSED"), credited="0"
    ),
    "a number of its giver with .0": of(
        row(1, TXN_ID="123456.0", RRN=""), row(1, TXN_ID="123456", RRN="", STATUS="REVERSED"), credited="0"
    ),
    "a power with all digits": of(
        row(1, TXN_ID="", RRN="6.33012340001E11"), row(1, TXN_ID="", STATUS="REVERSED"), credited="0"
    ),
    "a rounded power without a plus": of(
        row(1, TXN_ID="", RRN="6.33012E11", REMARKS="a"), row(2, TXN_ID="", RRN="6.33012E11", REMARKS="b")
    ),
    "numbers made texts by an apostrophe": of(
        row(1, ACCOUNT=f"'{ACCOUNT}", RRN="'633012340001", AMOUNT="'500.00", TXN_DATE="'20-11-2026"), row(2)
    ),
    "a reversal as a debit by another word": of(
        row(1), row(2), row(1, AMOUNT="500.00 DB", STATUS="REVERSED"), row(2, AMOUNT="500.00 Debit", STATUS="REVERSED"),
        credited="0",
    ),
    "a wrong octet behind a byte-order mark": Case(
        octets=text(row(1, REMARKS="Caf~"), row(2)).encode("utf-8-sig").replace(b"~", b"\xe9")
    ),
    "two files joined, each with its byte-order mark": Case(
        octets=TWO.encode("utf-8-sig") + text(row(3)).encode("utf-8-sig"), credited="1500.00",
        reasons={"header repeated": 1},
    ),
    "UTF-16 without its mark": Case(octets=TWO.encode("utf-16-le")),
    "the mark between cells told above the header": Case(octets=f"sep=;\r\n{text(row(1), row(2), mark=';')}".encode()),
    "a rounded account is nobody's": of(row(1, ACCOUNT="3E+09"), row(2), credited="500.00", suspense=1),
    "another currency": of(row(1, CURRENCY="EUR"), row(2), credited="500.00", reasons={"currency": 1}),
    "three decimals": of(row(1, AMOUNT="500.000"), row(2), credited="500.00", reasons={"amount unreadable": 1}),
    "an amount in words": of(
        row(1, AMOUNT="five hundred only"), row(2), credited="500.00", reasons={"amount unreadable": 1}
    ),
    "a day to come": of(row(1, TXN_DATE="21-11-2027"), row(2), credited="500.00", reasons={"day ahead": 1}),
    "the 31st of June": of(row(1, TXN_DATE="31-06-2026"), row(2), credited="500.00", reasons={"day unreadable": 1}),
    "a day of 1926": of(row(1, TXN_DATE="20-11-1926"), row(2), credited="500.00", reasons={"day absurd": 1}),
    "a NUL": Case(
        octets=text(row(1, REMARKS="a\0b"), row(2)).encode(), credited="500.00", reasons={"NUL byte": 1}
    ),
    "the end of a file of DOS": Case(octets=f"{TWO}\x1a".encode()),
    "ends of lines of old Macs": Case(octets=TWO.replace("\r\n", "\r").encode()),
    "words in another case, with blanks": of(row(1, STATUS=" Success "), row(2, STATUS="success")),
}  # fmt: skip


@pytest.fixture
def take(load: Load, tmp_path: Path) -> Load:
    def take(octets: bytes, name: str = "file.csv", **more: object):  # type: ignore[no-untyped-def]
        (tmp_path / name).write_bytes(octets)
        return load(path=tmp_path / name, **more)

    return take


def credited(consumer: Consumer) -> Decimal:
    return -ledger.balances([consumer.pk])[consumer.pk]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_comes_of_a_file(take: Load, consumer: Consumer, case: Case) -> None:
    summary = take(case.octets)

    assert credited(consumer) == Decimal(case.credited)
    assert summary.reasons == case.reasons
    assert Payment.objects.filter(state="suspense").count() == case.suspense
    again = take(case.octets, "another-name.csv")
    assert (again.new, again.changed) == (0, 0)
    assert credited(consumer) == Decimal(case.credited)


@pytest.mark.parametrize(
    "said", [("3", "1000.00"), ("2", "1500.00"), ("two", "1000.00"), ("2", "-1000.00")], ids="-".join
)
def test_a_trailer_that_says_otherwise_refuses_the_whole(take: Load, said: tuple[str, str]) -> None:
    with pytest.raises(WrongTrailer):
        take(text(row(1), row(2), trailer(*said)).encode())

    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("01/02/26", "2026-02-01"), ("2026-02-01", "2026-02-01"), ("1-Feb-26", "2026-02-01"),
        ("01.02.2026", "2026-02-01"), ("46054", "2026-02-01"), ("2026-02-01T23:59:59+05:30", "2026-02-01"),
        ("2026-01-31T18:31:00Z", "2026-02-01"), ("20260201", "2026-02-01"),
    ],
)  # fmt: skip
def test_a_day_as_it_is_written(take: Load, written: str, day: str) -> None:
    take(text(row(TXN_DATE=written)).encode())

    assert Payment.objects.get().paid_on.isoformat() == day


def test_a_workbook_whose_figures_are_figures(load: Load, consumer: Consumer, tmp_path: Path) -> None:
    cells = {**row(), "RRN": 633012340001, "ACCOUNT": int(ACCOUNT), "AMOUNT": 500.0, "TXN_DATE": date(2026, 2, 1)}

    load(path=xlsx_file(tmp_path / "upi.xlsx", list(cells), list(cells.values())))

    assert credited(consumer) == Decimal(500)
    assert Payment.objects.get().paid_on == date(2026, 2, 1)
    load(path=_written(tmp_path, row(TXN_ID="", STATUS="REVERSED")))
    assert credited(consumer) == 0


def _written(folder: Path, *rows: Mapping[str, str]) -> Path:
    (folder / "later.csv").write_text(text(*rows), encoding="utf-8")
    return folder / "later.csv"


def test_noughts_that_a_spreadsheet_took_are_put_back_where_one_account_has_them(
    take: Load, consumer: Consumer
) -> None:
    with_noughts = build.consumer(account=f"00{SHORT}", on=consumer.feeder)

    take(text(row(1, ACCOUNT=SHORT), row(2, ACCOUNT=ACCOUNT)).encode())

    assert (credited(with_noughts), credited(consumer)) == (500, 500)
    build.consumer(account=f"0{SHORT}", on=consumer.feeder)
    take(text(row(3, ACCOUNT=SHORT)).encode())
    assert Payment.objects.get(state="suspense").why == "unknown"


LINES = """
title = "Fixed width with kinds of lines"
required = ["transaction", "amount", "paid_on"]
dates = ["%d%m%Y"]
[columns]
transaction = "ID"
account = "ACCOUNT"
amount = "AMOUNT"
paid_on = "DAY"
[fixed]
KIND = [1, 1]
ID = [2, 9]
ACCOUNT = [10, 21]
AMOUNT = [22, 33]
DAY = [34, 41]
[left_out]
KIND = "H"
[trailer]
mark = "T"
count = "ID"
total = "AMOUNT"
is_needed = true
"""


@pytest.mark.parametrize("end", [f"T{'2':8}{'':12}{'1000.00':>12}", f"T{'3':8}{'':12}{'1000.00':>12}", ""])
def test_fixed_width_with_a_head_details_and_a_trailer(
    take: Load, consumer: Consumer, tmp_path: Path, end: str
) -> None:
    (tmp_path / "lines.toml").write_text(LINES, encoding="utf-8")
    details = [f"D{f'TX{one}':8}{ACCOUNT:12}{'500.00':>12}01022026" for one in (1, 2)]
    octets = "\r\n".join(["HTEST BANK  01022026", *details, end]).encode()

    if not end.startswith("T2"):
        with pytest.raises(WrongTrailer):
            take(octets, mapping=str(tmp_path / "lines.toml"))
        return
    take(octets, mapping=str(tmp_path / "lines.toml"))
    assert credited(consumer) == 1000
