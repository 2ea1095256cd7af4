"""`bijlisetu hygiene`: which numbers are doubted, before anything follows from it."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

import click

from bijlisetu.plumbing import startup
from bijlisetu.values import in_indian_groups


@click.group()
def hygiene() -> None:
    """Look for numbers that cannot be the consumers' own, and let rules act on what was found."""


@hygiene.command()
def look() -> None:
    """Let all rules look at all numbers, and tell what each would do; nothing is changed."""
    startup.set_up()
    from bijlisetu.contact.hygiene import rules
    from bijlisetu.contact.hygiene.inspecting import inspect
    from bijlisetu.contact.hygiene.queries import report

    read = rules.read()
    seen = inspect(rules=read, at=datetime.now(UTC), by=_who())
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


@hygiene.command()
@click.argument("rule")
@click.option("--report", "report_number", type=int, required=True, help="The number that look has told.")
def act(rule: str, report_number: int) -> None:
    """Make the numbers that RULE found suspect: they get nothing that names an account until they are proved."""
    startup.set_up()
    from bijlisetu.contact.hygiene import acting, rules
    from bijlisetu.plumbing.database.wake import wake

    done = acting.act(
        rule=rule, inspection=report_number, rules=rules.read(), at=datetime.now(UTC), by=_who()
    )  # fmt: skip
    wake()
    click.echo(
        f"{rule}: {_count(done.doubted)} numbers are suspect now, {_count(done.let_go)} no more; "
        f"{_count(done.reopened)} missed notices go out again"
    )


def _who() -> str:
    return f"{getpass.getuser()} (terminal)"


def _count(number: int) -> str:
    return in_indian_groups(number)
