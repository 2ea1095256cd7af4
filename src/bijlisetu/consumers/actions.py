"""Deeds on the registry: enrol the consumers of a staged export, mark who needs light most, correct where one hangs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.consumers.mapping import TEXTS
from bijlisetu.consumers.models import Consumer
from bijlisetu.consumers.needs import NEEDS
from bijlisetu.network.models import Transformer
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.database.signing import sign
from bijlisetu.plumbing.database.sql import execute
from bijlisetu.plumbing.files.intake import BroughtIn, missed_beside, refuse_repeats
from bijlisetu.plumbing.india import day_in_india

#: The consumers whose record an import made or changed, for the rooms that go on from there.
TOUCHED = "pg_temp.consumers_touched"
PLAIN = tuple(name for name in TEXTS if name != "transformer")
SET = ("name", "feeder_id", "transformer_id", *PLAIN, "load", "latitude", "longitude")

NOT_IN_USE = """
    UPDATE pg_temp.{staged} staged
    SET reason = 'feeder not in use', words = format('feeder %%s is not in use since %%s', feeder.code, feeder.valid_to)
    FROM network_feeder feeder
    WHERE feeder.id = staged.feeder_id AND feeder.valid_to <= %(day)s AND staged.reason IS NULL
      AND NOT EXISTS (SELECT FROM consumers_consumer known
                      WHERE known.account = staged.account AND known.feeder_id = staged.feeder_id)
"""
#: A spreadsheet takes 003000000007 for a figure. With the zeros it is somebody we know; without them nobody.
ZEROS_LOST = """
    UPDATE pg_temp.{staged} staged
    SET reason = 'leading zeros lost', words = format('with its leading zeros the account is known: %%s', known.account)
    FROM consumers_consumer known
    WHERE known.account LIKE '0%%' AND ltrim(known.account, '0') = staged.account AND staged.reason IS NULL
      AND NOT EXISTS (SELECT FROM consumers_consumer same WHERE same.account = staged.account)
"""
#: Of codes only the zeros before them are lost: the row is good, and what we know of the code stays.
CODES = ("book", "pole", "meter_number")
CODES_WITHOUT_ZEROS = """
    WITH shortened AS (
        SELECT staged.line, code.name, code.text
        FROM pg_temp.{staged} staged
        JOIN consumers_consumer known ON known.account = staged.account
        CROSS JOIN LATERAL (VALUES {codes}) AS code (name, text, before)
        WHERE staged.reason IS NULL AND code.before LIKE '0%%' AND code.text <> ''
          AND (staged.book, staged.pole, staged.meter_number)
              IS DISTINCT FROM (known.book, known.pole, known.meter_number)
          AND length(code.text) < length(code.before) AND ltrim(code.text, '0') = ltrim(code.before, '0')
    )
    INSERT INTO pg_temp.{missed} (line, field, text, why, told)
    SELECT line, name, text, '', replace(name, '_', ' ') || ' without its leading zeros' FROM shortened
"""
KEEP_CODES = """
    UPDATE pg_temp.{staged} staged
    SET {kept}
    FROM (SELECT line, array_agg(field) AS fields FROM pg_temp.{missed} WHERE told LIKE '%% without its leading zeros'
          GROUP BY line) flaw
    WHERE flaw.line = staged.line
"""
TRANSFORMERS = """
    INSERT INTO network_transformer (feeder_id, name, valid_from)
    SELECT DISTINCT feeder_id, transformer, %(day)s::date FROM pg_temp.{staged}
    WHERE reason IS NULL AND transformer <> ''
    ON CONFLICT (feeder_id, name) DO NOTHING
"""
#: What an export leaves out stays as we know it. A transformer of the old feeder goes with that feeder.
CHANGE = f"""
    WITH wanted AS (
        SELECT known.id, staged.name, staged.feeder_id,
               CASE WHEN staged.feeder_id = known.feeder_id THEN coalesce(transformer.id, known.transformer_id)
                    ELSE transformer.id END AS transformer_id,
               {", ".join(f"coalesce(staged.{name}, known.{name}) AS {name}" for name in SET[3:])}
        FROM pg_temp.{{staged}} staged
        JOIN consumers_consumer known ON known.account = staged.account
        LEFT JOIN network_transformer transformer
          ON transformer.feeder_id = staged.feeder_id AND transformer.name = staged.transformer
        WHERE staged.reason IS NULL
    ), changed AS (
        UPDATE consumers_consumer consumer
        SET ({", ".join(SET)}) = ({", ".join(f"wanted.{name}" for name in SET)}), changed_at = %(at)s
        FROM wanted
        WHERE wanted.id = consumer.id
          AND ({", ".join(f"consumer.{name}" for name in SET)})
              IS DISTINCT FROM ({", ".join(f"wanted.{name}" for name in SET)})
        RETURNING consumer.id
    )
    INSERT INTO {TOUCHED} SELECT id, false FROM changed
