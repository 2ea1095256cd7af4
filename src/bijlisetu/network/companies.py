"""Questions about companies: which one a feeder belongs to, and what all that are at work have in common."""

from __future__ import annotations

from bijlisetu.network.utilities import COMMON, Company, Utility, company_named, utility
from bijlisetu.plumbing.database.sql import rows

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
AT_WORK = "SELECT code FROM network_office WHERE kind = 'company' AND valid_to IS NULL ORDER BY code"


def companies_of_feeders() -> dict[int, Company]:
    """Return the company of every feeder in use, by the feeder's id."""
    return {feeder: company_named(code) for feeder, code in rows(COMPANIES)}


def tops_of_feeders() -> dict[int, str]:
    """Return by each feeder's id the code of the office at the top of its tree; empty where it hangs under none."""
    return dict(rows(TOPS))


def company_of(feeder: int) -> Company:
    """Return the company of one feeder; a feeder under none has one without a name."""
    found = rows(f"{COMPANIES} AND place.feeder_id = %(feeder)s", feeder=feeder)
    return company_named(found[0][1] if found else "")


def company_at_work() -> Company | None:
    """Return the company at work here; none where there are several, or none yet."""
    found = rows(AT_WORK)
    return company_named(found[0][0]) if len(found) == 1 else None


def utility_at_work() -> Utility:
    """Return the utility whose companies are at work here; of several, what is common to all States."""
    found = [company_named(code).utility for (code,) in rows(AT_WORK)]
    return found[0] if found and all(one is found[0] for one in found) else utility(COMMON)
