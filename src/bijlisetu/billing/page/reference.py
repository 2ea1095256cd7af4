"""
Our own reference of a bill, for whoever sees it by a link: by it the payment finds its bill, and it gives nothing away.

The bill's number is asked for at the front door, so a payer's link must not spell it out.
"""

from __future__ import annotations

import re

WRITTEN = re.compile(r"BS(\d{10,16})(\d{2})", re.ASCII)


def reference_of(bill: int) -> str:
    """Return the reference of the bill that has this row: letters and digits, with two that prove the others."""
    return f"BS{bill:010d}{_check(bill):02d}"


def bill_in(reference: str) -> int | None:
    """Return the row of the bill that the reference names; none if it is none of ours, or was written wrongly."""
    written = WRITTEN.fullmatch("".join(reference.split()).upper())
    if written is None or _check(int(written[1])) != int(written[2]):
        return None
    return int(written[1])


def _check(bill: int) -> int:
    # As ISO 7064 has it (MOD 97-10): every wrong digit is found, and every two that changed places.
    return 98 - bill * 100 % 97
