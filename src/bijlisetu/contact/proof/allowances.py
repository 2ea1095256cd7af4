"""Use up what is allowed, or be told that it is used up; two who ask at once cannot both have the last of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from bijlisetu.contact.proof.rules import Use
from bijlisetu.plumbing.database.sql import execute, rows

#: In one order for everybody, so that two who ask at once wait for each other and never in a ring.
SPEND = """
INSERT INTO contact_allowance AS known (subject, since, used, most)
SELECT * FROM unnest(%(subjects)s::text[], %(sinces)s::timestamptz[], %(used)s::int[], %(most)s::int[])
           AS asked (subject, since, used, most)
WHERE used <= most
ORDER BY subject, since
ON CONFLICT (subject, since) DO UPDATE SET used = known.used + excluded.used, most = excluded.most
WHERE known.used + excluded.used <= excluded.most
RETURNING subject
"""
GIVE_BACK = """
UPDATE contact_allowance known SET used = known.used - told.used
FROM unnest(%(subjects)s::text[], %(sinces)s::timestamptz[], %(used)s::int[]) AS told (subject, since, used)
WHERE known.subject = told.subject AND known.since = told.since
"""
FORGET = "DELETE FROM contact_allowance WHERE since < %(before)s"
#: The longest window is a day.
KEPT_FOR = timedelta(days=2)


def spend(uses: Sequence[Use]) -> Use | None:
    """Use it all up, or nothing of it and return the first that is not there any more."""
    with transaction.atomic():
        spent = {
            subject
            for (subject,) in rows(
                SPEND,
                subjects=[use.subject for use in uses],
                sinces=[use.since for use in uses],
                used=[use.much for use in uses],
                most=[use.most for use in uses],
            )
        }
        refused = next((use for use in uses if use.subject not in spent), None)
        if refused:
            transaction.set_rollback(True)
    return refused


def give_back(uses: Sequence[Use]) -> None:
    """Give back what was used up a moment ago, in the same transaction, and is not needed."""
    execute(
        GIVE_BACK,
        subjects=[use.subject for use in uses],
        sinces=[use.since for use in uses],
        used=[use.much for use in uses],
    )


def use_once(subject: str, *, since: datetime) -> bool:
    """Return whether it is used for the first time."""
    return spend([Use(subject, since, 1, 1)]) is None


def forget(*, at: datetime) -> None:
    """Forget windows that are long over."""
    execute(FORGET, before=at - KEPT_FOR)
