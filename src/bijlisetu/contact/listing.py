"""Take over a billing export: the consumers and how they can be reached, from one reading of the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import orjson

import bijlisetu.audit.actions as audit
import bijlisetu.consumers.actions as consumers
import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.mapping import layout_of
from bijlisetu.consumers.reading import COLUMNS, ConsumerReader
from bijlisetu.contact.fields import FIELDS
from bijlisetu.contact.imports import recording
from bijlisetu.contact.lists import CHANNEL_SHUT, ClaimSource, ClaimWord
from bijlisetu.contact.written import Found, mailboxes_in, numbers_in, one_line
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.database.signing import sign
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.files.intake import UNPRINTABLE, BroughtIn, Summary, Unfit, clean, missed_beside
from bijlisetu.plumbing.files.mapping import picker
from bijlisetu.plumbing.files.missed import Missed
from bijlisetu.plumbing.files.table import Table
from bijlisetu.plumbing.files.takeover import OnWritten, Steps, take_over
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched

STAGING = Staging("consumers_import", {**COLUMNS, "addresses": "text", "shut": "jsonb"})
MISSED = f"pg_temp.{missed_beside(STAGING)}"
#: An address that we have stays as it is: an export that repeats it says nothing new of whose it is.
KEEP_ADDRESSES = f"""
    WITH kept AS (
        INSERT INTO contact_address (consumer_id, value, channels, source, known_at)
        SELECT consumer.id, address.value, contact_channels(address.value), %(source)s, %(at)s
        FROM pg_temp.{STAGING.name} staged
        JOIN consumers_consumer consumer ON consumer.account = staged.account
        CROSS JOIN LATERAL string_to_table(staged.addresses, ' ') WITH ORDINALITY AS address (value, place)
        WHERE staged.reason IS NULL
        ORDER BY consumer.id, address.place
        ON CONFLICT (consumer_id, value) DO NOTHING
        RETURNING consumer_id, value
    ), claimed AS (
        INSERT INTO contact_claim (consumer_id, value, role, word, source, proof, "by", device, at)
        SELECT consumer_id, value, 'unknown', %(word)s, %(source)s, '', %(by)s, '', %(at)s FROM kept
    )
    SELECT count(DISTINCT consumer_id) FILTER (WHERE touched.consumer_id IS NULL),
           array_agg(DISTINCT consumer_id) FILTER (WHERE touched.is_new IS NOT TRUE)
    FROM kept LEFT JOIN {consumers.TOUCHED} touched USING (consumer_id)
"""
#: What a cell held that is no address of ours stands on the consumer's record until a later export says better.
FORGET_UNTAKEN = f"""
    DELETE FROM contact_untaken untaken
    USING pg_temp.{STAGING.name} staged JOIN consumers_consumer consumer ON consumer.account = staged.account
    WHERE staged.reason IS NULL AND untaken.consumer_id = consumer.id AND untaken.field = ANY(%(fields)s)
      AND NOT EXISTS (SELECT FROM {MISSED} flaw WHERE flaw.line = staged.line AND flaw.field = untaken.field)
"""
KEEP_UNTAKEN = f"""
    INSERT INTO contact_untaken AS known (consumer_id, field, text, why, file, line, at)
    SELECT consumer.id, flaw.field, string_agg(flaw.text, ' · '), min(flaw.why), %(file)s, staged.line, %(at)s
    FROM {MISSED} flaw
    JOIN pg_temp.{STAGING.name} staged USING (line)
    JOIN consumers_consumer consumer ON consumer.account = staged.account
    WHERE staged.reason IS NULL AND flaw.field = ANY(%(fields)s)
    GROUP BY consumer.id, flaw.field, staged.line
    ON CONFLICT (consumer_id, field) DO UPDATE
    SET text = excluded.text, why = excluded.why, file = excluded.file, line = excluded.line, at = excluded.at
    WHERE (known.text, known.why) IS DISTINCT FROM (excluded.text, excluded.why)
"""


#: Until a later export says otherwise; so long, if none comes.
SHUT_FOR = timedelta(days=400)
OPEN_AGAIN = f"""
    DELETE FROM contact_health health USING pg_temp.{STAGING.name} staged
    WHERE staged.reason IS NULL AND health.finding = '{CHANNEL_SHUT}'
      AND health.value = ANY(string_to_array(staged.addresses, ' '))
