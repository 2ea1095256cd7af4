"""Which raw records of the carriers concerned some attempts: looked for around the times of what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bijlisetu.channels import inbound
from bijlisetu.channels.letter import Reply, Report
from bijlisetu.channels.sms.ids import id_variants
from bijlisetu.outbox import senders
from bijlisetu.plumbing.database.halving import first_since
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.reports.story.told import Attempt, Evidence
from bijlisetu.values import ChannelKind

BEFORE = timedelta(seconds=30)  #: carriers' clocks and ours differ
AFTER = timedelta(minutes=10)  #: a webhook may be on its way
MOST_ATTEMPTS = 20
MOST_RECORDS = 100_000  #: of one stretch of time
MOST_FOUND = 500

#: What is not read yet is looked through whenever it came: it is little, and may be about these attempts.
SEARCH = """
SELECT record.id, record.source, record.received_at, record.folded_at, record.fault, record.body
FROM (
    SELECT inbound.* FROM unnest(%(firsts)s::bigint[], %(lasts)s::bigint[]) AS stretch (first, last),
         LATERAL (SELECT * FROM tracking_inbound WHERE id >= stretch.first AND id < stretch.last
                  AND folded_at IS NOT NULL ORDER BY id LIMIT %(most_records)s) AS inbound
    UNION ALL
    (SELECT * FROM tracking_inbound WHERE folded_at IS NULL ORDER BY id LIMIT %(most_records)s)
) AS record
WHERE EXISTS (SELECT FROM unnest(%(needles)s::bytea[]) AS needle WHERE position(needle IN record.body) > 0)
ORDER BY record.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found of each attempt, and how far was looked."""

    by_attempt: dict[int, tuple[Evidence, ...]] = field(default_factory=dict)
    since: datetime | None = None
    is_complete: bool = True


def evidence_of(attempts: Sequence[Attempt]) -> Searched:
    """Return the raw records that concerned the attempts, the latest of them if they are many."""
    latest = sorted(attempts, key=lambda attempt: attempt.id)[-MOST_ATTEMPTS:]
    if not latest:
        return Searched()
    ids = {attempt.id: _carrier_ids(attempt) for attempt in latest}
    firsts, lasts, is_whole = _stretches(latest)
    found = rows(
        SEARCH, firsts=firsts, lasts=lasts, needles=sorted({needle for one in latest for needle in _needles(one, ids)}),
        most=MOST_FOUND, most_records=MOST_RECORDS,
    )  # fmt: skip
    by_attempt: dict[int, list[Evidence]] = {}
    numbers = senders.whatsapp_numbers()
    for record, source, received_at, folded_at, fault, body in found:
        for attempt, says in _said(source, bytes(body), ids, numbers=numbers, has_fault=bool(fault)).items():
            by_attempt.setdefault(attempt, []).append(
                Evidence(
                    record=record, source=source, received_at=received_at, folded_at=folded_at, fault=fault,
                    says=tuple(dict.fromkeys(says)),
                )
            )  # fmt: skip
    return Searched(
        {attempt: tuple(records) for attempt, records in by_attempt.items()},
        min(attempt.claimed_at for attempt in latest),
        is_whole and len(latest) == len(attempts) and len(found) < MOST_FOUND,
    )


def _carrier_ids(attempt: Attempt) -> frozenset[str]:
    return frozenset(filter(None, (attempt.carrier_id, *(part.carrier_id for part in attempt.parts))))


def _stretches(attempts: Sequence[Attempt]) -> tuple[list[int], list[int], bool]:
    """Return where the records of the times in question begin and end, and whether none is cut short."""
    times = sorted(at for attempt in attempts for at in _times(attempt))
    spans: list[list[datetime]] = []
    for at in times:
        if spans and at - BEFORE <= spans[-1][1]:
            spans[-1][1] = at + AFTER
        else:
            spans.append([at - BEFORE, at + AFTER])
    bounds = first_since([edge for span in spans for edge in span], table="tracking_inbound", column="received_at")
    firsts, ends = bounds[::2], bounds[1::2]
    # The counter in a number goes on from month to month.
    is_whole = all((end - first) % A_MONTH <= MOST_RECORDS for first, end in zip(firsts, ends, strict=True))
    return firsts, ends, is_whole


def _times(attempt: Attempt) -> list[datetime]:
    told = (attempt.claimed_at, attempt.accepted_at, attempt.sent_at, attempt.delivered_at, attempt.read_at)
    return [at for at in (*told, attempt.failed_at) if at is not None]


def _needles(attempt: Attempt, ids: Mapping[int, frozenset[str]]) -> Iterator[bytes]:
    """Yield what a record about the attempt may hold; whether it is about it is then read from it."""
    number = str(attempt.id)
    # As WhatsApp echoes it, in the payload of a button, in a late answer of the SMSC, in a bounce's address.
    yield from (form.encode() for form in (f'"{number}"', f':{number}"', f'"late": {number}', f"+{number}-"))
    for carrier_id in ids[attempt.id]:
        yield carrier_id.encode()
        if attempt.channel == ChannelKind.SMS:  # a receipt is kept as the octets that came, in hexadecimal
            for form in id_variants(carrier_id):
                yield from (written.encode().hex().encode() for written in (form, form.upper()))


def _said(
    source: str, body: bytes, ids: Mapping[int, frozenset[str]], *, numbers: frozenset[str], has_fault: bool
) -> dict[int, list[str]]:
    """Return what the record says of each attempt it is about; what is another number's says nothing of ours."""
    said: dict[int, list[str]] = {}
    try:
        for item in inbound.parse(source, body, numbers=numbers):
            for attempt in ids:
                if word := _word(item, attempt, ids[attempt]):
                    said.setdefault(attempt, []).append(word)
    except ValueError:
        has_fault = True
    if not said and has_fault:  # it cannot be read, but names one of them
        return {attempt: [] for attempt, known in ids.items() if any(one.encode() in body for one in known)}
    return said


def _word(item: object, attempt: int, carrier_ids: frozenset[str]) -> str:
    if isinstance(item, Report):
        forms = id_variants(item.carrier_id) if item.channel is ChannelKind.SMS else (item.carrier_id,)
        is_ours = item.attempt == attempt or not carrier_ids.isdisjoint(forms)
        return str(item.state) if is_ours else ""
    if isinstance(item, Reply):
        is_ours = item.payload.partition(":")[2] == str(attempt) or item.in_reply_to in carrier_ids
        return "reply" if is_ours else ""
    return "news" if getattr(item, "attempt", None) == attempt else ""
