"""The gates of a run that ask for addresses: nobody's phone gets hundreds of letters, and somebody gets them at all."""

from __future__ import annotations

from bijlisetu.kinds.kind import Lane
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.gates.gate import EXAMPLES, Gate, Gathered
from bijlisetu.values import in_indian_groups, mask

#: More accounts than this on one address are no landlord's: a clerk typed the office's number, or a dummy.
MOST_ACCOUNTS = 50
#: Where more people than this have no address, the contacts were not imported, or not all.
MOST_WITHOUT = 0.5

SHARED = """
SELECT address.value, count(DISTINCT notice.consumer_id) AS accounts
FROM outbox_notice notice JOIN contact_address address ON address.consumer_id = notice.consumer_id
WHERE notice.run_id = %(run)s AND address.owner <> 'not_owner'
GROUP BY address.value HAVING count(DISTINCT notice.consumer_id) > %(most)s ORDER BY accounts DESC, address.value
"""
#: A line that can only be called gets no message, as reach counts it too.
WITHOUT = """
SELECT count(*) FROM outbox_notice notice WHERE notice.run_id = %(run)s AND NOT EXISTS (
    SELECT FROM contact_address address
    WHERE address.consumer_id = notice.consumer_id AND address.owner <> 'not_owner' AND address.channels <> '{call}'
)
"""


def one_address_for_many(gathered: Gathered) -> Finding:
    """No address stands for more accounts than one household or landlord has."""
    shared = rows(SHARED, run=gathered.run, most=MOST_ACCOUNTS)
    letters = sum(accounts for _, accounts in shared)
    hi = f"कोई नंबर या ई-मेल {MOST_ACCOUNTS} से ज़्यादा खातों पर नहीं।"
    en = f"No address stands on more than {MOST_ACCOUNTS} accounts."
    if shared:
        hi = f"{_n(len(shared))} नंबर या ई-मेल {MOST_ACCOUNTS} से ज़्यादा खातों पर हैं: इन्हें {_n(letters)} संदेश मिलते।"
        en = f"{_n(len(shared))} addresses stand on more than {MOST_ACCOUNTS} accounts: {_n(letters)} letters to them."
    return Finding(
        gate="one_address_for_many", passed=not shared, title_hi="एक नंबर, कई खाते", title_en="One address for many",
        hi=hi, en=en, numbers={"addresses": len(shared), "letters": letters},
        examples=tuple(f"{mask(value)}: {_n(accounts)}" for value, accounts in shared[:EXAMPLES]),
    )  # fmt: skip


def without_address(gathered: Gathered) -> Finding:
    """Most people of the run have an address. But an alert waits for no file: whoever can be told of a cut is told."""
    without = rows(WITHOUT, run=gathered.run)[0][0]
    passed = gathered.kind.lane <= Lane.OUTAGE or without <= MOST_WITHOUT * gathered.made
    hi = f"{_n(without)} उपभोक्ताओं का कोई नंबर या ई-मेल नहीं है।"
    en = f"{_n(without)} consumers have no number and no e-mail."
    return Finding(
        gate="without_address", passed=passed, title_hi="बिना नंबर या ई-मेल के", title_en="Without an address",
        hi=hi if passed else f"{hi} संपर्क की फ़ाइल देखें।", en=en if passed else f"{en} Look at the contacts’ file.",
        numbers={"consumers": without, "of": gathered.made},
    )  # fmt: skip


#: For every run, beside the outbox's own.
GATES: tuple[Gate, ...] = (one_address_for_many, without_address)


def _n(number: int) -> str:
    return in_indian_groups(number)
