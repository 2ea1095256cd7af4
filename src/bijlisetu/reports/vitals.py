"""
The figures of delivery for a monitoring system: how much waits, what goes out, what fails, who is at work.

Labels come from closed lists or from our own settings, so their number is bounded, and never from a person's record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from bijlisetu.channels.letter import Reason
from bijlisetu.channels.news import TemplateState
from bijlisetu.kinds.kind import OF_NOTICES
from bijlisetu.outbox.models import Attempt, Sender
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.remember import age, remembered
from bijlisetu.reports.exposition import Gauge, exposed
from bijlisetu.values import ChannelKind
from bijlisetu.watch import alarms
from bijlisetu.watch.flows import outcomes, rates
from bijlisetu.watch.lanes import HOLDS, lanes

CHANNELS = frozenset(map(str, ChannelKind))
REASONS = frozenset(map(str, Reason)) | {""}
#: Kinds of incident that are told apart; a newer part of the house may have others.
INCIDENTS = ("template", "template_category", "sender", "quality", "account", "run", "verdicts")
#: What takes long to count is counted less often.
COUNTED = ("pulse.lanes", "pulse.rates", "pulse.outcomes", "vitals.inbox")
SIZES_KEPT_FOR = 60.0  # seconds
TABLES = (
    "outbox_notice", "outbox_turn", "outbox_attempt", "outbox_part", "outbox_change", "tracking_inbound",
    "tracking_earlyreport", "tracking_reply", "reach_standing", "contact_address", "contact_claim",
    "consumers_consumer", "audit_entry",
)  # fmt: skip

INBOX = """
SELECT (SELECT count(*) FROM tracking_inbound WHERE folded_at IS NULL),
       (SELECT min(received_at) FROM tracking_inbound WHERE folded_at IS NULL),
       (SELECT count(*) FROM tracking_earlyreport),
       (SELECT count(*) FROM outbox_change)
