"""The name, helpline and SMS header in the frame of pages for people."""

from __future__ import annotations

from bijlisetu.network.companies import utility_at_work
from bijlisetu.network.utilities import Company
from bijlisetu.web.language import spoken


def in_frame(company: Company | None) -> dict[str, str]:
    """Return what the frame says of the company; of none, what all that are at work have in common."""
    help_by = company or utility_at_work()
    utility = getattr(company, spoken(), "") if company else ""
    return {"helpline": help_by.helpline, "header": help_by.header, "utility": utility}
