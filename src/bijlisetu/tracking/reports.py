"""Reports of carriers, applied in sets: states only climb, the rank decides and not the order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson

import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Halts, Reason, Remedy, Report, ReportState
from bijlisetu.channels.sms.receipt import id_variants
from bijlisetu.contact.actions import SPEAKING, NamedTogether, Turned
from bijlisetu.outbox import registry
from bijlisetu.outbox.bringing import bring
from bijlisetu.outbox.models import Attempt
from bijlisetu.outbox.months import of_number, tried_within
from bijlisetu.outbox.states import HURRIED, State
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.database.months import A_MONTH, later, month_of, same, span, within
from bijlisetu.tracking import parts
from bijlisetu.tracking.models import EarlyReport
from bijlisetu.values import ChannelKind

RANK = {
    ReportState.SENT: State.SENT,
    ReportState.FAILED: State.FAILED,
    ReportState.DELIVERED: State.DELIVERED,
    ReportState.READ: State.READ,
}

BY_OUR_ID = f"""
SELECT told.place, attempt.id, attempt.address
FROM jsonb_to_recordset(%(told)s::jsonb) AS told (place int, id bigint, channel text, carrier_id text, arrived bool)
JOIN outbox_attempt attempt ON attempt.id = ANY(ARRAY[told.id]) AND {of_number("attempt", "told.id")}
                           AND attempt.channel = told.channel
-- Another system on the same account may echo numbers too, so the id of an answer that we have must agree.
WHERE attempt.carrier_id = told.carrier_id OR told.carrier_id = ''
   -- Of a message whose document could not be fetched, and that went once more, only an arrival counts.
   OR CASE WHEN attempt.carrier_id = '' THEN told.arrived OR NOT EXISTS (
          SELECT FROM outbox_brought WHERE attempt = told.id AND spent_id = told.carrier_id OFFSET 0
      ) ELSE told.arrived AND EXISTS (
          SELECT FROM outbox_brought WHERE attempt = told.id AND spent_id = told.carrier_id OFFSET 0
      ) END
"""
#: The id as it was given wins over other forms of it, and a report tells only of messages sent before it came. Of two
#: with the same id the one made later is meant: the counter in a number goes on from month to month.
BY_THEIR_ID = f"""
SELECT DISTINCT ON (told.place) told.place, attempt.id, attempt.address
FROM jsonb_to_recordset(%(told)s::jsonb)
     AS told (place int, channel text, carrier_id text, only_of text, rank int, came timestamptz)
