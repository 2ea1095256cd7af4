"""
`bijlisetu check`: lint what experts edit; say file, line and rule.

With --edited: what was edited in the browser. With --books: hold totals against a recount. With --address: open our
own address, as the engine does for bills.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import click

from bijlisetu.arrears.ladders.reading import FILES as LADDERS
from bijlisetu.arrears.policies import hours as policies
from bijlisetu.arrears.policies.reading import FILES as POLICIES
from bijlisetu.billing.mapping import bill_mapping, bill_mappings
from bijlisetu.complaints import categories
from bijlisetu.complaints.standards import reading as standards
from bijlisetu.consumers.mapping import consumer_mappings, layout_of
from bijlisetu.contact.fields import FIELDS as ADDRESSES
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.reading import known_mappings
from bijlisetu.contact.hygiene.reading import layout_of as layout_of_numbers
from bijlisetu.contact.law import notices
from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.forms.files import names as form_names
from bijlisetu.kinds.lint.texts import faults, warnings
from bijlisetu.ledger import files as files_of_ledger
from bijlisetu.metering import files as files_of_meters
from bijlisetu.network import office_days
from bijlisetu.network.utilities import known_utilities, shipped
from bijlisetu.network.wording import read as read_vocabulary
from bijlisetu.payments.bbps.biller import biller_named, billers
from bijlisetu.payments.callbacks.mapping import callback_mapping, callback_mappings
from bijlisetu.payments.mapping import payment_mapping, payment_mappings
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.law import periods
from bijlisetu.reports.law.holds import rules as rules_of_holds
from bijlisetu.runs import prices
from bijlisetu.tills.cheques.reading import FILES as CHEQUES

#: Each sort of file of a utility or of the field: the names of those that come with us, and what reads one.
OF_UTILITIES: tuple[tuple[Callable[[], Sequence[str]], Callable[[str], object]], ...] = (
    (known_utilities, lambda name: read_vocabulary(name, shipped(name))),
    (consumer_mappings, partial(layout_of, beside=ADDRESSES)),
    (bill_mappings, bill_mapping),
    (form_names, form_named),
    (known_mappings, layout_of_numbers),
    (lambda: [rules.FILE.name], lambda _: rules.read(rules.shipped())),
    (lambda: [prices.SHIPPED.name], lambda _: prices.read(prices.shipped())),
    (lambda: [periods.FILE.name], lambda _: periods.read(periods.shipped())),
    (notices.all_shipped, notices.read),
    (office_days.names, office_days.of_file),
    (lambda: [categories.FILE.name], lambda _: categories.categories()),
    (standards.names, standards.of_file),
    (files_of_ledger.names, files_of_ledger.read),
    (LADDERS.names, LADDERS.of_file),
    (POLICIES.names, policies.of_file),
    (payment_mappings, payment_mapping),
    (callback_mappings, callback_mapping),
    (billers, biller_named),
    (files_of_meters.names, files_of_meters.read),
    (CHEQUES.names, CHEQUES.of_file),
)


@click.command()
@click.option("--quiet", is_flag=True, help="Say how many warnings there are, not each of them.")
@click.option("--books", is_flag=True, help="Hold the totals of the database against a recount of its rows instead.")
@click.option("--address", is_flag=True, help="Open BIJLISETU_PUBLIC_URL from here instead, as the engine must.")
@click.option("--edited", is_flag=True, help="Check what was edited in the browser instead.")
def check(quiet: bool, books: bool, address: bool, edited: bool) -> None:
    """
    Check the kinds of notice, the field's forms and utilities' files; or what was edited, the books, or our address.

    A kind says the same facts in all languages and channels, within every carrier's limits; a mapping names only fields
    that we have, a vocabulary all words that are asked for, standards a limit for every sort of complaint.
    """
    if books:
        _check_books()
        return
    if address:
        _check_address()
        return
    if edited:
        _check_edited()
        return
    found = [*faults(), *_faults_of_utilities(), *_faults_of_law()]
    for fault in found:
        click.echo(fault, err=True)
    if found:
        sys.exit(1)
    told = warnings()
    for warning in () if quiet else told:
        click.echo(f"warning: {warning}")
    click.echo(f"kinds and texts are in order, with {len(told)} warnings" if told else "kinds and texts are in order")


def _faults_of_law() -> Iterator[str]:
    try:
        rules_of_holds()
    except Refusal as fault:
        yield str(fault)


def _check_books() -> None:
    startup.set_up()
    from bijlisetu.arrears import ages
    from bijlisetu.complaints.replaying import differing
    from bijlisetu.ledger.queries import untrue
    from bijlisetu.outages.queries import differences
    from bijlisetu.reach.queries.contradicted import contradictions
    from bijlisetu.reports.books import compared

    is_true = True
    for totals, found in compared():
        for difference in found:
            click.echo(str(difference), err=True)
        is_true &= not found
        click.echo(f"{totals.table}: {'NOT what a recount gives' if found else 'as a recount gives'}")
    for words in (false := untrue()):
        click.echo(f"ledger: {words}", err=True)
    is_true &= not false
    click.echo(f"ledger: balances are {'NOT what' if false else 'what'} its lines come to")
    for words in (unlike := ages.untrue()):
        click.echo(f"arrears by age: {words}", err=True)
    is_true &= not unlike
    click.echo(f"arrears by age: {'NOT what' if unlike else 'what'} a recount gives")
    for number in differences():
        is_true = False
        click.echo(f"outage {number}: its state is NOT what its events add up to", err=True)
    unworked = list(contradictions())
    for consumer, words in unworked:
        is_true = False
        click.echo(f"consumer {consumer}: {words}", err=True)
    click.echo(f"worklists: {'NOT those' if unworked else 'those'} of all who are not reached, and of nobody else")
    wrong = list(differing())
    for number, names in wrong:
        click.echo(f"complaint {number}: its events add up to another {', '.join(names)}", err=True)
    click.echo(f"complaints: {'NOT what' if wrong else 'as'} their events add up to")
    if wrong or not is_true:
        sys.exit(1)
    click.echo("the books are true")


def _check_edited() -> None:
    startup.set_up()
    from bijlisetu.editions.models import Edition
    from bijlisetu.reports.editable import editable

    known, is_sound = editable(), True
    for edition in Edition.objects.filter(taken_back_at=None).order_by("id"):
        file = known.get(edition.file)
        for fault in file.faults(edition.text) if file else ["nobody reads a file of this name"]:
            click.echo(f"{edition.file}, edition {edition.pk} by {edition.by}: {fault}", err=True)
            is_sound = False
    if not is_sound:
        sys.exit(1)
    click.echo("what was edited is in order")


def _check_address() -> None:
    startup.use_settings()
    from django.conf import settings

    from bijlisetu.channels.http.fetcher import NotFetched, look

    try:
        asyncio.run(look(settings.PUBLIC_URL))
    except NotFetched as fault:
        click.echo(f"BIJLISETU_PUBLIC_URL {settings.PUBLIC_URL} does not open from here. {fault}", err=True)
        click.echo(
            "Bills cannot be fetched for e-mails, nor brought to WhatsApp. Mend the setting, the web server or its "
            "certificate; one you signed yourself must be trusted on this machine.",
            err=True,
        )
        sys.exit(1)
    click.echo(f"BIJLISETU_PUBLIC_URL {settings.PUBLIC_URL} opens from here")


def _faults_of_utilities() -> Iterator[str]:
    for known, read in OF_UTILITIES:
        for name in known():
            try:
                read(name)
            except Refusal as refusal:
                yield str(refusal)
