"""Whose a WhatsApp user id is: the number that some payload named together with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import orjson

from bijlisetu.audit import machines
from bijlisetu.contact.actions.consent import Said, Wish, keep_wishes
from bijlisetu.plumbing.database.keyed import rows

BY = machines.CARRIER

#: Most people are known: those are passed over before anything is written. What was wished under an id whose number
#: nobody knew holds for the number.
LEARN = """
WITH learnt AS (
    INSERT INTO contact_userid AS known (user_id, value, at)
    SELECT DISTINCT ON (told.user_id) told.user_id, told.value, told.at
    FROM jsonb_to_recordset(%(told)s::jsonb) AS told (user_id text, value text, at timestamptz)
    WHERE NOT EXISTS (
        SELECT FROM contact_userid same WHERE same.user_id = told.user_id AND same.value = told.value OFFSET 0
    )
    ORDER BY told.user_id, told.at DESC
    ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, at = excluded.at WHERE known.at <= excluded.at
    RETURNING user_id, value
)
SELECT learnt.value, wished.purpose, wished.is_wanted, wished.how, wished.at
FROM learnt, LATERAL (SELECT * FROM contact_wished WHERE value = learnt.user_id OFFSET 0) AS wished ORDER BY wished.id
"""
NUMBERS = "SELECT user_id, value FROM contact_userid WHERE user_id = ANY(%(user_ids)s)"


class NamedTogether(NamedTuple):
    """A user id and a number that one payload gave for the same person."""

    user_id: str
    value: str
    at: datetime


def learn_user_ids(pairs: Sequence[NamedTogether], *, at: datetime) -> None:
    """Keep which numbers the user ids stand for, by the latest word; wishes under an id hold for its number."""
    if not pairs:
        return
    told = orjson.dumps([{"user_id": user_id, "value": value, "at": at} for user_id, value, at in pairs]).decode()
    adopted = [Said(Wish(None, value, purpose), *said) for value, purpose, *said in rows(LEARN, told=told)]
    if adopted:
        keep_wishes(said=adopted, at=at, by=BY)


def numbers_of(user_ids: Sequence[str]) -> dict[str, str]:
    """Return the number of each user id that is known."""
    return dict(rows(NUMBERS, user_ids=sorted(set(user_ids)))) if user_ids else {}
