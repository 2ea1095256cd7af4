"""When an address may not be told anything of an account: the one place that says it, as SQL and for a row in hand."""

from __future__ import annotations

#: Why such a consumer is not reached, where nothing else could be tried.
SUSPECT = "number_suspect"
#: Nobody has proved the number for this account, or only before the time from which the doubt lets proof count.
IS_UNPROVED = "({address}.owner <> 'proved' OR {address}.owner_at < {doubt}.proved_since)"
#: An officer let a rule act on the number, and nobody has proved it since for this account.
IS_DOUBTED = f"""EXISTS (
    SELECT FROM contact_suspect suspect
    WHERE suspect.value = {{address}}.value AND {IS_UNPROVED.format(address="{address}", doubt="suspect")} OFFSET 0
)"""
#: A new number that only WhatsApp names may be a stranger's: the question whose it is goes there alone.
IS_HEARSAY = "({address}.owner = 'unknown' AND {address}.source = 'carrier')"


def is_suspect(address: str) -> str:
    """Return the condition on a row of contact_address called so."""
    return f"({IS_HEARSAY} OR {IS_DOUBTED})".format(address=address)
