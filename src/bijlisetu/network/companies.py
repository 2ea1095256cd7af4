"""Companies: what each is called, and which one a feeder belongs to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bijlisetu.plumbing.database.sql import rows

WORDS = Path(__file__).resolve().parent / "vocabulary" / "companies.toml"

COMPANIES = """
SELECT place.feeder_id, company.code FROM network_feederplace place
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
JOIN network_office company ON company.id = tree.ancestor_id AND company.kind = 'company'
WHERE place.valid_to IS NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A distribution company's names and UPI address."""

    hi: str
    en: str
    short_hi: str
    short_en: str
    upi: str = ""


def company_named(code: str) -> Company:
    """Return the company's names; one that is not in the vocabulary is called by its code."""
    return _known().get(code) or Company(hi=code, en=code, short_hi=code, short_en=code)


def companies_of_feeders() -> dict[int, Company]:
    """Return the company of every feeder in use, by the feeder's id."""
    return {feeder: company_named(code) for feeder, code in rows(COMPANIES)}


def company_of(feeder: int) -> Company:
    """Return the company of one feeder; a feeder under none has one without a name."""
    found = rows(f"{COMPANIES} AND place.feeder_id = %(feeder)s", feeder=feeder)
    return company_named(found[0][1] if found else "")


@cache
def _known() -> dict[str, Company]:
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {code: Company(**words) for code, words in table.items()}
