"""The hours of a story: its town has no night, and hours pass in it at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bijlisetu.kinds.files import FOLDER
from tests.journeys.contact_drive.town import Town
from tests.journeys.demos import environment

#: What nobody is asked at night; a story is told at any hour of the day.
ASKED_BY_DAY = ("complaint_resolved", "neighbour_dark", "notice_of_cut")
#: Breakdowns are told at every hour, and one right after another too.
WAKEFUL = """
import re
from bijlisetu.plumbing import startup
startup.set_up()
from django.utils import timezone
from bijlisetu.editions.actions import issue
from bijlisetu.outages.timing.reading import NAME, read, shipped
text = re.sub("begins = .*", "begins = 06:00:00", shipped())
now = timezone.now()
issue(file=NAME, text=text, why="a story is told at any hour", holds_from=now, at=now, by="demo", check=read)
"""
#: What happened stays as it was written, but for a judge who turns the clock.
COMPLAINT_IS_OLDER = (
    "SET LOCAL session_replication_role = replica",
    """
    UPDATE complaints_complaint SET said_at = said_at - %(so)s, at = at - %(so)s, due_at = due_at - %(so)s,
                                    rises_at = rises_at - %(so)s, resolved_at = resolved_at - %(so)s
    WHERE number = %(number)s
    """,
    """
    UPDATE complaints_complaintevent event SET at = event.at - %(so)s, kept_at = event.kept_at - %(so)s
    FROM complaints_complaint complaint WHERE complaint.id = event.complaint_id AND complaint.number = %(number)s
    """,
    """
    UPDATE complaints_escalation one SET at = one.at - %(so)s, seen_at = one.seen_at - %(so)s
    FROM complaints_complaint complaint WHERE complaint.id = one.complaint_id AND complaint.number = %(number)s
    """,
)


def kinds_without_night() -> Iterator[tuple[str, str]]:
    """Yield the kinds that wait for the morning, each with its file as it is without a night."""
    for name in ASKED_BY_DAY:
        path = Path(FOLDER) / f"{name}.toml"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        yield path.name, "".join(line for line in lines if not line.startswith("quiet_hours"))


def tell_at_night_too(town: Town) -> None:
    """Have people told of breakdowns whatever the hour."""
    words = [sys.executable, "-c", WAKEFUL]
    subprocess.run(words, env=environment(town.demo.home, town.demo.settings), check=True)


def pass_over_complaint(town: Town, number: str, long: timedelta) -> None:
    """Let so much time pass over the complaint: whatever was written of it is so much older."""
    with town.database.transaction():
        for statement in COMPLAINT_IS_OLDER:
            town.database.execute(statement, {"so": long, "number": number} if "%" in statement else None)
