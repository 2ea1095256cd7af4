"""`bijlisetu check`: lint what experts edit; say file, line and rule."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import click

from bijlisetu.billing.mapping import bill_mapping, bill_mappings
from bijlisetu.consumers.mapping import consumer_mappings, layout_of
from bijlisetu.contact.fields import FIELDS as ADDRESSES
from bijlisetu.kinds.lint.texts import faults, warnings
from bijlisetu.network.utilities import known_utilities, utility
from bijlisetu.plumbing.refusal import Refusal

#: Each sort of file of a utility: the names of those that come with us, and what reads one.
OF_UTILITIES: tuple[tuple[Callable[[], Sequence[str]], Callable[[str], object]], ...] = (
    (known_utilities, utility),
    (consumer_mappings, partial(layout_of, beside=ADDRESSES)),
    (bill_mappings, bill_mapping),
)


@click.command()
@click.option("--quiet", is_flag=True, help="Say how many warnings there are, not each of them.")
def check(quiet: bool) -> None:
    """
    Check the kinds of notice and the files of utilities.

    A kind says the same facts in all languages and channels, within every carrier's limits; a mapping names only fields
    that we have, a vocabulary all words that are asked for.
    """
    found = [*faults(), *_faults_of_utilities()]
    for fault in found:
        click.echo(fault, err=True)
    if found:
        sys.exit(1)
    told = warnings()
    for warning in () if quiet else told:
        click.echo(f"warning: {warning}")
    click.echo(f"kinds and texts are in order, with {len(told)} warnings" if told else "kinds and texts are in order")


def _faults_of_utilities() -> Iterator[str]:
    for known, read in OF_UTILITIES:
        for name in known():
            try:
                read(name)
            except Refusal as refusal:
                yield str(refusal)
