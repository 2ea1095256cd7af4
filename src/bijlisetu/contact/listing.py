"""Take over a billing export: the consumers and how they can be reached, from one reading of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import bijlisetu.audit.actions as audit
import bijlisetu.consumers.actions as consumers
import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.mapping import layout_of
from bijlisetu.consumers.reading import COLUMNS, ConsumerReader
from bijlisetu.contact.fields import FIELDS
from bijlisetu.contact.lists import ClaimSource, ClaimWord
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.files.intake import UNPRINTABLE, BroughtIn, Summary, Unfit, clean
from bijlisetu.plumbing.files.mapping import picker
from bijlisetu.plumbing.files.table import Table
from bijlisetu.plumbing.files.takeover import OnWritten, Steps, take_over
from bijlisetu.plumbing.progress import OnProgress, unwatched
from bijlisetu.values import Email, Mobile, NotAMobile, NotAnEmail

STAGING = Staging("consumers_import", {**COLUMNS, "number": "text", "mailbox": "text"})
BATCH = 5000  #: consumers whose missed notices are sent again by one statement
#: An address that we have stays as it is: an export that repeats it says nothing new of whose it is.
KEEP_ADDRESSES = f"""
    WITH kept AS (
        INSERT INTO contact_address (consumer_id, value, channels, source, known_at)
        SELECT consumer.id, address.value, contact_channels(address.value), %(source)s, %(at)s
        FROM pg_temp.{STAGING.name} staged
        JOIN consumers_consumer consumer ON consumer.account = staged.account
        CROSS JOIN LATERAL (VALUES (staged.number), (staged.mailbox)) AS address (value)
        WHERE staged.reason IS NULL AND address.value IS NOT NULL
        ORDER BY consumer.id
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


def load(
    *,
    path: Path,
    mapping: str = "uppcl",
    rejects: Path | None = None,
    at: datetime,
    by: str,
    on_progress: OnProgress = unwatched,
) -> Summary:
    """
    Enrol the consumers in a file and keep the numbers and mailboxes that stand beside them.

    A consumer whose number cannot be used is enrolled without it: the summary counts why.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    unusable: Counter[str] = Counter()
    steps = Steps(
        staging=STAGING,
        reader=lambda table: _ListingReader(table, mapping=mapping, unusable=unusable).read,
        refuse=partial(consumers.refuse_bad, staging=STAGING, at=at),
        bring_in=partial(_bring_in, at=at, by=by),
        note=partial(audit.note_import, deed="consumers.imported", file=path.name, by=by, at=at),
        unusable=unusable,
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


def _bring_in(on_written: OnWritten, *, at: datetime, by: str) -> BroughtIn:
    counts = consumers.enrol(staging=STAGING, at=at)
    on_written(0.6)
    source, word = str(ClaimSource.BILLING_EXPORT), str(ClaimWord.REACHES)
    [(reached_anew, known)] = rows(KEEP_ADDRESSES, source=source, word=word, at=at, by=by)
    for start in range(0, len(known or ()), BATCH):
        outbox.reopen(consumers=known[start : start + BATCH], at=at, hurry=False)
    return counts._replace(changed=counts.changed + reached_anew)


class _ListingReader:
    """Reads the registry's part of a row, and beside it the number and the mailbox."""

    def __init__(self, table: Table, *, mapping: str, unusable: Counter[str]) -> None:
        layout = layout_of(mapping, beside=FIELDS)
        self._registry = ConsumerReader(table, layout=layout, unusable=unusable)
        self._pick = picker(layout.places(table.header, path=table.path), FIELDS)
        self._unusable = unusable

    def read(self, cells: list[str]) -> Sequence[object] | Unfit:
        """Return the staged row, or why it is not fit."""
        staged = self._registry.read(cells)
        if isinstance(staged, Unfit):
            return staged
        written = clean(self._pick(cells))
        if written is None:
            return UNPRINTABLE
        number, mailbox = written
        staged += (self._number(number), self._mailbox(mailbox))
        return staged

    def _number(self, text: str) -> str | None:
        if not text:
            self._unusable["no mobile number"] += 1
            return None
        try:
            return Mobile.parse(text).e164
        except NotAMobile as fault:
            landline = _landline(text)
            self._unusable["a landline: kept for calls" if landline else f"mobile number: {fault}"] += 1
        return f"91{landline}" if landline else None

    def _mailbox(self, text: str) -> str | None:
        if not text:
            return None
        try:
            return Email.parse(text).mailbox
        except NotAnEmail as fault:
            self._unusable[f"e-mail: {fault}"] += 1
        return None


def _landline(text: str) -> str | None:
    """Return the ten digits of a landline, written with its area's code: 05444-212345."""
    digits = "".join(mark for mark in text if mark in "0123456789")
    clear = len(digits) == 11 and digits[0] == "0" and digits[1] in "12345" and len(set(digits)) > 2
    return digits[1:] if clear else None
