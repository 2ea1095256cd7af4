"""`bijlisetu report verify`: whether all that was ever done and reported is as it was written."""

from __future__ import annotations

import sys

import click

from bijlisetu.audit.rules import Anchor
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.india import INDIA
from bijlisetu.values import in_indian_groups

NAMED = 20  #: so many findings are named one by one


@click.command()
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    help="The seal as an evening's mail tells it, like 1234:9f86d0…; may be repeated.",
)
def verify(anchors: tuple[str, ...]) -> None:
    """
    Compute the chain of deeds and reports again, and name the first day that was altered.

    Somebody who may write in the database can make the whole chain anew. The anchors of mails that were kept show it.
    """
    told = [Anchor.parse(text) for text in anchors]
    startup.set_up()
    from bijlisetu.audit.verifying import NO_DAY
    from bijlisetu.reports.evening.verifying import verify as verified

    found = verified(anchors=told)
    since = f" since {found.since:%d-%m-%Y}" if found.since else ""
    click.echo(f"{_count(found.entries)} entries under {_count(found.seals)} seals{since}; the last is {found.last}")
    if found.waiting_since:
        begins = f"{found.waiting_since.astimezone(INDIA):%d-%m-%Y %H:%M}"
        click.echo(
            f"{_count(found.waiting)} more, the first of {begins}, are under no seal yet, so nothing can be said of"
            " them: bijlisetu work seals them within seconds"
        )
    for anchor in found.too_old:
        click.echo(f"seal {anchor.seal} has left the chain, so nothing can be held against {anchor}", err=True)
    if found.altered:
        first, *_ = found.altered
        which = "nothing is left that says on which day" if first.day == NO_DAY else f"{first.day:%d-%m-%Y}"
        click.echo(f"altered: the first day that is not as it was written is {which}", err=True)
        for one in found.altered[:NAMED]:
            click.echo(one.what if one.day == NO_DAY else f"{one.day:%d-%m-%Y}: {one.what}", err=True)
        if len(found.altered) > NAMED:
            click.echo(f"and {_count(len(found.altered) - NAMED)} more", err=True)
        sys.exit(1)
    if found.too_old:
        sys.exit(1)
    click.echo("everything under seal is as it was written")


def _count(number: int) -> str:
    return in_indian_groups(number)
