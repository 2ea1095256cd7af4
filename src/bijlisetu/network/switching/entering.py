"""Deeds on one switching: a feeder or transformer hangs on another line, and on its own again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

import bijlisetu.audit.actions as audit
from bijlisetu.network.models import Switching, Transformer
from bijlisetu.network.switching.reading import YEARS
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.refusal import Refusal

#: Two desks that switch at once: the second sees what the first has done.
LOCK = "SELECT pg_advisory_xact_lock(1512, 2)"
#: All lines that feed a line, directly or over others, at some instant of the span.
FEEDING = """
WITH RECURSIVE line (id) AS (
    SELECT %(fed_by)s::bigint
    UNION
    SELECT above.fed_by_id FROM line JOIN network_switching above ON above.feeder_id = line.id
    WHERE tstzrange(above.from_at, above.until_at) && tstzrange(%(from_at)s, %(until_at)s)
)
SELECT id FROM line
"""


class HangsThereAnyway(Refusal):
    """A line does not feed itself, nor is a transformer switched to its own."""


class FedInARing(Refusal):
    """The line feeds the one that is to feed it: both would hang on nothing."""


class HangsElsewhere(Refusal):
    """The element hangs on another line in that time: that ends first."""


class TimesDoNotFit(Refusal):
    """A switching ends after it begins, and lies in a year of ours."""


class NothingToEnd(Refusal):
    """The element hangs on its own line again already."""


@transaction.atomic
def enter(
    *, feeder: int | None = None, transformer: int | None = None, fed_by: int, from_at: datetime,
    until_at: datetime | None, why: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """
    Let a feeder, or one transformer, hang on another line from a moment on, and return the switching's number.

    :raises HangsThereAnyway: if it is fed by that line without any switching
    :raises FedInARing: if that line is fed by it meanwhile
    :raises HangsElsewhere: if it hangs on another line in some of the time
    :raises TimesDoNotFit: if it would end before it begins
    """
    if (until_at is not None and until_at <= from_at) or {from_at.year, (until_at or from_at).year} - set(YEARS):
        raise TimesDoNotFit("a switching ends after it begins")
    own = feeder if transformer is None else Transformer.objects.get(pk=transformer).feeder_id
    if own == fed_by:
        raise HangsThereAnyway("its own line feeds it anyway")
    execute(LOCK)
    if (feeder,) in rows(FEEDING, fed_by=fed_by, from_at=from_at, until_at=until_at):
        raise FedInARing("the line that is to feed it is fed by it")
    try:
        with transaction.atomic():
            made = Switching.objects.create(
                feeder_id=feeder, transformer_id=transformer, fed_by_id=fed_by, from_at=from_at, until_at=until_at,
                why=why.strip(), by=by, at=at,
            )  # fmt: skip
    except IntegrityError:
        raise HangsElsewhere("it hangs on another line in that time: end that first") from None
    _note("network.switched", made, at=at, by=by)
    return made.pk


@transaction.atomic
def end(*, switching: int, until_at: datetime, at: datetime, by: str) -> None:
    """
    Let the element hang on its own line again from a moment on; one that has not begun by then never holds.

    :raises NothingToEnd: if it ended before
    """
    found = Switching.objects.select_for_update().filter(pk=switching).first()
    if found is None or (found.until_at is not None and found.until_at <= until_at):
        raise NothingToEnd("this switching has ended")
    found.until_at, found.by, found.at = until_at, by, at
    _note("network.switching_ended", found, at=at, by=by)
    if until_at <= found.from_at:
        found.delete()
    else:
        found.save(update_fields=["until_at", "by", "at"])


def _note(deed: str, of: Switching, *, at: datetime, by: str) -> None:
    own = of.feeder.code if of.feeder else ""
    if of.transformer:
        own = f"{of.transformer.feeder.code} › {of.transformer.name}"
    detail = {
        "what": own, "to": of.fed_by.code, "from": of.from_at.isoformat(), "why": of.why,
        "until": of.until_at.isoformat() if of.until_at else "",
    }  # fmt: skip
    audit.note(deed=deed, records=[f"switching:{of.pk}"], by=by, at=at, detail=detail)
