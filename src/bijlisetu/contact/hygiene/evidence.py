"""Take over what others say of numbers: evidence for the rules, from which nothing follows by itself."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import bijlisetu.audit.actions as audit
from bijlisetu.contact.hygiene.reading import revoked_reader, validated_reader
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.database.sql import execute, numbers, rows
from bijlisetu.plumbing.files.intake import BroughtIn, Summary, refuse_repeats
from bijlisetu.plumbing.files.takeover import Steps, take_over
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched

REVOKED = Staging("revoked_import", {"value": "text", "on_day": "date"})
VALIDATED = Staging("validated_import", {"value": "text", "says": "text"})
#: A number may be on a list while it is on nobody's account, and come with a later export. But it is given to somebody
#: else in the end, and nobody's number is kept without need.
KEPT_FOR = timedelta(days=400)
KEEP_REVOKED = f"""
WITH kept AS (
    INSERT INTO contact_revoked AS known (value, "on", told_at)
    SELECT value, on_day, %(at)s FROM pg_temp.{REVOKED.name} WHERE reason IS NULL ORDER BY value
    ON CONFLICT (value) DO UPDATE SET "on" = excluded."on", told_at = excluded.told_at WHERE known."on" < excluded."on"
    RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM kept
"""
KEEP_VALIDATED = f"""
WITH kept AS (
    INSERT INTO contact_validated AS known (value, says, at)
    SELECT value, says, %(at)s FROM pg_temp.{VALIDATED.name} WHERE reason IS NULL ORDER BY value
    ON CONFLICT (value) DO UPDATE SET says = excluded.says, at = excluded.at
    RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM kept
"""
TO_ASK_HEADING = "MOBILE_NUMBER"
#: Each answer costs money: whoever is doubted and not proved is asked about, those on most accounts first, and nobody
#: again within a year.
TO_ASK = """
SELECT value FROM (
    SELECT DISTINCT finding.value FROM contact_finding finding WHERE finding.rule <> 'landline' AND NOT EXISTS (
        SELECT FROM contact_validated known WHERE known.value = finding.value AND known.at > %(since)s
    )
) AS doubted
ORDER BY (SELECT count(*) FROM contact_address held WHERE held.value = doubted.value) DESC, value LIMIT %(most)s
"""


def load_revoked(
    *,
    path: Path,
    month: date,
    mapping: str = "mnrl",
    at: datetime,
    by: str,
    rejects: Path | None = None,
    on_progress: OnProgress = unwatched,
) -> Summary:
    """
    Take over a month's list of disconnected numbers.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """

    def bring_in(_: object) -> BroughtIn:
        execute("DELETE FROM contact_revoked WHERE told_at < %(old)s", old=at - KEPT_FOR)
        return BroughtIn(*numbers(KEEP_REVOKED, at=at))

    steps = Steps(
        staging=REVOKED,
        reader=partial(revoked_reader, mapping=mapping, month=month.replace(day=1), today=day_in_india(at)),
        refuse=partial(refuse_repeats, REVOKED, "value", called="number"),
        bring_in=bring_in,
        note=partial(audit.note_import, deed="contact.revoked_imported", file=path.name, by=by, at=at),
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


def load_validated(
    *,
    path: Path,
    mapping: str = "validated",
    at: datetime,
    by: str,
    rejects: Path | None = None,
    on_progress: OnProgress = unwatched,
) -> Summary:
    """
    Take over the answers of the number validation service.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    steps = Steps(
        staging=VALIDATED,
        reader=partial(validated_reader, mapping=mapping),
        refuse=partial(refuse_repeats, VALIDATED, "value", called="number"),
        bring_in=lambda _: BroughtIn(*numbers(KEEP_VALIDATED, at=at)),
        note=partial(audit.note_import, deed="contact.validated_imported", file=path.name, by=by, at=at),
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


def numbers_to_ask(*, most: int, file: str, at: datetime, by: str) -> list[str]:
    """Return the doubted numbers, ten digits each, about which the validation service is to be asked in the file."""
    asked = [value[2:] for (value,) in rows(TO_ASK, since=at - timedelta(days=365), most=most)]
    told = {"numbers": len(asked)}
    audit.note(deed="contact.numbers_to_validate", records=[f"file:{file}"], by=by, at=at, detail=told)
    return asked


def write_to_ask(*, path: Path, most: int, at: datetime, by: str) -> int:
    """Write the doubted numbers that the validation service is to be asked about to a new file; return how many."""
    with path.open("x", encoding="utf-8", newline="") as file:
        path.chmod(0o600)
        asked = numbers_to_ask(most=most, file=path.name, at=at, by=by)
        csv.writer(file).writerows([(TO_ASK_HEADING,), *((number,) for number in asked)])
    return len(asked)
