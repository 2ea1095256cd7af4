"""Write down what a file changes in the registry, within the transaction that changes it."""

from __future__ import annotations

from bijlisetu.consumers.actions import SET, TOUCHED
from bijlisetu.plumbing.database.sql import execute

BEFORE = """
CREATE TEMP TABLE registry_before ON COMMIT DROP AS
SELECT known.* FROM consumers_consumer known JOIN pg_temp.{staged} staged USING (account) WHERE staged.reason IS NULL
"""
CHANGED = f"""
INSERT INTO contact_importedfact (of_id, consumer_id, field, before, after)
SELECT %(of)s, was.id, old.key, old.value, fresh.value
FROM {TOUCHED} touched
JOIN registry_before was ON was.id = touched.consumer_id
JOIN consumers_consumer consumer ON consumer.id = was.id,
LATERAL jsonb_each_text(to_jsonb(was)) AS old
JOIN LATERAL jsonb_each_text(to_jsonb(consumer)) AS fresh USING (key)
WHERE NOT touched.is_new AND key = ANY(%(fields)s) AND old.value IS DISTINCT FROM fresh.value
"""


def remember(*, staged: str) -> None:
    """Keep what is known of the consumers in the staged rows until the transaction ends."""
    execute(BEFORE.format(staged=staged))


def write_down(*, of: int) -> None:
    """Write down for the import what has become of them."""
    execute(CHANGED, of=of, fields=list(SET))
    execute("DROP TABLE registry_before")
