"""The notice about data where an address is taken: its words on a page, and that they were told."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext, override

from bijlisetu.contact.law.current import notice
from bijlisetu.contact.law.notices import Notice
from bijlisetu.network.companies import company_at_work, utility_at_work
from bijlisetu.network.utilities import COMMON, Company, Utility, shipped
from bijlisetu.network.wording import read
from bijlisetu.values import Language
from bijlisetu.web.language import spoken


class Shown(NamedTuple):
    """A version of the notice, in short, as it is shown."""

    version: str
    language: str
    text: str


def in_short() -> Shown:
    """Return the notice that holds now in the language of the page."""
    holding = notice(at=timezone.now())
    return Shown(holding.name, str(spoken()), words_of(holding, spoken()))


def words_of(version: Notice, language: Language) -> str:
    """Return the notice in short, in the name of the company that is at work here."""
    return _words(version, language, company_at_work(), utility_at_work())


def without_a_company(version: Notice, language: Language) -> Shown:
    """Return the notice as every company's telephones show it."""
    return Shown(version.name, str(language), _words(version, language, None, read(COMMON, shipped(COMMON)).utility))


def _words(version: Notice, language: Language, company: Company | None, at_work: Utility) -> str:
    with override(str(language)):
        name = getattr(company, language, "") or gettext("The electricity department")
    return version.in_short(language, utility=name, helpline=at_work.helpline)
