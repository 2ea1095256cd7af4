"""
What the server really does for a letter, whatever it believes of its tables.

The statements of the busy path touch some hundred rows of tables that may hold crores. A plan is made by what the
tables were when they were last measured: empty, or full of turns that lie ahead. It must never read them whole.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

import bijlisetu.contact.health.actions as health
import bijlisetu.outbox.actions as outbox
import bijlisetu.reach.actions as reach
from bijlisetu.channels.letter import Outcome, Reason, Report, ReportState, Verdict
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.months import month_of, name
from bijlisetu.reach.models import Standing
from bijlisetu.tracking import reports
from bijlisetu.tracking.reports import Arrived
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import MOBILE, NOON

pytestmark = pytest.mark.django_db

LETTERS = 400
AHEAD = 8_000  #: turns that are not due
#: A letter's own rows and their neighbours, by all who ask; read whole, the smallest table costs LETTERS a letter.
MOST_ROWS_A_LETTER = 60
THIS_MONTH = month_of(datetime.now(UTC))  #: it has a part, whenever the tables are made
SECOND = timedelta(seconds=1)
CHANNELS = frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS})
LADDER = ladder(kinds().values(), channels=CHANNELS, factor=1)

PLANS = """
LOAD 'auto_explain';
SET auto_explain.log_min_duration = 0;
SET auto_explain.log_analyze = on;
SET auto_explain.log_timing = off;
SET auto_explain.log_format = json;
SET auto_explain.log_level = notice;
"""
#: The steps by which a plan chooses parts, before it runs and while: "<>" stands for none.
CHOSEN = re.compile(r":initial_pruning_steps (<>|\().*?:exec_pruning_steps (<>|\()", re.DOTALL)
#: As autovacuum leaves it when it comes by while the first rows are being written: not committed, they are not counted.
COUNTED_AS_EMPTY = """
UPDATE pg_class SET reltuples = 0, relpages = pg_relation_size(oid) / 8192
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@pytest.fixture
def looked_at() -> Iterator[Counter[str]]:
    """Yield how many rows of each table the server has looked at since, by its own count."""
    seen: Counter[str] = Counter()

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        words = diagnostic.message_primary or ""
        if "plan:" in words:
            _count(json.loads(words.split("plan:", 1)[1])["Plan"], seen)

    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(PLANS)
        except ProgrammingError:
            pytest.skip("only the database's owner may ask it for its plans")
        connection.connection.add_notice_handler(note)
        yield seen
        connection.connection.remove_notice_handler(note)
        cursor.execute("SET auto_explain.log_min_duration = -1")


@pytest.fixture
def chosen_twice() -> Iterator[list[str]]:
    """
    Yield the statements whose plans choose parts twice.

    PostgreSQL 18 overlooks rows, or writes into memory that is not its own, where such a statement waits for a row that
    somebody else changes.
    """
    found: list[str] = []

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        chosen = CHOSEN.findall(diagnostic.message_detail or "")
        if any(before != "<>" and while_it_runs != "<>" for before, while_it_runs in chosen):
            found.append(diagnostic.context or diagnostic.message_detail or "")

    with connection.cursor() as cursor:
        cursor.execute("SET debug_print_plan = on; SET debug_pretty_print = off; SET client_min_messages = log")
        connection.connection.add_notice_handler(note)
        yield found
        connection.connection.remove_notice_handler(note)
        cursor.execute("RESET debug_print_plan; RESET debug_pretty_print; RESET client_min_messages")


def _count(node: dict[str, Any], seen: Counter[str]) -> None:
    if not node["Actual Loops"]:  # left out when it came to it
        return
    rows = sum(node.get(key, 0) for key in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter"))
    if node["Node Type"] != "Bitmap Index Scan":  # what it names is read, and counted, above it
        seen[node.get("Relation Name", f"({node['Node Type']})")] += int(rows * node["Actual Loops"])
    for below in node.get("Plans", ()):
        _count(below, seen)


def measured() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def counted_as_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED_AS_EMPTY)


