"""A person who proves an address outweighs what carriers say of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bijlisetu.contact.lists import CHANNEL_SHUT
from bijlisetu.plumbing.database.keyed import execute, rows

LIVED = """
INSERT INTO contact_life AS known (value, channel, day)
SELECT value, channel, day
FROM unnest(%(values)s::text[], %(days)s::date[]) AS seen (value, day), unnest(contact_channels(value)) AS channel
ORDER BY value, channel
ON CONFLICT (value, channel) DO UPDATE SET day = greatest(known.day, excluded.day)
"""
CLEAR = f"""
DELETE FROM contact_health AS health USING unnest(%(values)s::text[], %(days)s::date[]) AS proved (value, day)
WHERE health.value = ANY(ARRAY[proved.value]) AND health.last_on <= proved.day AND finding <> '{CHANNEL_SHUT}'
RETURNING health.value
"""


def note_life(*, proved: Mapping[str, date]) -> None:
    """Note that each address was alive on its day, on all channels: somebody of ours was there to see it."""
    if proved:
        execute(LIVED, values=list(proved), days=list(proved.values()))


def clear(*, proved: Mapping[str, date]) -> set[str]:
    """Drop the verdict on each address that was proved on or after the day of its youngest sign; return which."""
    if not proved:
        return set()
    return {value for (value,) in rows(CLEAR, values=list(proved), days=list(proved.values()))}
