"""
Money under SIGKILL: files, calls and late surcharge are killed at random moments, and taken up again.

Each deed is a process of its own; whoever brings a file or calls does so again until it is told that it was taken. At
the end the books are held against what was truly paid.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import psycopg
from bench.scale import run
from rich.console import Console

from bijlisetu.plumbing import startup
from faults.database import Database
from faults.judge import Promise
from faults.report import Outcome
from faults.scenarios import Scenario

NAME, WORDS = "money", "files, calls and surcharge killed at random moments"
#: It has no script, for no carrier and no engine plays in it.
SCENARIO = Scenario(NAME, WORDS, lambda _: iter(()), 0, 1, 0, 0, 0)
MOST_KILLS = 20
PEOPLE, ROWS, CALLS = 3_000, 600, 300
AMOUNT = Decimal(100)
FIRST_MONTH = date(2026, 9, 1)
DEEDS = ("file", "calls", "surcharge")
#: How long a deed takes is learnt from those that were let through.
FIRST_LASTS, KILLED_TWICE = 1.5, 0.3
PLACES = """
INSERT INTO network_office (code, kind, name, valid_from) VALUES ('C', 'company', 'TEST COMPANY', '2020-04-01'),
    ('S', 'section', 'TEST SECTION', '2020-04-01');
INSERT INTO network_officeplace (office_id, parent_id, valid_from)
SELECT section.id, company.id, '2020-04-01' FROM network_office section, network_office company
WHERE section.kind = 'section' AND company.kind = 'company';
INSERT INTO network_feeder (code, name, category, supply, voltage_kv, valid_from)
VALUES ('F1', 'TEST FEEDER', '', '', 11, '2020-04-01');
INSERT INTO network_feederplace (feeder_id, section_id, valid_from)
SELECT feeder.id, office.id, '2020-04-01' FROM network_feeder feeder, network_office office WHERE kind = 'section';
"""
CONSUMERS = """
INSERT INTO consumers_consumer (account, name, address, feeder_id, book, pole, tariff, supply_type, load_unit,
                                meter_number, imported_at, changed_at)
SELECT '99' || lpad(n::text, 8, '0'), 'परीक्षण उपभोक्ता', '', feeder.id, '', '', '', '', '', '', now(), now()
FROM generate_series(1, %(people)s) n, network_feeder feeder ORDER BY n
"""
HEADER = ("TXN_ID", "RRN", "REFERENCE", "ACCOUNT", "AMOUNT", "CURRENCY", "TXN_DATE", "STATUS", "REMARKS")
PAID = "SELECT count(*), coalesce(sum(amount), 0) FROM payments_payment WHERE state = 'credited'"
TOLD = "SELECT count(*) FROM outbox_notice WHERE kind = 'payment_received'"
CHARGED = """
SELECT (SELECT count(*) FROM ledger_surcharged), (SELECT count(*) FROM ledger_entry WHERE sort = 'surcharge'),
       (SELECT count(*) FROM ledger_surcharged WHERE amount > 0)
"""
#: A plain second computation: what was billed, less what was paid, and the surcharge that was marked.
BALANCES = """
SELECT count(*) FROM ledger_balance balance JOIN consumers_consumer consumer ON consumer.id = balance.consumer_id
WHERE balance.receivable <> 1000
    - coalesce((SELECT sum(amount) FROM payments_payment WHERE consumer_id = consumer.id AND state = 'credited'), 0)
    + coalesce((SELECT sum(amount) FROM ledger_surcharged WHERE consumer_id = consumer.id), 0)
