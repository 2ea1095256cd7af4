"""
Who of an audience gets a message, and why the others get none: one statement, for looking and for telling.

A number on several accounts hears it once, for the account that is oldest with us. Such a message goes to that number
alone. Who shares nothing is told wherever the engine finds best, and at a better number once it is mended.
"""

from __future__ import annotations

from datetime import datetime

from bijlisetu.campaigns.audience import PEOPLE, Extent
from bijlisetu.campaigns.models import Meant
from bijlisetu.contact.hygiene.condition import is_suspect
from bijlisetu.kinds.kind import Kind

Why = Meant.Why
#: On which step of the ladder an address is tried first: one of those that the condition lets pass.
STEP = "CASE {steps} END"
WHEN = "WHEN '{channel}' = ANY(address.channels){condition} THEN {place}"
IS_OPEN = " AND NOT '{channel}' = ANY(coalesce(health.shut, '{{}}'))"
#: A number whose owner is doubted hears it as well: it names no account. But the engine would pass such a number over
#: where it chooses itself, so it is named, as one is that several accounts have.
SELECTED = f"""
held AS (
    SELECT address.consumer_id, address.id, lower(address.value) COLLATE "C" AS value,
           address.owner = 'proved' AS is_proved, address.known_at, address.owner = 'not_owner' AS is_struck,
           {{takes}} AS is_taken, {{has}} AS has, {{step}} AS step, {is_suspect("address")} AS is_doubted
    FROM people JOIN contact_address address ON address.consumer_id = people.id
    LEFT JOIN contact_health health ON health.value = address.value AND health.until > %(at)s
),
ranked AS (
    SELECT *, count(*) FILTER (WHERE NOT is_struck) OVER (PARTITION BY value) > 1 OR is_doubted AS is_named,
           NOT is_struck AND is_taken AND step IS NOT NULL AS is_usable
    FROM held
),
summed AS (
    SELECT consumer_id, bool_or(is_named AND NOT is_struck) AS is_named, bool_or(is_struck) AS is_struck,
           bool_or(has IS NOT NULL AND NOT is_struck AND NOT is_taken) AS is_refused,
           bool_or(has IS NOT NULL AND NOT is_struck) AS has
    FROM ranked GROUP BY consumer_id
),
best AS (
    SELECT DISTINCT ON (consumer_id) consumer_id, id, value, step FROM ranked WHERE is_usable
    ORDER BY consumer_id, step, is_proved DESC, known_at DESC, id
),
firsts AS (SELECT *, row_number() OVER (PARTITION BY value ORDER BY consumer_id) = 1 AS is_first FROM best),
selected AS (
    SELECT people.id AS consumer_id, people.feeder_id, firsts.step,
           CASE WHEN firsts.is_first THEN '{Why.MESSAGE}' WHEN firsts.id IS NOT NULL THEN '{Why.SHARED}'
                WHEN summed.is_refused THEN '{Why.REFUSED}' WHEN summed.has THEN '{Why.SHUT}'
                WHEN summed.is_struck THEN '{Why.STRANGER}' ELSE '{Why.NO_ADDRESS}' END AS why,
           CASE WHEN summed.is_named OR NOT firsts.is_first THEN firsts.id END AS address
    FROM people LEFT JOIN summed ON summed.consumer_id = people.id LEFT JOIN firsts ON firsts.consumer_id = people.id
)
"""
#: Who is meant by a campaign is written down once, with how many of each section there are.
SETTLE = """
WITH {people}, {selected},
kept AS (
    INSERT INTO campaigns_meant (campaign_id, consumer_id, why, address)
    SELECT %(campaign)s, consumer_id, why, address FROM selected ORDER BY consumer_id
),
lines AS (
    INSERT INTO campaigns_sectioncount (campaign_id, section_id, why, people)
    SELECT %(campaign)s, coalesce(place.section_id, %(office)s), why, sum(people)
    FROM (SELECT feeder_id, why, count(*) AS people FROM selected GROUP BY feeder_id, why) AS counted
    LEFT JOIN network_feederplace place ON place.feeder_id = counted.feeder_id AND place.valid_to IS NULL
    GROUP BY 1, 2, 3
    RETURNING why, people
)
SELECT coalesce(sum(people), 0), coalesce(sum(people) FILTER (WHERE why = ''), 0) FROM lines
"""
#: On which channel each message would be tried first, and why the others get none.
COUNTED = """
WITH {people}, {selected}
SELECT CASE WHEN why = '' THEN (%(channels)s::text[])[step] ELSE why END, count(*) FROM selected GROUP BY 1
"""


def settling(kind: Kind) -> str:
    """Return the statement that writes down who is told of the kind and who is not, and gives all and messages."""
    return SETTLE.format(people=PEOPLE, selected=_selected(kind))


def counting(kind: Kind) -> str:
    """Return the statement that counts the same without writing anything."""
    return COUNTED.format(people=PEOPLE, selected=_selected(kind))


def values_of(kind: Kind, extent: Extent, *, at: datetime) -> dict[str, object]:
    """Return what both statements take."""
    return {**extent.named, "at": at, "purpose": kind.purpose, "channels": [str(step.channel) for step in kind.ladder]}


def _selected(kind: Kind) -> str:
    takes = "contact_takes(address.consumer_id, address.value, %(purpose)s)" if kind.may_be_refused else "true"
    return SELECTED.format(takes=takes, has=_step(kind, ""), step=_step(kind, IS_OPEN))


def _step(kind: Kind, condition: str) -> str:
    channels = [str(step.channel) for step in kind.ladder]
    whens = (
        WHEN.format(channel=channel, condition=condition.format(channel=channel), place=place)
        for place, channel in enumerate(channels, start=1)
    )
    return STEP.format(steps=" ".join(whens))
