"""How companies are called where everybody reads it: by their names, not by the codes that exports have."""

from __future__ import annotations

from bijlisetu.network.companies import companies_named
from bijlisetu.web.language import spoken


def called() -> dict[str, str]:
    """Return by the name of a company's office how the company is called in the reader's language."""
    return {name: getattr(company, spoken()) for name, company in companies_named().items()}
