"""`bijlisetu runs` and its deeds: look at runs, send canaries, release, stop, let go on, certify."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bijlisetu.audit import machines
from bijlisetu.plumbing import env, startup
from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.plumbing.terminal import console, show_table
from bijlisetu.values import in_indian_groups

if TYPE_CHECKING:
    from bijlisetu.reports.certificate import Certificate
    from bijlisetu.runs.findings import Finding
    from bijlisetu.runs.queries import RunCard

BY = click.option("--by", required=True, help="User name of the officer who does it.")
WHY = click.option("--why", required=True, help="In words, for those who come next.")


@click.command()
def runs() -> None:
    """List the latest runs, and what stands still."""
    startup.set_up()
    from bijlisetu.outbox import queries as outbox_queries
    from bijlisetu.runs import queries

    head = ("run", "state", "notices", "made by", "released by", "held by")
    lines = [
        (card.key, card.state, in_indian_groups(card.made), card.made_by, card.released_by,
         ", ".join(finding.gate for finding in card.faults))
        for card in queries.runs()
    ]  # fmt: skip
    if lines:
        show_table(console(), head, lines, right={"notices"})
    else:
        click.echo("no run yet: bijlisetu notify-bills makes one of a month's bills, after bijlisetu import-bills")
    for still in outbox_queries.stops():
        whose = f" of {still.company}" if still.company else ""
        click.echo(f"stopped: {still.scope}{whose}, by {still.by} since {still.at:%Y-%m-%d %H:%M} UTC: {still.why}")


@click.command()
@click.argument("key")
@BY
def canary(key: str, by: str) -> None:
    """Let the first few hundred of the run KEY go out."""
    startup.set_up()
    from bijlisetu.runs import actions as deeds
    from bijlisetu.runs import queries

    card = queries.run_called(key)
    size = deeds.send_canary(run=card.id, at=datetime.now(UTC), by=by)
    click.echo(f"{in_indian_groups(size)} of {in_indian_groups(card.made)} may go; look at them before the release")


@click.command()
@click.argument("key")
@BY
def release(key: str, by: str) -> None:
    """Let the whole run KEY go out, as an officer who did not make it."""
    startup.set_up()

    from bijlisetu.runs import actions as deeds
    from bijlisetu.runs import queries

    card = queries.run_called(key)
    factor = env.number("CLOCK_FACTOR", 1, least=1)
    deeds.release(run=card.id, at=datetime.now(UTC), by=by, factor=factor)
    click.echo(f"{key} is released")


@click.command()
@click.argument("key")
@click.option("--gate", required=True, help="The gate that holds the run, as `bijlisetu runs` names it.")
@click.option("--words", required=True, help="Why the run may go out in spite of it.")
@BY
def waive(key: str, gate: str, words: str, by: str) -> None:
    """Answer in words for what a gate found on the run KEY."""
    startup.set_up()
    from bijlisetu.runs import actions as deeds
    from bijlisetu.runs import queries

    deeds.waive(run=queries.run_called(key).id, gate=gate, words=words, at=datetime.now(UTC), by=by)
    tell(queries.run_called(key))


@click.command()
@click.argument("key")
@WHY
@click.option("--by", default=machines.TERMINAL, show_default=True)
def stop_run(key: str, why: str, by: str) -> None:
    """Let nothing more of the run KEY leave us, within a second."""
    startup.set_up()
    from bijlisetu.runs import actions as deeds
    from bijlisetu.runs import queries

    deeds.stop(run=queries.run_called(key).id, why=why, at=datetime.now(UTC), by=by)
    click.echo(f"{key} is stopped")


@click.command()
@click.argument("scope")
@WHY
@BY
def stop(scope: str, why: str, by: str) -> None:
    """Stop SCOPE within a second: all, lane:bulk, channel:sms, kind:bill_issued."""
    startup.set_up()
    from bijlisetu.outbox import stops

    is_new = stops.stop(scope=scope, why=why, at=datetime.now(UTC), by=by)
    click.echo(f"{scope} is stopped" if is_new else f"{scope} was stopped already")


@click.command()
@click.argument("scope")
@BY
def go_on(scope: str, by: str) -> None:
    """Let SCOPE go on: what was stopped, or the key of a stopped run."""
    startup.set_up()
    from bijlisetu.outbox import stops
    from bijlisetu.runs import actions as deeds
    from bijlisetu.runs import queries

    if scope in stops.scopes():
        was_stopped = stops.lift(scope=scope, at=datetime.now(UTC), by=by)
        click.echo(f"{scope} goes on" if was_stopped else f"{scope} was not stopped")
        return
    state = deeds.go_on(run=queries.run_called(scope).id, at=datetime.now(UTC), by=by)
    click.echo(f"{scope} goes on: {state}")


@click.command()
@click.argument("key")
@click.option("--json", "form", flag_value="json", help="As JSON.")
@click.option("--csv", "form", flag_value="csv", help="As a table for spreadsheets.")
@click.option("--rows", "form", flag_value="rows", help="Every notice with its outcome, as a table for spreadsheets.")
def certificate(key: str, form: str | None) -> None:
    """Account for the run KEY: made = delivered + pending + failed + withheld, to the last row."""
    startup.set_up()
    from bijlisetu.reports import certificate as reports
    from bijlisetu.runs import queries

    card, at = queries.run_called(key), datetime.now(UTC)
    if form == "rows":
        sheet = Sheet(sys.stdout)
        sheet.row("account", "outcome", "reason", "channel", "at")
        sheet.rows(
            (line.account, line.outcome, line.reason, line.channel, line.at.isoformat() if line.at else "")
            for line in reports.lines(card.id, at=at)
        )
        return
    made = reports.certificate(card.id, at=at)
    if form == "json":
        click.echo(json.dumps(_as_json(card, made), indent=2, ensure_ascii=False))
    elif form == "csv":
        sheet = Sheet(sys.stdout)
        sheet.row("outcome", "reason", "notices")
        sheet.rows((heap.outcome, heap.reason, heap.notices) for heap in made.heaps)
    else:
        _print(card, made)
    if not made.is_exact:
        sys.exit(1)


def tell(card: RunCard) -> None:
    """Say where a run stands and what comes next."""
    click.echo(f"run {card.key}: {card.state}, {in_indian_groups(card.made)} notices")
    for finding in card.findings:
        click.echo(f"  {_mark(finding)} {finding.gate}: {finding.en}")
        if finding.examples:
            click.echo(f"         {'; '.join(finding.examples)}")
    if card.state == "held":
        click.echo("mend it and run notify-bills again, or answer for it with run-waive or on its page")
    elif card.state == "ready" and not card.has_trial:
        click.echo(f"next: bijlisetu run-release {card.key} --by OFFICER, by another officer")
    elif card.state == "ready":
        click.echo(f"next: bijlisetu run-canary {card.key} --by OFFICER, then run-release by another officer")


def _mark(finding: Finding) -> str:
    if not finding.passed:
        return "waived" if finding.waived_by else "FAULT"
    return "ok" if finding.compared else "could not be compared"


def _as_json(card: RunCard, made: Certificate) -> dict[str, object]:
    return {
        "run": card.key, "state": card.state, "at": made.at.isoformat(), "made": made.made,
        **{outcome: total for outcome, total, _ in made.totals}, "unexplained": made.unexplained,
        "is_exact": made.is_exact, "made_by": card.made_by, "released_by": card.released_by,
        "reasons": {
            outcome: {heap.reason: heap.notices for heap in heaps} for outcome, _, heaps in made.totals
        },
    }  # fmt: skip


def _print(card: RunCard, made: Certificate) -> None:
    click.echo(f"{card.key}: made {in_indian_groups(made.made)} by {card.made_by}, released by {card.released_by}")
    for outcome, total, heaps in made.totals:
        click.echo(f"  {outcome:<10} {in_indian_groups(total):>12}")
        for heap in heaps:
            click.echo(f"      {heap.reason:<22} {in_indian_groups(heap.notices):>12}")
    sure = "exact, to the last row" if made.is_exact else f"NOT EXACT: {made.counted} of {made.made} accounted for"
    click.echo(f"  {sure}")
