"""Whose a WhatsApp user id is: the number that some payload named together with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bijlisetu.contact.actions.consent import Said, Wish, keep_wishes
from bijlisetu.plumbing.database.keyed import rows

BY = "carrier"

#: Most people are known: those are passed over before anything is written.
LEARN = """
INSERT INTO contact_userid AS known (user_id, value, at)
SELECT DISTINCT ON (told.user_id) told.user_id, told.value, told.at
FROM unnest(%(user_ids)s::text[], %(values)s::text[], %(ats)s::timestamptz[]) AS told (user_id, value, at)
WHERE NOT EXISTS (
    SELECT FROM contact_userid same WHERE same.user_id = told.user_id AND same.value = told.value OFFSET 0
)
ORDER BY told.user_id, told.at DESC
ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, at = excluded.at WHERE known.at <= excluded.at
RETURNING user_id
"""
#: What was wished under an id whose number nobody knew holds for the number.
ADOPTED = """
SELECT person.value, wished.purpose, wished.is_wanted, wished.how, wished.at
FROM contact_wished wished JOIN contact_userid person ON person.user_id = wished.value
WHERE wished.value = ANY(%(user_ids)s) ORDER BY wished.id
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
    user_ids, values, ats = map(list, zip(*pairs, strict=True))
    new = [user_id for (user_id,) in rows(LEARN, user_ids=user_ids, values=values, ats=ats)]
    if new:
        adopted = [Said(Wish(None, value, purpose), *said) for value, purpose, *said in rows(ADOPTED, user_ids=new)]
        keep_wishes(said=adopted, at=at, by=BY)


def numbers_of(user_ids: Sequence[str]) -> dict[str, str]:
    """Return the number of each user id that is known."""
    return dict(rows(NUMBERS, user_ids=sorted(set(user_ids)))) if user_ids else {}
