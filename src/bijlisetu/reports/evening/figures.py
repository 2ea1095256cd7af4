"""What the report of an evening says: figures of the office, of those below it, and of each employer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bijlisetu.drives.queries import drives_at
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.network.models import Office
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.deadlines import deadline_of
from bijlisetu.reports.daily import BROUGHT, WEEK, Daily, OfficeRow, bounds, standing

#: What people of the office did with consumers under it, and for whom they worked on that day. A person of an agency
#: who helps at the office's desk too is the agency's.
UNDER = """
JOIN consumers_consumer consumer ON consumer.id = claim.consumer_id
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
LEFT JOIN LATERAL (
    SELECT employer FROM staff_post post JOIN auth_user person ON person.id = post.person_id
    WHERE person.username = claim."by" AND post.valid_from <= (claim.at AT TIME ZONE 'Asia/Kolkata')::date
      AND (post.valid_to IS NULL OR post.valid_to > (claim.at AT TIME ZONE 'Asia/Kolkata')::date)
    ORDER BY post.employer <> '' DESC, post.id DESC LIMIT 1
) AS post ON true
"""
BROUGHT_UNDER = f"(SELECT * FROM contact_claim WHERE {BROUGHT}) AS claim {UNDER}"
#: Whoever stood at a door worked, whatever came of it, and whoever brought a number; who rings people up stood at none.
WORKED_UNDER = f"""
(
    SELECT consumer_id, "by", at, false AS is_door FROM contact_claim
    WHERE {BROUGHT} AND at >= %(begins)s AND at < %(ends)s
    UNION ALL
    SELECT visit.consumer_id, coalesce(person.username, visit."by"), visit.at, true
    FROM fieldwork_visit visit LEFT JOIN auth_user person ON person.id = visit.person_id
    WHERE visit.at >= %(begins)s AND visit.at < %(day_ends)s AND visit.received_at < %(ends)s
      AND visit.entrance <> 'call'
) AS claim {UNDER}
"""
#: Whose people mended how much.
AGENCIES = f"""
WITH mended AS (
    SELECT claim.consumer_id, claim."by", claim.at, claim.word = 'own' AS proved,
           coalesce(post.employer, '') AS employer
    FROM {BROUGHT_UNDER} WHERE claim.at >= %(week)s AND claim.at < %(ends)s
),
at_work AS (
    SELECT post.employer, count(DISTINCT post.person_id) AS people
    FROM staff_post post JOIN auth_user person ON person.id = post.person_id AND person.is_active
    JOIN network_office_tree tree ON tree.descendant_id = post.office_id AND tree.ancestor_id = %(office)s
    WHERE post.valid_from <= %(day)s AND (post.valid_to IS NULL OR post.valid_to > %(day)s) GROUP BY 1
),
done AS (
    SELECT employer, count(DISTINCT consumer_id) FILTER (WHERE at >= %(begins)s) AS mended,
           count(DISTINCT consumer_id) FILTER (WHERE at >= %(begins)s AND proved) AS proved,
           count(DISTINCT consumer_id) AS week
    FROM mended GROUP BY 1
),
walked AS (
    SELECT coalesce(post.employer, '') AS employer, count(DISTINCT claim."by") AS worked
    FROM {WORKED_UNDER} GROUP BY 1
)
SELECT employer, coalesce(people, 0), coalesce(worked, 0), coalesce(mended, 0), coalesce(proved, 0), coalesce(week, 0)
FROM done FULL JOIN at_work USING (employer) FULL JOIN walked USING (employer)
ORDER BY employer <> '', 4 DESC, 1
"""
#: So many drives of an office are looked through for the one that goes on; the open ones come first.
MOST_DRIVES = 20
AGENCY = ("agency", "people_at_work", "worked", "repaired", "proved", "week")


def figures(*, office: Office, occasion: Occasion, day: date, today: date) -> dict[str, Any]:
    """Return all that the report says, as it is kept: names, whole numbers, and days as 2026-11-28."""
    deadline = _deadline(office, occasion, day)
    daily = standing(office=office, occasion=occasion, on=day, deadline=deadline, today=today)
    return {
        "office": office.name,
        "kind": office.kind,
        "ledger": occasion.ledger,
        "occasion": occasion.name,
        "deadline": deadline.isoformat() if deadline else None,
        "parts": _parts(daily),
        "reasons": dict(daily.total.unreached_by_reason),
        "total": _row(daily.total),
        "offices": [_row(row) for row in daily.rows],
        "agencies": agencies(office=office.pk, day=day),
    }


def _deadline(office: Office, occasion: Occasion, day: date) -> date | None:
    """Return the day that was set for the office; without one, the last day of the drive that goes on there."""
    kept = deadline_of(office.pk, occasion)
    # A deadline that is over is said on its own page; no pace reaches back to it.
    if kept and kept.on >= day:
        return kept.on
    going_on = (one for one in drives_at(office.pk, on=day, most=MOST_DRIVES) if one.ended_at is None)
    return next((one.last_on for one in going_on if one.begins_on <= day <= one.last_on), None)


def agencies(*, office: int, day: date) -> list[dict[str, Any]]:
    """Return what the department's own people did, under no name, and each agency's."""
    begins, ends = bounds(day)
    found = rows(AGENCIES, office=office, day=day, begins=begins, ends=ends, day_ends=ends, week=ends - WEEK)
    return [dict(zip(AGENCY, row, strict=True)) for row in found]


def _row(row: OfficeRow) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "office": row.office, "people": row.people, "reached": row.reached,
        "percent": "" if row.percent is None else f"{row.percent:.1f}", "proved": row.proved,
        "left": row.people - row.reached, "repaired": row.repaired_today, "pace": row.pace_needed,
        "finish": row.finish.isoformat() if row.finish else None,
    }  # fmt: skip


def _parts(daily: Daily) -> Mapping[str, int]:
    """Return the reach bar's parts, in its order."""
    counts = daily.counts
    return {
        "read": counts.read, "delivered": counts.delivered_proved, "unproved": counts.delivered_unproved,
        "waiting": counts.waiting, "failed": counts.failed, "no_address": counts.no_address,
    }  # fmt: skip
