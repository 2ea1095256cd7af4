"""
Whoever presses "no light" on the open web names an account and proves nothing: it is evidence, and no complaint.

What is pressed is laid aside in one statement, whether there is such an account or not: the page's time tells nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijlisetu.outages.learning.hearing import Report, report_no_light
from bijlisetu.outages.models import NoLight
from bijlisetu.plumbing.database.sql import execute, rows

#: The job that hears what was pressed.
HEAR = "hear_presses_of_the_web"
PRESS = "INSERT INTO outages_press (account, at) VALUES (%(account)s, %(at)s) ON CONFLICT (account) DO NOTHING"
#: Whose account there is not is gone with the others.
TAKE = """
WITH taken AS (
    DELETE FROM outages_press WHERE id IN (SELECT id FROM outages_press ORDER BY id LIMIT 5000 FOR UPDATE SKIP LOCKED)
    RETURNING account, at
)
SELECT consumer.id, taken.at FROM taken LEFT JOIN consumers_consumer consumer ON consumer.account = taken.account
ORDER BY taken.at
"""


def press(*, account: str, at: datetime) -> None:
    """Lay the press aside until it is heard; one that waits already for the same account will do."""
    execute(PRESS, account=account, at=at)


@transaction.atomic
def hear(*, at: datetime) -> int:
    """Hear what was pressed, as reports of those accounts that there are; return how many presses there were."""
    taken = rows(TAKE)
    reports = [
        Report(consumer=consumer, way=NoLight.Way.WEB, said_at=said_at)
        for consumer, said_at in taken if consumer is not None
    ]  # fmt: skip
    if reports:
        report_no_light(reports=reports, at=at)
    return len(taken)
