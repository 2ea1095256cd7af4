"""Write the files of a synthetic district: consumers, bills, network, and the hidden truth."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.district import truth
from bijlisetu.simulator.district.billing_system import billing_system
from bijlisetu.simulator.district.homes.feeders import COLUMNS, ListedFeeder, feeders_of
from bijlisetu.simulator.district.homes.households import households
from bijlisetu.simulator.district.homes.settling import settle
from bijlisetu.simulator.district.papers.bills import Bills
from bijlisetu.simulator.district.papers.broken import BrokenBills, BrokenConsumers, broken_consumers
from bijlisetu.simulator.district.papers.export import Export
from bijlisetu.simulator.district.profiles import Profile, profile_named
from bijlisetu.simulator.homes import home, worker
from bijlisetu.simulator.lines import write_lines
from bijlisetu.values import in_indian_groups

Progress = Callable[[int, int], None]

MOST_CONSUMERS = 3_000_000  # the series of made-up numbers has ten million
PROGRESS_EVERY = 2_000
LINES_OF_BAD_FILE = 20


class NotThatMany(Refusal):
    """A district cannot have that many consumers."""


class CannotWrite(Refusal):
    """The folder takes no files."""


def write_district(
    folder: Path,
    *,
    circle: str,
    consumers: int,
    seed: int,
    profile: str,
    network: Path | None,
    bill_date: date,
    on_progress: Progress | None = None,
) -> None:
    """
    Write consumers.csv, bills.csv, network.csv, truth.csv, homes.csv and workers.csv into the folder.

    The same seed writes the same bytes.

    :raises Refusal: if profile, circle or count do not exist, or the folder cannot be written
    """
    chosen = profile_named(profile)
    if not 1 <= consumers <= MOST_CONSUMERS:
        raise NotThatMany(
            f"A district has 1 to {in_indian_groups(MOST_CONSUMERS)} consumers, not {in_indian_groups(consumers)}."
        )
    feeders = feeders_of(circle, utility=chosen.utility, network=network)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_lines(folder / "network.csv", COLUMNS, (feeder.as_line() for feeder in feeders))
        staff = (one.as_line() for one in worker.workers_of(consumers, seed=seed))
        write_lines(folder / "workers.csv", worker.COLUMNS, staff)
        _write_people(
            folder,
            feeders=feeders,
            consumers=consumers,
            seed=seed,
            profile=chosen,
            bill_date=bill_date,
            on_progress=on_progress or _say_nothing,
        )
    except OSError as error:
        raise CannotWrite(f"{folder} cannot be written ({error.strerror}); give another folder.") from error


def write_bad_file(folder: Path) -> Path:
    """
    Write bad.csv beside a district's files: consumers without their accounts, cut off within a line.

    :raises CannotWrite: if the folder takes no file
    """
    bad = folder / "bad.csv"
    try:
        with (folder / "consumers.csv").open(encoding="utf-8", newline="") as file:
            lines = [line[1:] for line, _ in zip(csv.reader(file), range(LINES_OF_BAD_FILE), strict=False)]
        write_lines(bad, lines[0], [*lines[1:-1], lines[-1][:4]])
    except OSError as error:
        raise CannotWrite(f"{bad} cannot be written ({error.strerror}).") from error
    return bad


def _write_people(
    folder: Path,
    *,
    feeders: Sequence[ListedFeeder],
    consumers: int,
    seed: int,
    profile: Profile,
    bill_date: date,
    on_progress: Progress,
) -> None:
    system = billing_system(profile.utility)
    people, papers = Export(system.consumers, constant=system.facts), Export(system.bills, constant=system.facts)
    flaws = broken_consumers(consumers)
    accounts = consumers - len(flaws)
    broken = BrokenConsumers(flaws, accounts=accounts, profile=profile, system=system, export=people, seed=seed)
    cycle = Bills(system=system, bill_date=bill_date, rng=random.Random(f"bills {seed}"))
    broken_bills = BrokenBills(
        cycle, bill_date=bill_date, accounts=accounts, consumers=consumers, system=system, export=papers, seed=seed
    )
    with ExitStack() as stack:

        def start(name: str, columns: Sequence[str]) -> Callable[[Iterable[Sequence[str]]], None]:
            file = stack.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            return writer.writerows

        write_consumers = start("consumers.csv", people.columns)
        write_bills = start("bills.csv", papers.columns)
        write_truth = start("truth.csv", truth.COLUMNS)
        write_homes = start("homes.csv", home.COLUMNS)
        for household in households(accounts=accounts, profile=profile, system=system, feeders=feeders, seed=seed):
            write_consumers([people.line(household.facts), *broken.after(household)])
            bill = cycle.of(household.connection, reader=household.reader)
            write_bills([papers.line(bill), *broken_bills.after(household, sound=bill)])
            write_truth([row.as_line() for row in household.contact.truth])
            write_homes([settle(household, seed=seed).as_line()])
            if household.connection.serial % PROGRESS_EVERY == 0:
                on_progress(household.connection.serial, consumers)
        on_progress(consumers, consumers)


def _say_nothing(_done: int, _total: int) -> None:
    pass