JOIN LATERAL (
    SELECT id, address FROM outbox_attempt
    WHERE carrier_id = told.carrier_id AND carrier_id <> ''  -- repeats the index's condition, so that it is used
      {{of_months}}
      AND channel = told.channel AND claimed_at <= told.came AND told.only_of IN ('', address)
    UNION ALL
    SELECT part.attempt_id, whole.address FROM outbox_part part, LATERAL (
        SELECT address FROM outbox_attempt
        WHERE id = part.attempt_id AND {of_number("outbox_attempt", "part.attempt_id")} OFFSET 0
    ) AS whole
    WHERE part.carrier_id = told.carrier_id AND told.channel = 'sms' AND told.only_of IN ('', whole.address)
    OFFSET 0
) AS attempt ON true
ORDER BY told.place, told.rank, mod(attempt.id, {A_MONTH}) DESC
"""
#: Each month has an index of its own to ask. Months named one by one leave out all others, the one for stragglers too.
NEAR, ANYWHERE = "AND month IN (%(before)s, %(this)s, %(after)s)", ""
APPLY = f"""
WITH told AS (
    SELECT * FROM jsonb_to_recordset(%(told)s::jsonb)
    AS told (id bigint, state smallint, at timestamptz, reason text, detail text, carrier_id text, billable bool,
             category text)
),
summed AS (
    SELECT id, max(state) AS state,
           min(at) FILTER (WHERE state = {State.SENT}) AS sent_at,
           min(at) FILTER (WHERE state = {State.FAILED}) AS failed_at,
           min(at) FILTER (WHERE state = {State.DELIVERED}) AS delivered_at,
           min(at) FILTER (WHERE state = {State.READ}) AS read_at,
           (array_agg(reason ORDER BY state DESC))[1] AS reason, (array_agg(detail ORDER BY state DESC))[1] AS detail,
           max(carrier_id) AS carrier_id, bool_or(billable) AS billable, max(category) AS category
    FROM told GROUP BY id
),
moved AS (
    UPDATE outbox_attempt attempt
    SET state = greatest(attempt.state, summed.state),
        reason = CASE WHEN summed.state > attempt.state THEN summed.reason ELSE attempt.reason END,
        detail = CASE WHEN summed.state > attempt.state THEN summed.detail ELSE attempt.detail END,
        -- Where the carrier's answer was lost, its later word brings the id that receipts will name.
        carrier_id = CASE WHEN attempt.carrier_id = '' THEN summed.carrier_id ELSE attempt.carrier_id END,
        billable = coalesce(summed.billable, attempt.billable),
        category = CASE WHEN summed.category <> '' THEN summed.category ELSE attempt.category END,
        sent_at = least(attempt.sent_at, summed.sent_at),
        failed_at = least(attempt.failed_at, summed.failed_at),
        delivered_at = least(attempt.delivered_at, summed.delivered_at),
        read_at = least(attempt.read_at, summed.read_at)
    FROM summed WHERE attempt.id = ANY(ARRAY[summed.id]) AND {tried_within("attempt")}
    RETURNING attempt.id, attempt.notice_id, attempt.address, attempt.state
),
arrived AS (
    -- A delivery to somebody who said that the connection is not theirs reaches nobody.
    -- Hardly any number is struck out, so the notice is asked only then; `+ 0` keeps the planner from asking it first.
    SELECT DISTINCT moved.notice_id FROM moved
    WHERE moved.state >= {State.DELIVERED} AND NOT EXISTS (
        SELECT FROM contact_address struck
        WHERE struck.value = moved.address AND struck.owner = 'not_owner'
          AND struck.consumer_id + 0 = (
              SELECT consumer_id FROM outbox_notice WHERE {same("id", "moved.notice_id")} AND {within("id")}
          )
        OFFSET 0
    )
),
fallen AS (
    -- Only the failure of the latest try hurries the ladder on. `+ 0` stops the planner using the index by id, in
    -- which it would walk through all tries since.
    SELECT moved.notice_id FROM moved
    WHERE moved.state = {State.FAILED}
      AND NOT EXISTS (
        SELECT FROM outbox_attempt later WHERE later.notice_id = moved.notice_id AND later.id + 0 > moved.id
          AND {tried_within("later")} OFFSET 0
      )
),
touched AS (SELECT notice_id, max(state) AS state FROM moved GROUP BY notice_id),
reached AS (
    UPDATE outbox_notice SET state = 'reached', settled_at = %(at)s
    WHERE id = ANY(ARRAY(SELECT notice_id FROM arrived)) AND state IN ('open', 'exhausted', 'expired')
      AND {within("id")}
),
-- A notice that was reached has no turn any more.
ended AS (DELETE FROM outbox_turn WHERE notice_id = ANY(ARRAY(SELECT notice_id FROM arrived))),
hurried AS (
    UPDATE outbox_turn turn SET at = {HURRIED}, awaits = false, channel = ''
    FROM fallen, LATERAL (
        SELECT posted_at FROM outbox_notice WHERE {same("id", "fallen.notice_id")} AND {within("id")} OFFSET 0
    ) AS notice
    WHERE turn.notice_id = ANY(ARRAY[fallen.notice_id]) AND turn.awaits
      AND NOT EXISTS (SELECT FROM arrived WHERE arrived.notice_id = fallen.notice_id)
)
INSERT INTO outbox_change (notice_id)
SELECT notice_id FROM touched WHERE state >= {State.DELIVERED} OR notice_id = ANY(%(settled)s)
"""


TEMPLATES_OF = """
SELECT notice.kind, consumer.language, max(attempt.id) FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id
JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE attempt.id = ANY(%(attempts)s) GROUP BY 1, 2
"""


class Arrived(NamedTuple):
    """A report, and when it came to us."""

    report: Report
    came: datetime


Known = tuple[int, str]  #: the attempt that a report tells of, and the address where that went


def apply(told: Sequence[Arrived], *, at: datetime) -> None:
    """Fold the reports into their attempts; those of messages we do not know yet are kept for later."""
    known = _known(told)
    _keep_early([arrived for place, arrived in enumerate(told) if place not in known and arrived.report.carrier_id])
    if not known:
        return
    places = sorted(known)
    matched = [(known[place][0], told[place].report) for place in places]
    attempts = [attempt for attempt, _ in matched]
    settled = outbox.hold(attempts=attempts)
    matched = _without_brought(parts.joined(matched), at=at)
    _stop_templates(matched, at=at)
    told_of = _json([_told(attempt, report) for attempt, report in matched])
    execute(APPLY, told=told_of, at=at, settled=settled, **span(attempts))
    _hear_of_people([(known[place][1], told[place].report) for place in places], at=at)


def _without_brought(matched: Sequence[tuple[int, Report]], *, at: datetime) -> list[tuple[int, Report]]:
    """Return the reports without those of messages that go once more, with a document that could not be fetched."""
    failed = {attempt: report.carrier_id for attempt, report in matched if report.remedy is Remedy.UPLOAD}
    brought = bring(failed, at=at)
    return [(attempt, report) for attempt, report in matched if attempt not in brought]


def _hear_of_people(told: Sequence[tuple[str, Report]], *, at: datetime) -> None:
    """Take what the reports say of the people: their user ids, and what they do not want."""
    contact.learn_user_ids(
        [NamedTogether(report.user_id, address, report.at) for address, report in told if report.user_id], at=at
    )
    contact.heed(
        [
            Turned(address, report.reason, report.at, report.wait)
            for address, report in told
            if report.reason in SPEAKING and report.reason is not None
        ],
        at=at,
    )


def _stop_templates(matched: Sequence[tuple[int, Report]], *, at: datetime) -> None:
    """Stop the templates that failures lie with, so that no further letter by them fails."""
    spoiled = {attempt: report for attempt, report in matched if report.scope is Halts.TEMPLATE}
    if spoiled:
        for kind, language, attempt in rows(TEMPLATES_OF, attempts=list(spoiled)):
            report = spoiled[attempt]
            registry.refused(kind=kind, language=language, remedy=report.remedy, detail=report.detail, at=at)


def _told(attempt: int, report: Report) -> dict[str, object]:
    return {
        "id": attempt, "state": RANK[report.state], "at": report.at, "reason": report.reason or "",
        "detail": report.detail[:500], "carrier_id": report.carrier_id, "billable": report.billable,
        "category": report.category,
    }  # fmt: skip


def _json(told: object) -> str:
    return orjson.dumps(told).decode()


def take_early(*, at: datetime, keep_for: timedelta) -> list[Arrived]:
    """Take out the kept reports whose message is known by now; those kept too long are dropped."""
    EarlyReport.objects.filter(received_at__lt=at - keep_for).delete()
    known = EarlyReport.objects.extra(
        where=[
            (
                "EXISTS (SELECT FROM outbox_attempt a WHERE a.carrier_id = ANY(tracking_earlyreport.forms)"
                " AND a.carrier_id <> '' AND a.channel = tracking_earlyreport.channel"
                " AND a.claimed_at <= tracking_earlyreport.received_at AND only_of IN ('', a.address) OFFSET 0)"
            )
        ]
    )
    rows = list(known.order_by("id").select_for_update(skip_locked=True)[:5000])
    EarlyReport.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [Arrived(_as_it_came(row), row.received_at) for row in rows]


def channel_of(attempt: int) -> ChannelKind | None:
    """Return the channel of an attempt, or nothing where there is no such attempt."""
    channel = Attempt.objects.filter(pk=attempt).values_list("channel", flat=True).first()
    return ChannelKind(channel) if channel else None


def _known(told: Sequence[Arrived]) -> dict[int, Known]:
    """Return the attempt of each report that has one, by the report's place: our own id first, then the carrier's."""
    ours = [(place, report) for place, (report, _) in enumerate(told) if report.attempt is not None]
    known: dict[int, Known] = {}
    if not told:
        return known
    if ours:
        told_ours = [
            {
                "place": place,
                "id": report.attempt,
                "channel": report.channel,
                "carrier_id": report.carrier_id,
                "arrived": RANK[report.state] >= State.DELIVERED,
            }
            for place, report in ours
        ]
        found = rows(BY_OUR_ID, told=_json(told_ours))
        known.update((place, (attempt, address)) for place, attempt, address in found)
    # Nearly all tell of messages of this month or its neighbours.
    this = month_of(min(came for _, came in told))
    near = {"before": later(this, -1), "this": this, "after": later(this, 1)}
    for of_months, values in ((NEAR, near), (ANYWHERE, {})):
        unknown = [(place, *one) for place, one in enumerate(told) if place not in known and one.report.carrier_id]
        if unknown:
            found = rows(BY_THEIR_ID.format(of_months=of_months), told=_json(_named_by_carriers(unknown)), **values)
            known.update((place, (attempt, address)) for place, attempt, address in found)
    return known


def _named_by_carriers(unknown: Sequence[tuple[int, Report, datetime]]) -> list[dict[str, object]]:
    """Return the reports, each with its place, once for each form of the carrier's id."""
    return [
        {
            "place": place, "channel": report.channel, "carrier_id": form, "only_of": report.only_of, "rank": rank,
            "came": came,
        }
        for place, report, came in unknown
        for rank, form in enumerate(_forms(report))
    ]  # fmt: skip


