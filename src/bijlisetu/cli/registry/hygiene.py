"""`bijlisetu hygiene`: which numbers are doubted, before anything follows from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bijlisetu.cli.registry.imports import LOOKS_LIKE, REJECTS_GO, account_of, who
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.progress import bar
from bijlisetu.values import in_indian_groups as _count


@click.group()
def hygiene() -> None:
    """Look for numbers that cannot be the consumers' own, and let rules act on what was found."""


@hygiene.command()
def look() -> None:
    """Let all rules look at all numbers, and tell what each would do; nothing is changed."""
    startup.set_up()
    from bijlisetu.contact.hygiene import current
    from bijlisetu.contact.hygiene.inspecting import inspect
    from bijlisetu.contact.hygiene.queries import questions, report

    at = datetime.now(UTC)
    read = current.rules(at=at)
    seen = inspect(rules=read, at=at, by=who())
    told = report(rules=read)
    click.echo(f"report {seen.pk}: {_count(seen.numbers)} numbers looked at; nothing is changed")
    for line in told.lines:
        then = (
            f"act makes {_count(line.fresh)} suspect and lets {_count(line.gone)} go"
            if line.rule.acts
            else "reports only"
        )
        click.echo(
            f"{line.rule.name}: {_count(line.numbers)} numbers of {_count(line.people)} people, "
            f"{_count(line.alone)} of whom have no other; {then}"
        )
    for name, asked in questions(rules=read, at=seen.at).items():
        click.echo(
            f"{name}: ask reaches {_count(asked.askable)} numbers; of {_count(asked.asked)} asked before "
            f"{_count(asked.mine)} said yes, {_count(asked.not_mine)} no, {_count(asked.silent)} nothing"
        )


@hygiene.command()
@click.argument("rule")
@click.option("--report", "report_number", type=int, required=True, help="The number that look has told.")
def act(rule: str, report_number: int) -> None:
    """Make the numbers that RULE found suspect: they get nothing that names an account until they are proved."""
    startup.set_up()
    from bijlisetu.contact.hygiene import acting, current
    from bijlisetu.plumbing.database.wake import wake

    at = datetime.now(UTC)
    done = acting.act(rule=rule, inspection=report_number, rules=current.rules(at=at), at=at, by=who())
    wake()
    click.echo(
        f"{rule}: {_count(done.doubted)} numbers are suspect now, {_count(done.let_go)} no more; "
        f"{_count(done.reopened)} missed notices go out again"
    )


@hygiene.command()
@click.argument("rule")
def take_back(rule: str) -> None:
    """Have no number suspect by RULE any more: all stand as before it acted, and what was missed is sent."""
    startup.set_up()
    from bijlisetu.contact.hygiene import acting
    from bijlisetu.plumbing.database.wake import wake

    done = acting.take_back(rule=rule, at=datetime.now(UTC), by=who())
    wake()
    told = f"{_count(done.let_go)} numbers are suspect no more; {_count(done.reopened)} missed notices go out again"
    click.echo(f"{rule}: {told}")


@hygiene.command()
@click.argument("rule")
@click.option("--report", "report_number", type=int, required=True, help="The number that look has told.")
def ask(rule: str, report_number: int) -> None:
    """Ask the numbers that RULE found whose they are, by a message that names no account."""
    startup.set_up()
    from bijlisetu.contact.hygiene import asking, current
    from bijlisetu.plumbing.database.wake import wake

    at = datetime.now(UTC)
    done = asking.ask(rule=rule, inspection=report_number, rules=current.rules(at=at), at=at, by=who())
    wake()
    more = "; no more today" if done.is_day_full else ""
    click.echo(f"{rule}: {_count(done.numbers)} numbers are asked whose they are{more}")


@hygiene.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--month", type=click.DateTime(["%Y-%m"]), required=True, help="Of the list, as 2026-11.")
@click.option("--mapping", default="mnrl", show_default=True, help=LOOKS_LIKE)
@click.option("--rejects", type=click.Path(path_type=Path), help=REJECTS_GO)
def revoked(file: Path, month: datetime, mapping: str, rejects: Path | None) -> None:
    """Take over the operators' monthly list of disconnected numbers (MNRL) from FILE; the next look finds them."""
    startup.set_up()
    from bijlisetu.contact.hygiene.evidence import load_revoked

    with bar("Numbers") as on_progress:
        summary = load_revoked(
            path=file, month=month.date(), mapping=mapping, rejects=rejects, at=datetime.now(UTC), by=who(),
            on_progress=on_progress,
        )  # fmt: skip
    click.echo(account_of("numbers", summary))


@hygiene.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--most", type=click.IntRange(min=1), required=True, help="Each answer costs money: so many at most.")
def to_validate(file: Path, most: int) -> None:
    """Write doubted numbers to a new FILE, for the number validation service to answer."""
    startup.set_up()
    from bijlisetu.contact.hygiene.evidence import write_to_ask

    written = write_to_ask(path=file, most=most, at=datetime.now(UTC), by=who())
    click.echo(f"{_count(written)} numbers written to {file}")


@hygiene.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", default="validated", show_default=True, help=LOOKS_LIKE)
@click.option("--rejects", type=click.Path(path_type=Path), help=REJECTS_GO)
def validated(file: Path, mapping: str, rejects: Path | None) -> None:
    """Take over the answers of the number validation service from FILE: evidence for the next look."""
    startup.set_up()
    from bijlisetu.contact.hygiene.evidence import load_validated

    with bar("Numbers") as on_progress:
        summary = load_validated(
            path=file, mapping=mapping, rejects=rejects, at=datetime.now(UTC), by=who(), on_progress=on_progress
        )
    click.echo(account_of("numbers", summary))