"""
SHUT = f"""
    INSERT INTO contact_health AS known (value, finding, shut, since, until, last_on)
    SELECT told.value, '{CHANNEL_SHUT}', array_agg(DISTINCT channel), %(at)s, %(until)s, %(day)s
    FROM pg_temp.{STAGING.name} staged, jsonb_each(staged.shut) AS told (value, channels),
         jsonb_array_elements_text(told.channels) AS channel
    WHERE staged.reason IS NULL GROUP BY told.value
    ON CONFLICT (value) DO UPDATE
    SET finding = excluded.finding, shut = excluded.shut, since = excluded.since, until = excluded.until
    -- A number that is dead or silent is shut on more channels than the words say.
    WHERE known.finding = 'not_on_whatsapp' OR known.until <= %(at)s
"""


def load(
    *,
    path: Path,
    mapping: str = "uppcl",
    rejects: Path | None = None,
    at: datetime,
    by: str,
    on_progress: OnProgress = unwatched,
    imported: int | None = None,
) -> Summary:
    """
    Enrol the consumers in a file and keep the numbers and mailboxes that stand beside them.

    A consumer whose number cannot be used is enrolled without it: what stands there is told by line and text in a file
    beside the export, and on the consumer's record. What changes is written down for the import of that number, if the
    file came through the browser: so it can be undone.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    missed = Missed()
    steps = Steps(
        staging=STAGING,
        reader=lambda table: _ListingReader(table, mapping=mapping, missed=missed).read,
        refuse=partial(consumers.refuse_bad, staging=STAGING, at=at),
        bring_in=partial(_bring_in, missed=missed, file=path.name, at=at, by=by, imported=imported),
        note=partial(audit.note_import, deed="consumers.imported", file=path.name, by=by, at=at),
        missed=missed,
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


def _bring_in(
    on_written: OnWritten, *, missed: Missed, file: str, at: datetime, by: str, imported: int | None
) -> BroughtIn:
    sign(by=by, source=file)
    if imported is not None:
        recording.remember(staged=STAGING.name)
    counts = consumers.enrol(staging=STAGING, at=at)
    if imported is not None:
        recording.write_down(of=imported)
    on_written(0.6)
    source, word = str(ClaimSource.BILLING_EXPORT), str(ClaimWord.REACHES)
    [(reached_anew, known)] = rows(KEEP_ADDRESSES, source=source, word=word, at=at, by=by)
    if "mobile" not in missed.absent:
        execute(OPEN_AGAIN)
        execute(SHUT, at=at, until=at + SHUT_FOR, day=day_in_india(at))
    told_of = [field for field in FIELDS if field not in missed.absent]
    execute(FORGET_UNTAKEN, fields=told_of)
    execute(KEEP_UNTAKEN, fields=told_of, file=file, at=at)
    outbox.reopen(consumers=known or (), at=at, hurry=False)
    return counts._replace(changed=counts.changed + reached_anew)


class _ListingReader:
    """Reads the registry's part of a row, and beside it the numbers and the mailboxes."""

    def __init__(self, table: Table, *, mapping: str, missed: Missed) -> None:
        layout = layout_of(mapping, beside=FIELDS)
        self._registry = ConsumerReader(table, layout=layout, missed=missed)
        self._pick = picker(layout.places(table.header, path=table.path), FIELDS)
        missed.absent = layout.absent(table.header, FIELDS, path=table.path)
        self._missed = missed

    def read(self, cells: list[str]) -> Sequence[object] | Unfit:
        """Return the staged row, or why it is not fit."""
        staged = self._registry.read(cells)
        if isinstance(staged, Unfit):
            return staged
        picked = self._pick(cells)
        # Spaces and marks that show nothing are no printable ones.
        written = clean(picked if "".join(picked).isprintable() else [one_line(cell) for cell in picked])
        if written is None:
            return UNPRINTABLE
        number, mailbox = written
        numbers = numbers_in(number) if number else Found()
        addresses = self._taken("mobile", numbers)
        shut = (
            orjson.dumps({one: sorted(ways) for one, ways in numbers.shut.items()}).decode() if numbers.shut else None
        )
        if not number and "mobile" not in self._missed.absent:
            self._missed.blank["no mobile number"] += 1
        if mailbox:
            addresses += self._taken("email", mailboxes_in(mailbox))
        staged.append(" ".join(addresses) or None)
        staged.append(shut)
        return staged

    def _taken(self, field: str, found: Found) -> list[str]:
        for left in found.left:
            self._missed.note(field, left.text, why=left.why, words=left.words)
        return found.values