"""
#: A table in months has no size of its own.
SIZES = """
SELECT relname::text, (
    SELECT sum(pg_total_relation_size(part)) FROM (
        SELECT whole.oid UNION ALL SELECT inhrelid FROM pg_inherits WHERE inhparent = whole.oid
    ) AS parts (part)
)::bigint
FROM pg_class whole
WHERE relname = ANY(%(tables)s) AND relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
ORDER BY relname
"""


def vitals(*, at: datetime) -> str:
    """Return all figures as Prometheus reads them."""
    return exposed(
        gauge
        for group in (_queues, _rates, _outcomes, _inbox, _age, _engines, _senders, _alarms, _sizes)
        for gauge in group(at)
    )


def _queues(at: datetime) -> Iterator[Gauge]:
    size = Gauge("bijlisetu_queue_size", "Notices that wait, by lane and by what holds them")
    waited = Gauge("bijlisetu_queue_oldest_due_seconds", "How long the oldest notice that could go has waited")
    known = {lane.number: lane for lane in remembered("pulse.lanes", partial(lanes, at=at))}
    for number in OF_NOTICES:
        lane, name = known.get(number), number.name.lower()
        for hold in HOLDS:
            size.add(getattr(lane, hold) if lane else 0, lane=name, state=hold)
        since = lane.due_since if lane else None
        waited.add(_seconds(since, at), lane=name)
    yield from (size, waited)


def _rates(at: datetime) -> Iterator[Gauge]:
    pace = Gauge("bijlisetu_letters_per_second", "Letters that carriers took, over the last minute")
    known = dict(Sender.objects.values_list("name", "channel"))
    letters: Counter[tuple[str, str]] = Counter(dict.fromkeys(((channel, name) for name, channel in known.items()), 0))
    for rate in remembered("pulse.rates", partial(rates, at=at)):
        letters[_channel(rate.channel), rate.sender if rate.sender in known else "other"] += rate.letters
    for (channel, sender), taken in sorted(letters.items()):
        pace.add(taken / 60, channel=channel, sender=sender)
    yield pace


def _outcomes(at: datetime) -> Iterator[Gauge]:
    became = Gauge("bijlisetu_attempts_last_hour", "Attempts of the last hour, by what has become of them until now")
    times: Counter[tuple[str, str, str]] = Counter()
    for one in remembered("pulse.outcomes", partial(outcomes, at=at)):
        reason = one.reason if one.reason in REASONS else str(Reason.OTHER)
        times[_channel(one.channel), Attempt.State(one.state).name.lower(), reason] += one.times
    for (channel, state, reason), count in sorted(times.items()):
        became.add(count, channel=channel, state=state, reason=reason)
    yield became


def _inbox(at: datetime) -> Iterator[Gauge]:
    ((unfolded, oldest, early, changes),) = remembered("vitals.inbox", partial(rows, INBOX))
    yield _single("bijlisetu_reports_unfolded", "Raw records from carriers that are not folded yet", unfolded)
    yield _single("bijlisetu_reports_lag_seconds", "Age of the oldest record not folded yet", _seconds(oldest, at))
    yield _single("bijlisetu_reports_early", "Reports kept until the carrier's answer is known", early)
    yield _single("bijlisetu_ledger_changes_waiting", "Changes that the reach ledger has not seen yet", changes)


def _age(_: datetime) -> Iterator[Gauge]:
    yield _single("bijlisetu_figures_age_seconds", "Since the oldest of these figures was counted", age(*COUNTED))


def _engines(at: datetime) -> Iterator[Gauge]:
    known = alarms.engines(at=at)
    seen_at = max((engine.seen_at for engine in known), default=None)
    alive = sum(engine.is_alive for engine in known)
    yield _single("bijlisetu_engines_alive", "Delivery engines heard of within 30 seconds", alive)
    silent = _seconds(seen_at, at) if seen_at else float("inf")
    yield _single("bijlisetu_engine_silent_seconds", "Since the last sign of life of any engine", silent)
    yield _single("bijlisetu_workers_alive", "Background workers heard of within a minute", alarms.workers(at=at))


def _senders(at: datetime) -> Iterator[Gauge]:
    limit = Gauge("bijlisetu_sender_limit_per_second", "Letters a second that a sender may send; none: no limit known")
    daily = Gauge("bijlisetu_sender_limit_per_day", "Different people in 24 hours; +Inf: without limit")
    stopped = Gauge("bijlisetu_sender_stopped", "1 while the carrier takes nothing from the sender")
    for sender in Sender.objects.order_by("channel", "name"):
        names = {"channel": _channel(sender.channel), "sender": sender.name}
        stopped.add(sender.stopped_at is not None, **names)
        if sender.per_second is not None:
            limit.add(sender.per_second, **names)
        if sender.per_day is not None:
            daily.add(sender.per_day if sender.per_day >= 0 else float("inf"), **names)
    yield from (limit, daily, stopped)


def _alarms(at: datetime) -> Iterator[Gauge]:
    incidents = Gauge("bijlisetu_incidents_open", "Incidents that are not over")
    open_now = Counter(alarm.kind for alarm in alarms.alarms(at=at) if alarm.ended_at is None)
    for kind in INCIDENTS:
        incidents.add(open_now.pop(kind, 0), kind=kind)
    incidents.add(open_now.total(), kind="other")
    texts = Gauge("bijlisetu_templates_not_approved", "Texts that their registrar does not let pass")
    states = Counter(template.state for template in alarms.templates())
    for state in TemplateState:
        if state is not TemplateState.APPROVED:
            texts.add(states[state], state=state)
    halts = sum(halt.lifted_at is None for halt in alarms.halts(at=at))
    yield from (incidents, texts, _single("bijlisetu_stops_open", "Stops thrown by hand and not lifted", halts))


def _sizes(at: datetime) -> Iterator[Gauge]:
    size = Gauge("bijlisetu_table_bytes", "Size of a table with its indexes")
    for table, octets in remembered("vitals.sizes", partial(rows, SIZES, tables=list(TABLES)), least=SIZES_KEPT_FOR):
        size.add(octets, table=table)
    yield size


def _single(name: str, words: str, value: float) -> Gauge:
    return Gauge(name, words, [({}, value)])


def _channel(name: str) -> str:
    return name if name in CHANNELS else "other"


def _seconds(since: datetime | None, at: datetime) -> float:
    return max((at - since).total_seconds(), 0.0) if since else 0.0