def _forms(report: Report) -> Sequence[str]:
    tolerant = report.channel is ChannelKind.SMS and not report.exact
    return id_variants(report.carrier_id) if tolerant else (report.carrier_id,)


def _keep_early(arrived: Sequence[Arrived]) -> None:
    EarlyReport.objects.bulk_create([_to_keep(*one) for one in arrived])


def _to_keep(report: Report, came: datetime) -> EarlyReport:
    return EarlyReport(
        channel=report.channel, carrier_id=report.carrier_id, forms=list(_forms(report)), state=report.state,
        reason=report.reason or "", detail=report.detail, only_of=report.only_of, user_id=report.user_id,
        billable=report.billable, category=report.category, scope=report.scope, wait=report.wait,
        remedy=report.remedy or "", is_exact=report.exact, at=report.at, received_at=came,
    )  # fmt: skip


def _as_it_came(kept: EarlyReport) -> Report:
    """Return the report with all that it said: its price, and what else it stops, count later as well."""
    return Report(
        channel=ChannelKind(kept.channel), state=ReportState(kept.state), at=kept.at, carrier_id=kept.carrier_id,
        reason=Reason(kept.reason) if kept.reason else None, detail=kept.detail, user_id=kept.user_id,
        billable=kept.billable, category=kept.category, scope=Halts(kept.scope), wait=kept.wait,
        remedy=Remedy(kept.remedy) if kept.remedy else None, exact=kept.is_exact, only_of=kept.only_of,
    )  # fmt: skip
