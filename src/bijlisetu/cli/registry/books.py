"""`bijlisetu books`: open the accounts of bills that were there before the books, charge a month's late surcharge."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bijlisetu.cli.registry.imports import who
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.progress import bar
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import in_indian_groups, rupees


class NotCharged(Refusal):
    """Nothing is charged, and the words say why."""


@click.group()
def books() -> None:
    """Keep the books: what each connection owes."""


@books.command("open")
def open_() -> None:
    """Open the accounts of all who have bills and no account yet; may be stopped, and run again."""
    startup.set_up()
    from bijlisetu.billing.books.opening import open_books

    with bar("Accounts") as on_progress:
        made = open_books(at=datetime.now(UTC), by=who(), on_progress=on_progress)
    click.echo(f"{in_indian_groups(made)} entries made")


@books.command("charge")
@click.argument("month", type=click.DateTime(["%Y-%m"]))
@click.option("--office", required=True, help="Code of the office whose people are charged.")
def charge_month(month: datetime, office: str) -> None:
    """Charge the late surcharge of MONTH (2026-11) by the utility's rule; may be stopped, and run again."""
    startup.set_up()
    from bijlisetu.ledger.surcharge import charging
    from bijlisetu.ledger.surcharge.reading import policies_of
    from bijlisetu.ledger.surcharge.rules import month_later
    from bijlisetu.network.companies import utility_over
    from bijlisetu.network.models import Office
    from bijlisetu.reach.queries import undelivered

    begins, place = month.date(), Office.objects.filter(code=office).first()
    if place is None:
        raise NotCharged(f"there is no office {office}")
    policies = policies_of(utility_over(place.pk), begins=begins, ends=month_later(begins, 1))
    try:
        with bar("Consumers") as on_progress:
            done = charging.charge(
                begins, office=place.pk, policies=policies, at=datetime.now(UTC), by=who(), excused=undelivered,
                on_progress=on_progress,
            )  # fmt: skip
    except (charging.NotOver, charging.BillsChargeIt) as refused:
        raise NotCharged(f"nothing is charged: {refused}") from None
    click.echo(f"{in_indian_groups(done.entries)} of {in_indian_groups(done.looked_at)} charged, {rupees(done.amount)}")
