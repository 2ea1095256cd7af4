"""Let the rules look at all numbers, in a few statements however many there are; nothing is changed by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from bijlisetu.contact.hygiene.condition import IS_UNPROVED, is_suspect
from bijlisetu.contact.hygiene.models import Finding, Inspection
from bijlisetu.contact.hygiene.rules import Rule, Rules
from bijlisetu.plumbing.database.sql import execute, numbers

#: The job that does it, by night and when somebody asks for it.
INSPECT = "inspect_numbers"
#: Two inspections at once would only wait for each other at the findings; and whoever lets a rule act, for one to end.
ALONE = "SELECT FROM (SELECT pg_advisory_xact_lock(hashtext('bijlisetu hygiene'))) AS held"
LOOKED = """
CREATE TEMP TABLE looked ON COMMIT DROP AS
SELECT value, count(*) AS accounts, count(*) FILTER (WHERE owner <> 'proved') AS unproved,
       min(owner_at) FILTER (WHERE owner = 'proved') AS first_proved_at
FROM contact_address WHERE owner <> 'not_owner' AND strpos(value, '@') = 0 GROUP BY value
"""
#: By what a rule looks at of what is known: the condition on a row of looked, or of what it is joined to.
CONDITIONS = {
    "landline": "FROM looked WHERE NOT 'sms' = ANY(contact_channels(value))",
    "ours": """
        FROM looked WHERE value IN (SELECT mobile FROM staff_card WHERE mobile <> '')
          -- A lineman has a home of his own, and a number there.
          AND NOT (unproved = 0 AND accounts <= %(limit)s)
    """,
    "accounts_above": "FROM looked WHERE accounts > %(limit)s",
    "revoked": "FROM looked JOIN contact_revoked revoked USING (value)",
    "validation": "FROM looked JOIN contact_validated validated USING (value) WHERE validated.says = %(says)s",
}
#: Proof from before a number was disconnected says nothing of who has it now; a worker's own phone proves everything.
PROVED_SINCE = {
    "revoked": "(revoked.on + 1)::timestamp AT TIME ZONE 'Asia/Kolkata'",
    "ours": "%(at)s::timestamptz",
}
FIND = """
INSERT INTO contact_finding (rule, value, proved_since)
SELECT %(rule)s, looked.value, {proved_since} {condition}
"""
FOUND_BY_DIGITS = """
INSERT INTO contact_finding (rule, value) SELECT %(rule)s, value FROM unnest(%(found)s::text[]) AS found (value)
"""
#: Of what is found, only what is not proved is doubted; and not what somebody of the office knows better.
DROP_PROVED = """
DELETE FROM contact_finding finding USING looked
WHERE looked.value = finding.value AND looked.unproved = 0
  AND (finding.proved_since IS NULL OR looked.first_proved_at >= finding.proved_since)
"""
DROP_TRUSTED = """
DELETE FROM contact_finding finding USING contact_trusted trusted
WHERE trusted.value = finding.value AND trusted.rule = finding.rule
"""
COUNT = f"""
INSERT INTO contact_found (inspection_id, rule, section_id, people, alone)
SELECT %(inspection)s, doubted.rule, place.section_id, count(*), count(*) FILTER (WHERE NOT doubted.has_other)
FROM (
    SELECT finding.rule, address.consumer_id, bool_or(EXISTS (
        SELECT FROM contact_address other
        WHERE other.consumer_id = address.consumer_id AND other.value <> address.value
          AND other.owner <> 'not_owner' AND other.channels <> ARRAY['call']
          AND NOT EXISTS (
            SELECT FROM contact_finding also WHERE also.value = other.value AND also.rule = ANY(%(acting)s)
          ) AND NOT {is_suspect("other")}
    )) AS has_other
    FROM contact_finding finding JOIN contact_address address ON address.value = finding.value
    WHERE address.owner <> 'not_owner'
      AND {IS_UNPROVED.format(address="address", doubt="finding")}
    GROUP BY finding.rule, address.consumer_id
) AS doubted
JOIN consumers_consumer consumer ON consumer.id = doubted.consumer_id
LEFT JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
GROUP BY doubted.rule, place.section_id
"""
KEPT = 60  #: inspections whose counts are kept, to see whether it gets better


@transaction.atomic
def inspect(*, rules: Rules, at: datetime, by: str) -> Inspection:
    """Let all rules look at all numbers, and keep what they found until the next inspection."""
    execute(ALONE)
    Finding.objects.all().delete()
    execute(LOOKED)
    execute("ANALYZE pg_temp.looked")
    (looked,) = numbers("SELECT count(*) FROM looked")
    _look_at_digits([rule for rule in rules.rules if rule.pattern])
    for rule in rules.rules:
        if rule.looks_at in CONDITIONS:
            execute(_written(rule), rule=rule.name, limit=rule.limit, says=rule.says, at=at)
    execute(DROP_PROVED)
    execute(DROP_TRUSTED)
    execute("ANALYZE contact_finding")
    made = Inspection.objects.create(at=at, by=by, rules=rules.version, numbers=looked)
    execute(COUNT, inspection=made.pk, acting=[rule.name for rule in rules.rules if rule.acts])
    execute("DROP TABLE looked")
    old = Inspection.objects.order_by("-id").values_list("id", flat=True)[KEPT:]
    Inspection.objects.filter(id__in=list(old)).delete()
    return made


def _look_at_digits(rules: Sequence[Rule]) -> None:
    """Let Python look at each number once: PostgreSQL takes fifteen times as long over backward references."""
    found: dict[str, list[str]] = {rule.name: [] for rule in rules}
    looks = [(found[rule.name], re.compile(rule.pattern, re.ASCII).search) for rule in rules]
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT value FROM looked")
        for (value,) in cursor:
            digits = value[2:]
            for doubted, look in looks:
                if look(digits):
                    doubted.append(value)
    for name, values in found.items():
        execute(FOUND_BY_DIGITS, rule=name, found=values)


def _written(rule: Rule) -> str:
    return FIND.format(proved_since=PROVED_SINCE.get(rule.looks_at, "NULL"), condition=CONDITIONS[rule.looks_at])
