"""Questions about companies: which one a feeder belongs to, and what all that are at work have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial

from django.utils import timezone

from bijlisetu.editions.queries import as_edited, texts
from bijlisetu.network.models import FeederPlace
from bijlisetu.network.utilities import COMMON, Company, Utility, known_utilities, shipped
from bijlisetu.network.wording import Vocabulary, company, read
from bijlisetu.plumbing.database.sql import rows

#: An edited vocabulary is called so, and its name.
FILE = "vocabulary-"

COMPANIES = """
SELECT place.feeder_id, company.code FROM network_feederplace place
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
JOIN network_office company ON company.id = tree.ancestor_id AND company.kind = 'company'
WHERE place.valid_to IS NULL
"""
#: A feeder that no section looks after hangs under nobody.
TOPS = """
SELECT feeder.id, coalesce(min(top.code), '') FROM network_feeder feeder
LEFT JOIN network_feederplace place ON place.feeder_id = feeder.id AND place.valid_to IS NULL
LEFT JOIN network_office_tree tree ON tree.descendant_id = place.section_id
  AND NOT EXISTS (
    SELECT FROM network_officeplace above WHERE above.office_id = tree.ancestor_id AND above.valid_to IS NULL
  )
LEFT JOIN network_office top ON top.id = tree.ancestor_id
GROUP BY feeder.id
"""
#: A place without a company over it has none of its words.
COMPANY_OVER = """
SELECT company.code FROM network_office_tree tree
JOIN network_office company ON company.id = tree.ancestor_id AND company.kind = 'company'
WHERE tree.descendant_id = %(office)s
"""
COMPANIES_OVER = """
SELECT tree.descendant_id, company.code FROM network_office_tree tree
JOIN network_office company ON company.id = tree.ancestor_id AND company.kind = 'company'
WHERE tree.descendant_id = ANY(%(offices)s)
"""
HI, EN = "बिजली विभाग", "Electricity department"
NAMED = "SELECT name, code FROM network_office WHERE kind = 'company' AND valid_to IS NULL"
AT_WORK = "SELECT code FROM network_office WHERE kind = 'company' AND valid_to IS NULL ORDER BY code"


def vocabularies() -> dict[str, Vocabulary]:
    """Return what each vocabulary says now: as it came with us, or as it has been edited."""
    edited = texts(FILE, at=timezone.now())
    return {
        name: as_edited(edited.get(f"{FILE}{name}", ""), shipped=shipped(name), read=partial(read, name))
        for name in known_utilities()
    }


def company_named(code: str) -> Company:
    """Return the company; one that is in no vocabulary is called by its code."""
    return _named(code, vocabularies())


def _named(code: str, known: Mapping[str, Vocabulary]) -> Company:
    found = next((one.companies[code] for one in known.values() if code in one.companies), None)
    return found or company(known[COMMON].utility, {"hi": code, "en": code, "short_hi": code, "short_en": code})


def companies_of_feeders() -> Mapping[int, Company]:
    """Return the company of every feeder by the feeder's id; one under none speaks as anybody does."""
    known = vocabularies()
    found = {feeder: _named(code, known) for feeder, code in rows(COMPANIES)}
    return defaultdict(company_for_anybody, found)


def utilities_of_feeders() -> Mapping[int, str]:
    """Return by every feeder's id the name of its company's vocabulary; what is common, if it is in none."""
    names = {code: name for name, one in vocabularies().items() for code in one.companies}
    found = {feeder: names.get(code, COMMON) for feeder, code in rows(COMPANIES)}
    return defaultdict(lambda: COMMON, found)


def tops_of_feeders() -> dict[int, str]:
    """Return by each feeder's id the code of the office at the top of its tree; empty where it hangs under none."""
    return dict(rows(TOPS))


def company_of(feeder: int) -> Company:
    """Return the company of one feeder; one under none speaks as anybody does."""
    found = rows(f"{COMPANIES} AND place.feeder_id = %(feeder)s", feeder=feeder)
    return company_named(found[0][1]) if found else company_for_anybody()


def companies_of(feeders: Collection[int]) -> Mapping[int, Company]:
    """Return the company of each of the feeders; one under none speaks as anybody does."""
    known = vocabularies()
    asked = f"{COMPANIES} AND place.feeder_id = ANY(%(feeders)s)"
    found = {feeder: _named(code, known) for feeder, code in rows(asked, feeders=list(feeders))}
    return defaultdict(company_for_anybody, found)


def company_over(office: int) -> Company:
    """Return the company to which the office belongs; one under none speaks as anybody does."""
    found = rows(COMPANY_OVER, office=office)
    return company_named(found[0][0]) if found else company_for_anybody()


def companies_of_offices(offices: Collection[int]) -> Mapping[int, Company]:
    """Return the company over each of the offices; one under none speaks as anybody does."""
    known = vocabularies()
    found = {office: _named(code, known) for office, code in rows(COMPANIES_OVER, offices=list(offices))}
    return defaultdict(company_for_anybody, found)


def company_at_work() -> Company | None:
    """Return the company at work here; none where there are several, or none yet."""
    found = rows(AT_WORK)
    return company_named(found[0][0]) if len(found) == 1 else None


def companies_named() -> dict[str, Company]:
    """Return each company at work by the name of its office, which exports call by a code: POORVANCHAL."""
    known = vocabularies()
    return {
        name: _named(code, known) for name, code in rows(NAMED) if any(code in one.companies for one in known.values())
    }


def company_for_anybody() -> Company:
    """Return the company that speaks to somebody of whom nothing is known; of several, the department as such."""
    # No operator takes a text with nothing in the place of a name.
    return company_at_work() or replace(company_named(""), hi=HI, en=EN, short_hi=HI, short_en=EN)


def utility_at_work() -> Utility:
    """Return the utility whose companies are at work here; of several, what is common to all States."""
    known = vocabularies()
    found = [_named(code, known).utility for (code,) in rows(AT_WORK)]
    return found[0] if found and all(one is found[0] for one in found) else known[COMMON].utility


def vocabularies_at_work() -> list[str]:
    """Return the names of the vocabularies that the companies at work here use; what is common, if nobody's is."""
    known, codes = vocabularies(), {code for (code,) in rows(AT_WORK)}
    return [name for name, one in known.items() if codes & one.companies.keys()] or [COMMON]


def companies_gone(name: str, told: Iterable[str]) -> list[str]:
    """Return the companies at work here that the vocabulary names now, and that are not among those told."""
    known, kept = vocabularies()[name].companies.keys() | read(name, shipped(name)).companies.keys(), set(told)
    return [code for (code,) in rows(AT_WORK) if code in known and code not in kept]


def utility_over(office: int) -> str:
    """Return the name of the vocabulary of the company over the office; what is common, if it has none."""
    codes = {code for (code,) in rows(COMPANY_OVER, office=office)}
    return next((name for name, one in vocabularies().items() if codes & one.companies.keys()), COMMON)


def utility_of_feeder(feeder: int) -> str:
    """Return the name of the vocabulary of the feeder's company; what is common, if no section looks after it."""
    section = FeederPlace.objects.filter(feeder=feeder, valid_to=None).values_list("section_id", flat=True).first()
    return utility_over(section) if section else COMMON
