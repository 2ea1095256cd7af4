"""A row of a list of interruptions, or of a return of months, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bijlisetu.network.models import Feeder, Office
from bijlisetu.network.queries import RANK
from bijlisetu.network.switching.reading import instant
from bijlisetu.outages.measuring.figures import is_planned, minutes_in, month_in, number_in
from bijlisetu.outages.measuring.mapping import FIELDS
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.files.intake import UNPRINTABLE, ReadRow, Unfit, clean, code
from bijlisetu.plumbing.files.mapping import Layout, WrongColumns, picker
from bijlisetu.plumbing.files.table import Table
from bijlisetu.plumbing.india import day_in_india

STAGING = Staging(
    "interruption_import",
    {
        "feeder_id": "bigint",
        "office_id": "bigint",
        "sort": "text",
        "planned": "boolean",
        "from_at": "timestamptz",
        "until_at": "timestamptz",
        "month": "date",
        "served": "integer",
        "affected": "integer",
        "interruptions": "integer",
        "minutes": "numeric",
        "customer_interruptions": "numeric",
        "customer_minutes": "numeric",
        "momentary": "numeric",
        "customer_momentary": "numeric",
    },
)
#: Longer ones are slips of the pen: the feeder was taken out of use.
LONGEST = timedelta(days=60)
MOST_CONSUMERS = 1_000_000_000
COUNTS = ("served", "affected", "interruptions")
AMOUNTS = ("customer_interruptions", "momentary", "customer_momentary")
DURATIONS = ("duration", "customer_duration")


class _Unfit(Exception):
    """Why the row is not taken."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.unfit = Unfit(reason, words)


def reader_of(layout: Layout, *, at: datetime) -> Callable[[Table], ReadRow]:
    """Return what makes the reader of a table's rows; what has not happened by the moment is refused."""

    def row_reader(table: Table) -> ReadRow:
        places = layout.places(table.header, path=table.path)
        if "month" not in places and not {"from", "until"} <= places.keys():
            columns = ", ".join(
                "-".join(layout.parts(one)) for one in ("from", "until", "month") if one in layout.columns
            )
            raise WrongColumns(f"{table.path} says nothing of when; it needs columns of {columns}.")
        pick = picker(places, FIELDS)
        place = _place_reader()

        def read(cells: list[str]) -> Sequence[object] | Unfit:
            values = clean(pick(cells))
            if values is None:
                return UNPRINTABLE
            row = {name: value or layout.defaults.get(name, "") for name, value in zip(FIELDS, values, strict=True)}
            try:
                return _staged(row, *place(row["feeder_code"], row["office"]), at=at)
            except _Unfit as why:
                return why.unfit

        return read

    return row_reader


def _place_reader() -> Callable[[str, str], tuple[int | None, int | None]]:
    feeders, offices = dict(Feeder.objects.values_list("code", "id")), _offices()

    def place(feeder: str, called: str) -> tuple[int | None, int | None]:
        if feeder:
            found = feeders.get(code(feeder))
            if found is None:
                raise _Unfit("feeder unknown", f"feeder {feeder!r} is not in the network")
            return found, None
        if not called:
            raise _Unfit("no place", "neither a feeder code nor an office")
        found = offices.get(called.casefold())
        if found is None:
            raise _Unfit("office unknown", f"no office, or several, are called {called!r}: write its code")
        return None, found

    return place


def _offices() -> dict[str, int]:
    """Return the offices in use by code and by name; of several of a name the one highest up, of two so high none."""
    by_name: dict[str, list[tuple[int, int]]] = {}
    by_code: dict[str, int] = {}
    for number, kind, own_code, name in Office.objects.filter(valid_to=None).values_list("id", "kind", "code", "name"):
        by_code[own_code.casefold()] = number
        by_name.setdefault(name.casefold(), []).append((RANK[kind], number))
    highest = {name: [number for rank, number in found if rank == min(found)[0]] for name, found in by_name.items()}
    return {name: found[0] for name, found in highest.items() if len(found) == 1} | by_code


def _staged(row: dict[str, str], feeder: int | None, of_office: int | None, *, at: datetime) -> Sequence[object]:
    planned = _planned(row["kind"])
    figures = {name: _count(name, row[name]) for name in COUNTS} | {name: _amount(name, row[name]) for name in AMOUNTS}
    for name in DURATIONS:
        figures[name] = _minutes(name, row[name], row["unit"])
    if row["from"] or row["until"]:
        if feeder is None:
            raise _Unfit("no feeder", "one interruption is of a feeder; an office has sums of a month")
        times, month = _times(row["from"], row["until"], at=at), None
    else:
        times, month = (None, None), month_in(row["month"])
        if month is None:
            raise _Unfit("month unreadable", f"month {row['month']!r} is no month, as 2026-11 or Nov-26")
        if month > day_in_india(at):
            raise _Unfit("month ahead", f"month {row['month']} has not come yet")
        _check_sums(figures, feeder)
    return (
        feeder, of_office, row["category"], planned, *times, month, figures["served"], figures["affected"],
        figures["interruptions"], figures["duration"], figures["customer_interruptions"], figures["customer_duration"],
        figures["momentary"], figures["customer_momentary"],
    )  # fmt: skip


def _check_sums(figures: dict[str, Decimal | int | None], feeder: int | None) -> None:
    """Refuse a month that says nothing, or half of what is needed."""
    often = figures["interruptions"] is not None or figures["customer_interruptions"] is not None
    long = figures["duration"] is not None or figures["customer_duration"] is not None
    if often != long:
        raise _Unfit("half of the sums", "interruptions without their duration, or the other way round")
    if not often and figures["momentary"] is None and figures["customer_momentary"] is None:
        raise _Unfit("no figures", "neither interruptions with their duration nor momentary ones")
    if feeder is None and figures["served"] is None:
        raise _Unfit("served missing", "a return of an office says how many consumers it served")


def _times(begins: str, ends: str, *, at: datetime) -> tuple[datetime | None, datetime | None]:
    from_at, until_at = instant(begins), instant(ends)
    if from_at is None:
        raise _Unfit("from unreadable", f"from {begins!r} is no day of our time with its hour, as 28-11-2026 10:00")
    if until_at is None:
        raise _Unfit("until unreadable", f"until {ends!r} is no day of our time with its hour, as 28-11-2026 10:00")
    if until_at < from_at:
        raise _Unfit("until before from", "it ends before it begins")
    if until_at > at:
        raise _Unfit("until ahead", "it has not ended yet")
    if until_at - from_at > LONGEST:
        raise _Unfit("too long", "it lasts more than 60 days: correct the day")
    return from_at, until_at


def _planned(word: str) -> bool | None:
    if not word:
        return None
    found = is_planned(word)
    if found is None:
        raise _Unfit("kind unknown", f"kind {word!r} is neither planned nor unplanned")
    return found


def _count(name: str, text: str) -> int | None:
    found = _amount(name, text)
    if found is None:
        return None
    if found != found.to_integral_value() or found > MOST_CONSUMERS:
        raise _Unfit(f"{name} unreadable", f"{name} {text!r} is no whole number")
    return int(found)


def _amount(name: str, text: str) -> Decimal | None:
    if not text:
        return None
    found = number_in(text)
    if found is None:
        raise _Unfit(f"{name} unreadable", f"{name} {text!r} is no number")
    return found


def _minutes(name: str, text: str, unit: str) -> Decimal | None:
    if not text:
        return None
    found = minutes_in(text, unit=unit)
    if found is None:
        raise _Unfit(f"{name} unreadable", f"{name} {text!r} is no duration, as 95, 1:35 (unit {unit!r})")
    return found