def never_measured() -> None:
    pass


@pytest.mark.parametrize("statistics", [never_measured, measured, counted_as_empty], ids=lambda one: one.__name__)
def test_a_letters_cost_is_that_of_its_own_rows(statistics: Callable[[], None], looked_at: Counter[str]) -> None:
    people = _people(LETTERS + AHEAD)
    _post(people[LETTERS:], at=NOON + timedelta(days=1))
    _post(people[:LETTERS], at=NOON)
    _refresh()
    statistics()
    looked_at.clear()

    first = _send(at=NOON)
    _tell(first[: LETTERS // 2], ReportState.FAILED, at=NOON + SECOND)
    second = _send(at=NOON + 2 * SECOND)
    _tell(first[LETTERS // 2 :] + second, ReportState.DELIVERED, at=NOON + 3 * SECOND)
    _refresh()
    for day in range(1, 3):
        health.gather(at=NOON + timedelta(days=day))
        health.judge(at=NOON + timedelta(days=day))

    assert (len(first), len(second)) == (LETTERS, LETTERS // 2)
    assert Standing.objects.filter(reached=True).count() == LETTERS
    letters = len(first) + len(second)
    assert {table: rows / letters for table, rows in looked_at.items() if rows > MOST_ROWS_A_LETTER * letters} == {}
    # Whatever the statements are told of the letters' month, no other month's notices are opened for them.
    assert {table for table in looked_at if table.startswith("outbox_notice_")} <= {
        "outbox_notice_undated",
        f"outbox_notice_{THIS_MONTH}",
    }


def test_no_statement_chooses_parts_both_before_it_runs_and_while(chosen_twice: list[str]) -> None:
    people = _people(8)
    _post(people, at=NOON)
    first = _send(at=NOON)
    _tell(first[:4], ReportState.FAILED, at=NOON + SECOND)
    _tell(first[4:] + _send(at=NOON + 2 * SECOND), ReportState.DELIVERED, at=NOON + 3 * SECOND)
    _refresh()

    assert Standing.objects.filter(reached=True).count() == len(people)
    assert chosen_twice == []


def _refresh() -> None:
    while reach.refresh(at=NOON + 4 * SECOND):
        pass


def _people(count: int) -> list[Consumer]:
    feeder = build.feeder()
    people = Consumer.objects.bulk_create(
        Consumer(account=f"97{index:08}", name="परीक्षण", feeder=feeder, imported_at=NOON, changed_at=NOON)
        for index in range(count)
    )
    Address.objects.bulk_create(
        Address(consumer=one, value=f"916{index:09}", channels=MOBILE, source="billing_export", known_at=NOON)
        for index, one in enumerate(people)
    )
    return people


def _post(people: list[Consumer], *, at: datetime) -> None:
    news = [
        Posting(key=f"bill:{name(THIS_MONTH)}:{one.account}", consumer=one.pk, facts=build.facts(one)) for one in people
    ]
    outbox.post(kind=kinds()["bill_issued"], postings=news, at=at)


def _send(*, at: datetime) -> list[Claimed]:
    claimed = delivery.claim(rooms=dict.fromkeys(CHANNELS, LETTERS), engine="one", ladder=LADDER, at=at)
    answers = [
        Answered(one, Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"id{one.attempt}"), f"{one.channel}:test")
        for one in claimed
    ]
    delivery.record(answers=answers, engine="one", at=at, factor=1)
    return claimed


def _tell(claimed: list[Claimed], state: ReportState, *, at: datetime) -> None:
    reason = Reason.NOT_ON_WHATSAPP if state is ReportState.FAILED else None
    told = [
        Report(channel=one.channel, state=state, at=at, carrier_id=f"id{one.attempt}", reason=reason) for one in claimed
    ]
    with transaction.atomic():
        reports.apply([Arrived(report, at) for report in told], at=at)
