"""`bijlisetu trace`: the whole story of a consumer or of one message."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import orjson

from bijlisetu.plumbing import startup
from bijlisetu.plumbing.terminal import console

if TYPE_CHECKING:
    from bijlisetu.reports.story.told import Trace


@click.command()
@click.argument("which", metavar="ACCOUNT|ATTEMPT|CARRIER-ID|NUMBER")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; see docs/reference/trace.md.")
@click.option("--language", type=click.Choice(["hi", "en"]), help="Of the words; by default the terminal's.")
def trace(which: str, as_json: bool, language: str | None) -> None:
    """
    Tell what happened to a consumer's notices, or to one message.

    Digits that are an account are that account, then an attempt, a carrier's id, a number; account:…, attempt:…,
    carrier:… and number:… say which is meant. Numbers are masked.
    """
    startup.set_up()
    from django.utils import translation

    from bijlisetu.cli.asking.trace_words import story
    from bijlisetu.reports.story.trace import trace as told_of

    made = told_of(which, at=datetime.now(UTC))
    if as_json:
        click.echo(as_text(made))
        return
    with translation.override(language or _language()):
        console().print(story(made))


def as_text(made: Trace) -> str:
    """Return the trace as JSON: times in UTC with a Z, months and days as dates."""
    return orjson.dumps({"version": 2, **asdict(made)}, default=str, option=orjson.OPT_UTC_Z).decode()


def _language() -> str:
    return "hi" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("hi") else "en"
