"""`bijlisetu notify-bills`: tell everyone of a cycle's bill; `push-templates`: register the texts with Meta."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from bijlisetu.channels.letter import ChannelRefused
from bijlisetu.channels.whatsapp_templates import TemplateText, push_templates
from bijlisetu.cli.carriers_at_hand import CarrierRefused
from bijlisetu.plumbing import env, startup
from bijlisetu.values import Language, in_indian_groups


@click.command()
@click.option("--cycle", type=click.DateTime(["%Y-%m"]), help="Month of the bills, as 2026-11; by default the latest.")
def notify_bills(cycle: datetime | None) -> None:
    """Post a notice for every bill of the cycle; one posted already is not posted again."""
    startup.set_up()
    import bijlisetu.billing.notices as billing

    posted = billing.announce(cycle=cycle.date() if cycle else None, at=datetime.now(UTC))
    click.echo(f"{in_indian_groups(posted)} notices posted")
    if posted:
        click.echo("now run bijlisetu deliver and bijlisetu work, if they do not run yet")


@click.command()
@click.option("--sample-handle", default="", help="Of an uploaded sample PDF; Meta wants one.")
def push_whatsapp_templates(sample_handle: str) -> None:
    """Register the WhatsApp texts of all kinds with the account BIJLISETU_WHATSAPP_BUSINESS_ID."""
    from bijlisetu.outbox.kinds import kinds

    texts = [
        TemplateText(
            name=text.template,
            language=language,
            body_text=text.text,
            examples=[f"({name})" for name in text.parameters],
            category=text.category,
            document_handle=sample_handle if text.has_document else None,
            footer=text.footer,
            quick_replies=text.buttons,
        )
        for kind in kinds().values()
        for language in Language
        for text in [kind.whatsapp[language]]
    ]
    pushing = push_templates(
        texts,
        base_url=env.web_address("WHATSAPP_BASE_URL", "https://graph.facebook.com"),
        token=env.text("WHATSAPP_TOKEN"),
        waba_id=env.text("WHATSAPP_BUSINESS_ID"),
    )
    try:
        new = asyncio.run(pushing)
    except ChannelRefused as refused:
        raise CarrierRefused(str(refused)) from None
    click.echo(f"{len(new)} of {len(texts)} templates were new")
