"""The days of a story of money: one bill is let out, days pass over it at once, and the morning's work is done."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bijlisetu.kinds.files import FOLDER
from bijlisetu.plumbing.india import INDIA
from tests.journeys.contact_drive.town import Town
from tests.journeys.demos import environment

#: What waits for the morning in this town, whatever the hour: a story that runs by day must find it waiting too.
REMINDERS = ("reminder_due", "reminder_overdue")
#: The run waits for its officers; one of its bills goes out before the others.
LET_OUT = """
UPDATE outbox_turn turn SET gate = 0 FROM outbox_notice notice
WHERE notice.id = turn.notice_id AND notice.consumer_id = %s AND notice.kind = 'bill_issued'
"""
#: What a clock does by itself, once a day or every few minutes; in a town that lives faster than we do it leaves the
#: first to the story, and nobody waits for the others.
BY_THE_CLOCK = """
from bijlisetu.plumbing import startup
startup.set_up()
from django.utils import timezone
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.arrears import actions, ages
from bijlisetu.arrears.cutting import serving
now = timezone.now()
"""
MORNING = "actions.look_after(at=now, by='clock')"
NIGHT = "ages.keep(on=day_in_india(now), at=now)"
SERVED = "serving.serve_arrived(at=now)"
#: What was written stays so, but for a judge who turns the clock.
TURNED = "SET LOCAL session_replication_role = replica"
MONEY_IS_OLDER = (
    """
    UPDATE billing_bill SET bill_date = bill_date - %(days)s, due_date = due_date - %(days)s
    WHERE consumer_id = %(consumer)s
    """,
    """
    UPDATE ledger_entry SET day = day - %(days)s, evidence = CASE WHEN evidence ? 'due' THEN jsonb_set(
        evidence, '{due}', to_jsonb((evidence ->> 'due')::date - %(days)s)) ELSE evidence END
    WHERE id IN (SELECT entry_id FROM ledger_line WHERE consumer_id = %(consumer)s)
    """,
    """
    UPDATE ledger_line SET day = day - %(days)s
    WHERE entry_id IN (SELECT entry_id FROM ledger_line WHERE consumer_id = %(consumer)s)
    """,
    """
    UPDATE arrears_step SET at = at - %(days)s * interval '1 day', bill_date = bill_date - %(days)s
    WHERE consumer_id = %(consumer)s
    """,
    """
    UPDATE arrears_recovery SET opened_at = opened_at - %(days)s * interval '1 day', bill_date = bill_date - %(days)s,
                                due_on = due_on - %(days)s
    WHERE consumer_id = %(consumer)s
    """,
    """
    UPDATE arrears_demand SET asked_on = asked_on - %(days)s, issued_at = issued_at - %(days)s * interval '1 day',
                              served_on = served_on - %(days)s, served_at = served_at - %(days)s * interval '1 day'
    WHERE consumer_id = %(consumer)s
    """,
)


def kinds_at_night(at: datetime) -> Iterator[tuple[str, str]]:
    """Yield the kinds of reminders, each with its file as if it had been night for an hour."""
    begins, ends = (f"{at.astimezone(INDIA) + timedelta(hours=hours):%H:%M}" for hours in (-1, 11))
    for name in REMINDERS:
        path = Path(FOLDER) / f"{name}.toml"
        text = path.read_text(encoding="utf-8")
        yield path.name, re.sub("quiet_hours = .*", f'quiet_hours = ["{begins}", "{ends}"]', text)


def let_out_bill(town: Town, consumer: int) -> None:
    """Send this one bill of the month, and none of the others."""
    assert town.database.execute(LET_OUT, [consumer]).rowcount == 1


def days_pass(town: Town, consumer: int, days: int) -> None:
    """Let so many days pass over all that the books know of the consumer: whatever was written is so much older."""
    with town.database.transaction():
        town.database.execute(TURNED)
        for statement in MONEY_IS_OLDER:
            town.database.execute(statement, {"days": days, "consumer": consumer})


def comes(town: Town, *what: str) -> None:
    """Do what the clock does in the morning, at night, or every few minutes."""
    words = [sys.executable, "-c", "\n".join((BY_THE_CLOCK, *what))]
    subprocess.run(words, env=environment(town.demo.home, town.demo.settings), check=True)