"""
ENROL = f"""
    WITH enrolled AS (
        INSERT INTO consumers_consumer (account, language, {", ".join(SET)}, imported_at, changed_at)
        SELECT staged.account, staged.language, staged.name, staged.feeder_id, transformer.id,
               {", ".join(f"coalesce(staged.{name}, '')" for name in PLAIN)},
               staged.load, staged.latitude, staged.longitude, %(at)s, %(at)s
        FROM pg_temp.{{staged}} staged
        LEFT JOIN network_transformer transformer
          ON transformer.feeder_id = staged.feeder_id AND transformer.name = staged.transformer
        WHERE staged.reason IS NULL
          AND NOT EXISTS (SELECT FROM consumers_consumer known WHERE known.account = staged.account)
        ORDER BY staged.line
        RETURNING id
    )
    INSERT INTO {TOUCHED} SELECT id, true FROM enrolled
"""


def refuse_bad(*, staging: Staging, at: datetime) -> None:
    """Mark staged rows whose account stood on an earlier line, or whose feeder takes no new consumers."""
    execute(NOT_IN_USE.format(staged=staging.name), day=day_in_india(at))
    execute(ZEROS_LOST.format(staged=staging.name))
    refuse_repeats(staging, "account", called="account")
    _keep_zeros(staging)


def _keep_zeros(staging: Staging) -> None:
    """Leave out codes that have lost the zeros before them, and note it."""
    names = {"staged": staging.name, "missed": missed_beside(staging)}
    codes = ", ".join(f"('{name}', staged.{name}, known.{name})" for name in CODES)
    if execute(CODES_WITHOUT_ZEROS.format(codes=codes, **names)):
        kept = (f"{name} = CASE WHEN '{name}' = ANY(flaw.fields) THEN NULL ELSE staged.{name} END" for name in CODES)
        execute(KEEP_CODES.format(kept=", ".join(kept), **names))


def enrol(*, staging: Staging, at: datetime) -> BroughtIn:
    """
    Make or change the consumers of the staged rows that are good; return how many were new and changed.

    Those consumers are in TOUCHED until the transaction ends.
    """
    execute(f"DROP TABLE IF EXISTS {TOUCHED}")
    made = "consumer_id bigint NOT NULL, is_new boolean NOT NULL"
    execute(f"CREATE TEMP TABLE {TOUCHED.removeprefix('pg_temp.')} ({made}) ON COMMIT DROP")
    execute(TRANSFORMERS.format(staged=staging.name), day=day_in_india(at))
    changed = execute(CHANGE.format(staged=staging.name), at=at)
    new = execute(ENROL.format(staged=staging.name), at=at)
    if new or changed:
        # Autovacuum comes too late for those who ask right after a large import.
        execute("ANALYZE consumers_consumer, network_transformer")
    return BroughtIn(new, changed)


@transaction.atomic
def hang_on(*, consumer: int, transformer: int, at: datetime, by: str) -> bool:
    """
    Write down that the consumer hangs on this transformer, and so on its feeder; return whether that is new.

    What stood there before is kept in the history of the consumer's facts.
    """
    sign(by=by, source="")
    low = Transformer.objects.get(pk=transformer)
    found = Consumer.objects.select_for_update().filter(pk=consumer).exclude(transformer=low)
    if not found.update(transformer=low, feeder_id=low.feeder_id, changed_at=at):
        return False
    audit.note(deed="consumer.transformer", records=[f"consumer:{consumer}"], by=by, at=at, detail={"to": low.name})
    return True


@transaction.atomic
def mark_need(*, consumer: int, need: str, at: datetime, by: str) -> bool:
    """
    Mark for what the consumer needs electricity most, or take the mark away with no need; return whether it changed.

    :raises ValueError: if the need is not on the list
    """
    if need not in ("", *NEEDS):
        raise ValueError(f"{need!r} is no need of the list")
    sign(by=by, source="")
    found = Consumer.objects.select_for_update().filter(pk=consumer).exclude(need=need)
    was = found.values_list("need", flat=True).first()
    if was is None:
        return False
    Consumer.objects.filter(pk=consumer).update(need=need, changed_at=at)
    detail = {"was_need": was, "need": need}
    audit.note(deed="consumer.need", records=[f"consumer:{consumer}"], by=by, at=at, detail=detail)
    return True
