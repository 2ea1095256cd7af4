"""What the registry knew before stays known, by whichever statement it was changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from bijlisetu.consumers.models import Consumer, FactChange
from bijlisetu.consumers.months import PARTED
from bijlisetu.consumers.queries import history_of
from bijlisetu.contact import listing
from bijlisetu.plumbing.database import months
from bijlisetu.plumbing.database.signing import sign
from bijlisetu.plumbing.database.sql import execute, rows
from tests import build

pytestmark = pytest.mark.django_db


def told(consumer: Consumer) -> list[tuple[str, str, str]]:
    return [(one.field, one.before, one.after) for one in history_of(consumer.pk)]


def test_a_statement_over_many_is_kept_for_each_fact_of_each() -> None:
    one, other = build.consumer(name="Asha Namuna", pole="P-1"), build.consumer(name="Usha Namuna", pole="P-2")

    execute("UPDATE consumers_consumer SET pole = 'P-9', load = 2, changed_at = changed_at")

    assert sorted(told(one)) == [("load", "", "2.00"), ("pole", "P-1", "P-9")]
    assert sorted(told(other)) == [("load", "", "2.00"), ("pole", "P-2", "P-9")]


def test_a_statement_that_changes_nothing_is_not_kept() -> None:
    consumer = build.consumer(name="Asha Namuna")

    Consumer.objects.update(name="Asha Namuna", changed_at=build.NOON + timedelta(days=1))

    assert told(consumer) == []


def test_a_new_feeder_is_kept_by_name() -> None:
    consumer, feeder = build.consumer(), build.feeder()
    before = consumer.feeder

    Consumer.objects.filter(pk=consumer.pk).update(feeder=feeder)

    assert told(consumer) == [("feeder", f"{before.name} {before.code}", f"{feeder.name} {feeder.code}")]


def test_an_import_by_copy_says_its_file_and_who_brought_it(tmp_path: Path) -> None:
    consumer = build.consumer(account="9900990011", name="Asha Namuna", address="मकान 1")
    file = tmp_path / "october.csv"
    file.write_text(
        "ACCT_ID,NAME,ADDRESS,FEEDER_CODE,MOBILE_NO\n"
        f"9900990011,Asha Kalpit,मकान 2,{consumer.feeder.code},6000000001\n",
        encoding="utf-8",
    )

    listing.load(path=file, at=build.NOON, by="ramesh")

    found = history_of(consumer.pk)
    assert sorted((one.field, one.before, one.after) for one in found) == [
        ("address", "मकान 1", "मकान 2"), ("name", "Asha Namuna", "Asha Kalpit"),
    ]  # fmt: skip
    assert {(one.source, one.by) for one in found} == {("october.csv", "ramesh")}


def test_whoever_does_not_sign_is_named_as_the_database_knows_them() -> None:
    consumer = build.consumer()

    Consumer.objects.filter(pk=consumer.pk).update(name="Asha Namuna")

    ((role,),) = rows("SELECT session_user")
    assert [(one.source, one.by) for one in history_of(consumer.pk)] == [("", role)]


@pytest.mark.django_db(transaction=True)
def test_a_signature_holds_for_its_transaction_alone() -> None:
    consumer = build.consumer()
    with transaction.atomic():
        sign(by="ramesh", source="form")
        Consumer.objects.filter(pk=consumer.pk).update(name="Asha Namuna")
    Consumer.objects.filter(pk=consumer.pk).update(name="Usha Namuna")

    assert [one.by == "ramesh" for one in history_of(consumer.pk)] == [False, True]


@pytest.mark.parametrize("deed", ["UPDATE consumers_factchange SET after = 'x'", "DELETE FROM consumers_factchange"])
def test_history_cannot_be_made_otherwise(deed: str) -> None:
    consumer = build.consumer()
    Consumer.objects.filter(pk=consumer.pk).update(name="Asha Namuna")

    with pytest.raises(IntegrityError, match="stays as it was known"), transaction.atomic():
        execute(deed)


def test_history_lies_in_months_and_leaves_with_them() -> None:
    consumer = build.consumer()
    Consumer.objects.filter(pk=consumer.pk).update(name="Asha Namuna")
    ((part,),) = rows("SELECT tableoid::regclass::text FROM consumers_factchange")
    long_after = rows("SELECT now() + interval '14 months'")[0][0]

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    months.leave(PARTED, at=long_after, keep=12)

    assert part.startswith("consumers_factchange_20")
    assert not FactChange.objects.exists()
