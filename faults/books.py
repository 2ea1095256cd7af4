"""Both sides' books after a run, as plain rows: the carriers' log, and our tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psycopg

from bijlisetu.kinds.files import kinds
from bijlisetu.plumbing import links
from bijlisetu.simulator.log.judge import Judge, Taken
from bijlisetu.values import ChannelKind

#: A person went to the page behind a link, and something broke off on the way: it may have been shown or not.
TRIED = "tried to open"
LINK = re.compile(r"/b/([A-Za-z0-9_-]+)")

NOTICES = "SELECT id, state FROM outbox_notice"
TRIES = """
SELECT attempt.id, attempt.notice_id, attempt.channel, attempt.address, attempt.sender, attempt.state,
       attempt.carrier_id, extract(epoch FROM attempt.claimed_at)::float,
       extract(epoch FROM attempt.accepted_at)::float,
       coalesce(address.owner = 'not_owner', false), attempt.detail = 'answered'
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
LEFT JOIN contact_address address ON address.consumer_id = notice.consumer_id AND address.value = attempt.address
"""
STEPS = """
SELECT attempt, was, was_engine, state, engine, extract(epoch FROM at)::float FROM faults_history ORDER BY at
"""
INBOUND = """
SELECT count(*) FILTER (WHERE folded_at IS NULL), count(*) FILTER (WHERE fault <> ''),
       coalesce(max(octet_length(body)) FILTER (WHERE source = 'whatsapp'), 0)
FROM tracking_inbound
"""


class Notice(NamedTuple):
    """A notice of ours."""

    id: int
    state: str


class Try(NamedTuple):
    """An attempt of ours."""

    id: int
    notice: int
    channel: str
    address: str
    sender: str
    state: int
    carrier_id: str
    claimed_at: float
    accepted_at: float | None
    is_disowned: bool
    is_answered: bool = False  #: the person's answer told us that it had arrived


class Step(NamedTuple):
    """An attempt was claimed, or its state fell, or another engine wrote to it."""

    attempt: int
    was: int | None  #: None if the attempt is new
    was_engine: str | None
    state: int
    engine: str
    at: float


class Told(NamedTuple):
    """A status the carrier gave us."""

    status: str
    given_at: float


class Letter(NamedTuple):
    """A message in the carriers' log."""

    id: str
    channel: str
    attempt: int | None  #: as the message itself names it; None if it names none of ours
    address: str
    sender: str
    taken_at: float
    told: tuple[Told, ...]


class Books(NamedTuple):
    """All that the judge looks at."""

    notices: list[Notice]
    tries: list[Try]
    steps: list[Step]
    letters: list[Letter]
    wait: float = 0.0  #: seconds before the step after WhatsApp is taken
    lease: float = 0.0  #: seconds an engine may hold a letter
    unread: int = 0  #: records that came in and were not folded
    set_apart: int = 0  #: records that could not be folded
    largest: int = 0  #: octets of the largest webhook


def read(*, database: str, carriers: Path, secret: str, factor: float, lease: float) -> Books:
    """Return both sides' books."""
    with psycopg.connect(database, autocommit=True) as connection:
        notices = [Notice(*row) for row in connection.execute(NOTICES)]
        tries = [Try(*row) for row in connection.execute(TRIES)]
        steps = [Step(*row) for row in connection.execute(STEPS)]
        inbound = connection.execute(INBOUND).fetchone() or (0, 0, 0)
    waits = [step.wait for step in kinds()["bill_issued"].ladder if step.channel is ChannelKind.WHATSAPP]
    with Judge(carriers) as log:
        letters = list(_letters(log, secret))
    wait = waits[0].total_seconds() / factor
    return Books(notices, tries, steps, letters, wait, lease, *inbound)


def _letters(log: Judge, secret: str) -> Iterator[Letter]:
    told = log.all_told()
    for taken in log.taken():
        ids = [taken.id, *(piece for piece in log.pieces_of(taken.id) if piece != taken.id)]
        given = tuple(
            Told(TRIED if one.status == "opened" and one.code else one.status, one.given_at)
            for message in ids
            for one in told.get(message, ())
            if one.given_at
        )
        attempt = _attempt_of(taken, secret)
        yield Letter(taken.id, taken.channel, attempt, taken.address, taken.sender, taken.at, given)


def _attempt_of(taken: Taken, secret: str) -> int | None:
    if taken.attempt.isdecimal():
        return int(taken.attempt)
    link = LINK.search(taken.text)  # only the link in an SMS names its attempt
    if not link:
        return None
    try:
        return links.read(link[1], purpose="bill", today=datetime.now(UTC).date(), secret=secret)
    except links.LinkNotValid:
        return None
