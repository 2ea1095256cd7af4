"""`bijlisetu notify-bills`: tell everyone of a cycle's bill; `push-templates`: register the texts with Meta."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from bijlisetu.channels.letter import ChannelRefused
from bijlisetu.channels.whatsapp.templates.account import push_templates
from bijlisetu.channels.whatsapp.templates.text import Sample
from bijlisetu.cli.senders.channels import CarrierRefused
from bijlisetu.plumbing import env, startup
from bijlisetu.values import in_indian_groups

SAMPLE_PAGE = b"= Electricity bill\nSample. Each consumer receives their own bill for the month as one page."


@click.command()
@click.option(
    "--cycle",
    type=click.DateTime(["%Y-%m"]),
    help="Month of the bills, as 2026-11; by default the latest that has begun. Others that are left are named.",
)
@click.option("--by", required=True, help="User name of the officer who makes the run: another one releases it.")
def notify_bills(cycle: datetime | None, by: str) -> None:
    """
    Make a run of notices for the bills of the cycle; one posted already is not posted again.

    It tells the people under the officer's posts; those of several companies by a run for each.

    A large run waits for gates, a canary and the release by another officer; a small one goes out at once.
    """
    startup.set_up()
    import bijlisetu.billing.telling.notices as billing
    from bijlisetu.billing.telling.untold import untold_months
    from bijlisetu.cli.messages.runs import tell
    from bijlisetu.runs import queries

    at = datetime.now(UTC)
    told = billing.announce(cycle=cycle.date() if cycle else None, at=at, by=by)
    click.echo(f"{in_indian_groups(told.posted)} notices posted")
    if put_right := sum(made.posted for made in told.corrections):
        click.echo(f"{in_indian_groups(put_right)} corrections of bills that were told and then revised or cancelled")
    for card in filter(None, map(queries.run, told.runs)):
        tell(card)
    if told.runs:
        click.echo("now run bijlisetu deliver and bijlisetu work, if they do not run yet")
    for month in untold_months(at=at):
        click.echo(str(month))


@click.command()
@click.option(
    "--sample-bill",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A PDF as consumers will get it, for Meta's reviewers; by default a page that says so.",
)
@click.option(
    "--sample-picture",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JPEG as consumers will get it, where a text has a picture.",
)
def push_whatsapp_templates(sample_bill: Path | None, sample_picture: Path | None) -> None:
    """Register the WhatsApp texts of all kinds with the account BIJLISETU_WHATSAPP_BUSINESS_ID."""
    import typst

    from bijlisetu.kinds.files import kinds
    from bijlisetu.kinds.registration import SampleMissing, to_register

    page = sample_bill.read_bytes() if sample_bill else typst.compile(SAMPLE_PAGE, format="pdf")
    picture = (
        Sample(content=sample_picture.read_bytes(), mime_type="image/jpeg", name="sample.jpg")
        if sample_picture
        else None
    )
    try:
        texts = to_register(
            kinds().values(),
            public_url=env.web_address("PUBLIC_URL", "http://127.0.0.1:8000"),
            document=Sample(content=page, mime_type="application/pdf", name="sample-bill.pdf"),
            image=picture,
        )
    except SampleMissing as missing:
        raise click.UsageError(f"{missing}: see --sample-picture") from None
    pushing = push_templates(
        texts,
        base_url=env.web_address("WHATSAPP_BASE_URL", "https://graph.facebook.com"),
        token=env.text("WHATSAPP_TOKEN"),
        waba_id=env.text("WHATSAPP_BUSINESS_ID"),
        app_id=env.text("WHATSAPP_APP_ID", ""),
    )
    try:
        new = asyncio.run(pushing)
    except ChannelRefused as refused:
        raise CarrierRefused(str(refused)) from None
    click.echo(f"{len(new)} of {len(texts)} templates were new")
