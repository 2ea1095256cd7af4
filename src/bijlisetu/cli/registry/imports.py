"""`bijlisetu import-network`, `-bills`, `-payments` and their like: files of the utility into the tables."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from bijlisetu.plumbing import startup
from bijlisetu.plumbing.files.intake import Summary, listed
from bijlisetu.plumbing.progress import bar
from bijlisetu.values import in_indian_groups

LOOKS_LIKE = "Name of a mapping that comes with us, or a .toml file: which column holds what."
REJECTS_GO = "Where the rows that are not taken go; FILE.rejects.csv by default."

_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
_rejects = click.option("--rejects", type=click.Path(path_type=Path), help=REJECTS_GO)
_mapping = click.option("--mapping", default="uppcl", show_default=True, help=LOOKS_LIKE)


@click.command()
@_file
@_rejects
def import_network(file: Path, rejects: Path | None) -> None:
    """Take over offices and feeders from FILE (CSV or XLSX); those it leaves out stay as they are."""
    startup.set_up()
    import bijlisetu.network.actions as network

    with bar("Feeders") as on_progress:
        summary = network.load(path=file, rejects=rejects, at=datetime.now(UTC), by=who(), on_progress=on_progress)
    _tell("feeders", summary)


@click.command()
@_file
@_rejects
def import_switching(file: Path, rejects: Path | None) -> None:
    """Take over transfers and back-feeds from FILE (CSV or XLSX): what hangs on which feeder, from when until when."""
    startup.set_up()
    import bijlisetu.network.switching.actions as switching

    with bar("Switchings") as on_progress:
        summary = switching.load(path=file, rejects=rejects, at=datetime.now(UTC), by=who(), on_progress=on_progress)
    _tell("switchings", summary)


@click.command()
@_file
@_mapping
@_rejects
def import_consumers(file: Path, mapping: str, rejects: Path | None) -> None:
    """Enrol consumers with their numbers and mailboxes from FILE (CSV or XLSX)."""
    startup.set_up()
    from bijlisetu.contact import listing

    with bar("Consumers") as on_progress:
        summary = listing.load(
            path=file, mapping=mapping, rejects=rejects, at=datetime.now(UTC), by=who(), on_progress=on_progress
        )
    _tell("consumers", summary)


@click.command()
@_file
@_mapping
@_rejects
def import_bills(file: Path, mapping: str, rejects: Path | None) -> None:
    """Take over the bills of a cycle from FILE (CSV or XLSX)."""
    startup.set_up()
    import bijlisetu.billing.actions as billing
    from bijlisetu.billing.telling.untold import untold_months

    with bar("Bills") as on_progress:
        summary = billing.load(
            path=file, mapping=mapping, rejects=rejects, at=datetime.now(UTC), by=who(), on_progress=on_progress
        )
    _tell("bills", summary, *map(str, untold_months(at=datetime.now(UTC))))


@click.command()
@_file
@click.option("--mapping", default="upi", show_default=True, help=LOOKS_LIKE)
@_rejects
def import_payments(file: Path, mapping: str, rejects: Path | None) -> None:
    """Take over payments from FILE: a settlement of bank, BBPS, counters or agency (CSV, XLSX or fixed width)."""
    startup.set_up()
    import bijlisetu.payments.actions as payments

    with bar("Payments") as on_progress:
        summary = payments.load(
            path=file, mapping=mapping, rejects=rejects, at=datetime.now(UTC), by=who(), on_progress=on_progress
        )
    _tell("payments", summary)


@click.command()
@_file
@click.option("--mapping", default="uppcl_days", show_default=True, help=LOOKS_LIKE)
@_rejects
def import_meters(file: Path, mapping: str, rejects: Path | None) -> None:
    """Take over daily balances, reads, or who is prepaid, from FILE (CSV or XLSX): the mapping says which."""
    startup.set_up()
    import bijlisetu.metering.actions as metering

    with bar("Meters") as on_progress:
        summary = metering.load(
            path=file, mapping=mapping, rejects=rejects, at=datetime.now(UTC), by=who(), on_progress=on_progress
        )
    _tell("rows of meters", summary)


@click.command()
@_file
@click.option("--mapping", default="interruptions", show_default=True, help=LOOKS_LIKE)
@_rejects
def import_interruptions(file: Path, mapping: str, rejects: Path | None) -> None:
    """Take over interruptions of feeders, or the sums of a return, from FILE (CSV or XLSX)."""
    startup.set_up()
    import bijlisetu.outages.measuring.actions as interruptions

    with bar("Interruptions") as on_progress:
        summary = interruptions.load(
            path=file, mapping=mapping, rejects=rejects, at=datetime.now(UTC), by=who(), on_progress=on_progress
        )
    _tell("interruptions", summary)


def who() -> str:
    """Return who types here, as the book of deeds keeps it."""
    return f"{getpass.getuser()} (terminal)"


def _tell(what: str, summary: Summary, *to_do: str) -> None:
    """Print what became of the rows, and what is to be done now: some lines for a person, one line for a file."""
    lines = [account_of(what, summary), *_details(summary), *to_do]
    click.echo("\n  ".join(lines) if sys.stdout.isatty() else "; ".join(lines))


def account_of(what: str, summary: Summary) -> str:
    """Return the counts in one line; they add up."""
    count = in_indian_groups
    rate = int(summary.rows / summary.seconds) if summary.seconds else summary.rows
    return (
        f"{count(summary.rows)} {what} in {summary.seconds:.1f} s ({count(rate)} rows/s): "
        f"{count(summary.imported)} imported ({count(summary.new)} new, {count(summary.changed)} changed, "
        f"{count(summary.unchanged)} unchanged), {count(summary.rejected)} rejected"
    )


def _details(summary: Summary) -> list[str]:
    details = [f"the file has no column {column}" for column in summary.absent]
    if summary.rejected:
        details.append(f"rejected: {listed(summary.reasons)} (see {summary.rejects})")
    if summary.unusable:
        where = f" (see {summary.incomplete_in})" if summary.incomplete_in else ""
        details.append(f"taken without: {listed(_largest_first(summary.unusable))}{where}")
        details += [f"line {in_indian_groups(one.line)}: {one.text!r}: {one.why}" for one in summary.lacks]
    if summary.unread:
        details.append(f"not read, for they have other columns: sheets {', '.join(summary.unread)}")
    return details


def _largest_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))
