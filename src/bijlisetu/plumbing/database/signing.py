"""Who changes rows, and by what: told to the triggers that keep history, for the rest of the transaction."""

from __future__ import annotations

from bijlisetu.plumbing.database.sql import rows

SIGN = "SELECT set_config('bijlisetu.by', %(by)s, true), set_config('bijlisetu.source', %(source)s, true)"


def sign(*, by: str, source: str) -> None:
    """Name who changes what follows in this transaction, and from what they have it: a file, a form."""
    rows(SIGN, by=by, source=source)