"""


class Round(NamedTuple):
    """What one deed of a round works on."""

    deed: str
    number: int
    folder: Path

    @property
    def command(self) -> list[str]:
        """The process that does it."""
        return [sys.executable, "-m", "faults.money", self.deed, str(self.number), str(self.folder)]


def play(*, folder: Path, database: Database, kills: int, seed: int, console: Console) -> Outcome:
    """Kill so many deeds, let each be done in the end, and return whether the books are right."""
    outcome, began = Outcome(NAME, WORDS, seed), time.monotonic()
    console.print(f"{NAME}: {WORDS}", style="bold")
    folder = folder / NAME
    folder.mkdir(parents=True, exist_ok=True)
    database.make()
    os.environ[startup.DATABASE_URL] = database.url
    run("migrate", log=folder / "fill.log")
    _do("fill", 0, folder)
    luck = random.Random(f"{seed} {NAME}")  # noqa: S311 - it must be possible to repeat
    lasts = dict.fromkeys(DEEDS, FIRST_LASTS)
    rounds = Counter[str]()
    while outcome.kills < kills:
        deed = DEEDS[outcome.kills % len(DEEDS)]
        one = Round(deed, rounds[deed], folder)
        rounds[deed] += 1
        while True:
            after = luck.random() * lasts[deed]
            if _killed(one, after):
                outcome.kills += 1
                outcome.events.append(f"{time.monotonic() - began:.1f} s SIGKILL {deed} after {after:.2f} s")
                console.print(f"{NAME:<9}SIGKILL {deed} after {after:.2f} s ({outcome.kills} of {kills})")
            if outcome.kills >= kills or luck.random() >= KILLED_TWICE:
                break
        lasts[deed] = _do(*one)
    outcome.seconds = round(time.monotonic() - began, 1)
    outcome.promises = _judged(database.url, rounds)
    outcome.notices = outcome.promises[0].looked_at
    return outcome


def _killed(one: Round, after: float) -> bool:
    """Begin the deed, and kill it a while after it has begun; return whether it was not done before."""
    process = subprocess.Popen(one.command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    assert process.stdout is not None  # noqa: S101 - we asked for the pipe
    process.stdout.readline()
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
    code = process.wait()
    process.stdout.close()
    if code not in (0, -9):
        raise SystemExit(f"{one.deed} ended with {code}")
    return code != 0


def _do(deed: str, number: int, folder: Path) -> float:
    """Do the deed to its end; return how long it took once it had begun."""
    process = subprocess.Popen(  # noqa: S603 - our own module
        Round(deed, number, folder).command, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None  # noqa: S101 - we asked for the pipe
    process.stdout.readline()
    began = time.monotonic()
    if process.wait():
        raise SystemExit(f"{deed} ended with {process.returncode}")
    process.stdout.close()
    return time.monotonic() - began


def _judged(url: str, rounds: Counter[str]) -> list[Promise]:
    wanted = ROWS * rounds["file"] + CALLS * rounds["calls"]
    with psycopg.connect(url, autocommit=True) as connection:
        paid, rupees = connection.execute(PAID).fetchone() or (0, 0)
        [told] = connection.execute(TOLD).fetchone() or (0,)
        marked, entered, amounts = connection.execute(CHARGED).fetchone() or (0, 0, 0)
        [unlike] = connection.execute(BALANCES).fetchone() or (0,)
    months = rounds["surcharge"]
    lost = [f"{wanted} payments were made, {paid} are credited"] if paid < wanted else []
    lost += [f"{PEOPLE * months} surcharges were due, {marked} were worked out"] if marked < PEOPLE * months else []
    twice = [f"{paid} payments of {wanted} are credited"] if paid > wanted else []
    twice += [f"{entered} entries of surcharge for {amounts}"] if entered != amounts else []
    twice += [f"{told} messages of {paid} payments"] if told != paid else []
    books = _untrue() + ([f"{unlike} balances are not what was billed, paid and charged"] if unlike else [])
    books += [f"{rupees} rupees of {paid} payments"] if rupees != paid * AMOUNT else []
    return [
        Promise("nothing lost", "every payment is credited, every month charged", wanted, lost, {}, []),
        Promise("nothing twice", "no payment, message or surcharge counts twice", paid, twice, {}, []),
        Promise("books", "entries, balances and totals agree", PEOPLE, books, {"surcharges": entered}, []),
    ]


def _untrue() -> list[str]:
    startup.set_up()
    from bijlisetu.ledger.queries import untrue

    return untrue()


def main(deed: str, number: int, folder: Path) -> None:
    """Set up, say that it begins, and do the deed."""
    startup.set_up()
    print("begins", flush=True)  # noqa: T201
    {"fill": _fill, "file": _file, "calls": _calls, "surcharge": _surcharge}[deed](number, folder)


def _fill(_: int, __: Path) -> None:
    """Make people, each with a bill of ₹ 1,000 that is late."""
    from django.db import connection

    from bijlisetu.ledger.actions import enter
    from bijlisetu.ledger.rules import Entry, Head, Line, Sort
    from bijlisetu.plumbing.database.sql import rows

    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        cursor.execute(CONSUMERS, {"people": PEOPLE})
    amount = Decimal(1000)
    enter(
        [
            Entry(
                reference=f"bill:B{one}", sort=Sort.BILL, day=date(2026, 8, 1),
                lines=(
                    Line(head=Head.RECEIVABLE, amount=amount, consumer=one),
                    Line(head=Head.REVENUE, amount=-amount, consumer=one),
                ),
                evidence={"bill": f"B{one}", "due": "2026-08-16"},
            )
            for (one,) in rows("SELECT id FROM consumers_consumer")
        ],
        at=datetime.now(UTC), by="faults",
    )  # fmt: skip


def _file(number: int, folder: Path) -> None:
    """Bring in a file of the bank."""
    import bijlisetu.payments.actions as payments
    from bijlisetu.plumbing.files.sheet import Sheet

    path = folder / f"upi-{number}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = [_row(number * ROWS + one) for one in range(ROWS)]
        total = ("TRAILER", str(ROWS), "", "", f"{AMOUNT * ROWS:.2f}", "", "", "", "")
        Sheet(file).rows([HEADER, *lines, total])
    payments.load(path=path, mapping="upi", at=datetime.now(UTC), by="faults")


def _row(serial: int) -> tuple[str, ...]:
    account, rrn = f"99{1 + serial % PEOPLE:08d}", f"{700_000_000_000 + serial}"
    return f"F{serial}", rrn, "", account, f"{AMOUNT:.2f}", "INR", "20-11-2026", "SUCCESS", ""


def _calls(number: int, _: Path) -> None:
    """Keep an aggregator's calls one by one, as they come and come again, and read them."""
    from bijlisetu.payments.callbacks.folding import fold, store

    for one in range(CALLS):
        serial = number * CALLS + one
        said = {
            "id": f"C{serial}", "rrn": f"{800_000_000_000 + serial}", "account": f"99{1 + serial % PEOPLE:08d}",
            "amount": int(AMOUNT * 100), "currency": "INR", "paid_at": "2026-11-20T10:00:00+05:30", "method": "upi",
        }  # fmt: skip
        body = json.dumps({"event": "payment.captured", "payment": said}).encode()
        store(source="aggregator", bodies=[body], at=datetime.now(UTC))
        if not one % 50:
            fold(at=datetime.now(UTC))
    while fold(at=datetime.now(UTC)):
        pass


def _surcharge(number: int, _: Path) -> None:
    """Charge a month's late surcharge, in small portions."""
    from dataclasses import replace

    from bijlisetu.ledger.surcharge import charging
    from bijlisetu.ledger.surcharge.reading import policies_of
    from bijlisetu.ledger.surcharge.rules import By, month_later
    from bijlisetu.network.models import Office

    begins = month_later(FIRST_MONTH, number)
    ends = month_later(begins, 1)
    charging.PORTION = PEOPLE // 10
    rules = [
        replace(one, charged_by=By.US, excuses_undelivered=False)
        for one in policies_of("uppcl", begins=begins, ends=ends)
    ]
    office = Office.objects.get(kind="company").pk
    at = datetime(ends.year, ends.month, 2, tzinfo=UTC)
    charging.charge(begins, office=office, policies=rules, at=at, by="faults")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
