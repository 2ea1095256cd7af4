"""The bill as whoever holds the link to it may see it: numbers change hands, so it may be a stranger."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bijlisetu.billing.page.facts import BillPage, Upi

#: What a link never shows, so that it is seen to be on file.
ON_FILE = "•••"
VIRAMA = 9  #: the combining class of the mark that joins two letters, in every script of India


#: Where the account is asked for, and the page does not show it.
WHERE_IT_STANDS = (
    "पूरी {account_hi} पिछले काग़ज़ी बिल पर है; काउंटर पर नाम और मीटर से भी मिलती है।",
    "Your earlier paper bills have the whole {account_en}; the counter finds it by your name and meter.",
)


def seen_by_link(*, is_theirs: bool, is_in_hand: bool) -> Callable[[BillPage], BillPage]:
    """Return what the holder of a link to a phone sees: whether it said that it is theirs, and showed so by a code."""
    if is_theirs and is_in_hand:
        return for_who_proved
    return for_its_consumer if is_theirs else for_a_stranger


def for_a_stranger(bill: BillPage) -> BillPage:
    """Return the page with what its consumer knows and nobody else needs: no address, the ends of names and numbers."""
    words = {"account_hi": bill.words.account_hi, "account_en": bill.words.account_en}
    where = [note.format(**words) for note in WHERE_IT_STANDS] if bill.amount_payable > 0 else []
    return replace(for_its_consumer(bill), account=end_of(bill.account), notes=(*bill.notes[:1], *where))


def for_its_consumer(bill: BillPage) -> BillPage:
    """
    Return the page for whoever said that the connection is theirs: without the account nobody can pay it.

    Account and bill number together open the front door, and anybody who holds the link may say so: the number stays
    hidden, in the way to pay too.
    """
    return replace(for_who_proved(bill), bill_no=end_of(bill.bill_no))


def for_who_proved(bill: BillPage) -> BillPage:
    """Return the page for a phone that said a code back, or called: its bearer may ask for another number by it."""
    return replace(
        bill, name=half_hidden(bill.name), address="", meter_no=end_of(bill.meter_no), upi=_upi_by_link(bill)
    )


def half_hidden(name: str) -> str:
    """Return the name so that its bearer knows it and a stranger does not: रा••• न•••."""
    return " ".join(f"{_first_letter(word)}•••" for word in name.split())


def end_of(number: str) -> str:
    """Return an account or another number by its last four characters, as messages do."""
    return f"..{number[-4:]}" if number else ""


#: What of the registry a page behind a link shows in part, or not at all; a pole says where a house stands.
IN_PART: dict[str, Callable[[str], str]] = {
    "name": half_hidden, "meter_number": end_of, "address": lambda held: held and ON_FILE,
    "pole": lambda held: held and ON_FILE,
}  # fmt: skip


def as_seen_by_link(field: str, held: Any) -> Any:
    """Return what stands in the field of a consumer's row as the holder of a link may read it."""
    return IN_PART[field](str(held or "")) if field in IN_PART else held


def _upi_by_link(bill: BillPage) -> Upi | None:
    """Return where a payment goes, known to us by our own reference; the counter finds the bill by it too."""
    if bill.upi is None or not bill.reference:
        return None
    return bill.upi._replace(reference=bill.reference, note=f"{bill.reference} {bill.month:%m-%Y}")


def _first_letter(word: str) -> str:
    # A letter is a consonant with all that hangs on it; a conjunct is never cut.
    end = 1
    while end < len(word) and (
        unicodedata.category(word[end])[0] == "M" or unicodedata.combining(word[end - 1]) == VIRAMA
    ):
        end += 1
    return word[:end]
