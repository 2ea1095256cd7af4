"""
One chain over all that was ever done: each seal binds some entries of a day to every seal before it.

Whoever writes an entry waits for nobody: the database notes that it is not sealed yet, in the same transaction, and
the clock seals a moment later what has been committed. So an entry of the last seconds is not under seal, and whoever
verifies the chain is told how many there are.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from bijlisetu.audit.models import Seal
from bijlisetu.audit.rules import BEGINNING, Anchor, seal_hash
from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.india import day_in_india

SEALING = 811_219  #: one at a time puts a seal on the chain
#: So many entries are sealed in one transaction.
BATCH = 10_000

#: All of an entry. JSON keeps apart what else could run together, and the database writes it always alike.
LEAF = """
sha256(convert_to(jsonb_build_array(
    entry.id, (extract(epoch FROM entry.at) * 1000000)::bigint, entry."by", entry.deed, entry.record, entry.detail
)::text, 'UTF8'))
"""
#: Of rows of `entry`, each with its place in the seal; one that is not there any more has none.
CONTENT = f"""
coalesce(encode(sha256(string_agg({LEAF}, ''::bytea ORDER BY place) FILTER (WHERE entry.id IS NOT NULL)), 'hex'), '')
"""
#: What was committed until now, by the days of the entries. One that is not there any more was deleted unsealed: its
#: number is sealed all the same, so that its absence shows.
TAKE = f"""
WITH taken AS (
    DELETE FROM audit_waiting WHERE id = ANY(ARRAY(SELECT id FROM audit_waiting ORDER BY id LIMIT %(most)s))
    RETURNING entry
),
placed AS (SELECT entry, row_number() OVER (ORDER BY entry) AS place FROM (SELECT DISTINCT entry FROM taken) AS each)
SELECT coalesce((entry.at AT TIME ZONE 'Asia/Kolkata')::date, %(today)s), array_agg(placed.entry ORDER BY place),
       {CONTENT}
FROM placed LEFT JOIN audit_entry entry ON entry.id = placed.entry
GROUP BY 1 ORDER BY 1
"""
LAST = "SELECT number, hash FROM audit_seal ORDER BY number DESC LIMIT 1"


class Taken(NamedTuple):
    """The entries of one day that are sealed together."""

    day: date
    entries: list[int]
    content: str


def seal(*, at: datetime) -> int:
    """Seal all entries that were committed until now; return how many."""
    sealed = 0
    while some := _seal_some(at):
        sealed += some
        if some < BATCH:
            break
    return sealed


def anchor() -> Anchor:
    """Return where the chain stands."""
    found = sql.rows(LAST)
    return Anchor(*found[0]) if found else Anchor(0, BEGINNING)


@transaction.atomic
def _seal_some(at: datetime) -> int:
    sql.rows("SELECT pg_advisory_xact_lock(%(sealing)s)", sealing=SEALING)
    taken = [Taken(*row) for row in sql.rows(TAKE, most=BATCH, today=day_in_india(at))]
    last, made = anchor(), []
    for each in taken:
        told = {"number": last.seal + 1, "at": at, "before": last.hash, **each._asdict()}
        made.append(Seal(**told, hash=seal_hash(**told)))
        last = Anchor(made[-1].number, made[-1].hash)
    Seal.objects.bulk_create(made)
    return sum(len(each.entries) for each in taken)
