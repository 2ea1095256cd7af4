"""Message ids: one message, and the several ways in which its SMSC writes its number."""

from __future__ import annotations

import enum
import re

from bijlisetu.channels.outside import words

LONGEST_ID = 64  # SMPP 3.4, 5.2.23, less the NUL
HEXADECIMAL = re.compile(r"[0-9a-f]{1,16}")


class IdRule(enum.StrEnum):
    """How the id in a receipt is found in the answers, per connector."""

    TOLERANT = "tolerant"  #: as given, else in hexadecimal, else in decimal
    AS_GIVEN = "as_given"
    HEX_THEN_DECIMAL = "hex_in_answer_decimal_in_receipt"
    DECIMAL_THEN_HEX = "decimal_in_answer_hex_in_receipt"

    def of_answer(self, receipt_id: str) -> str:
        """Return the id in a receipt as the answer gave it; unchanged where the rule cannot be applied."""
        bare = normal_id(receipt_id)
        if self is IdRule.HEX_THEN_DECIMAL and bare.isascii() and bare.isdigit():
            return f"{int(bare):x}"
        if self is IdRule.DECIMAL_THEN_HEX and HEXADECIMAL.fullmatch(bare):
            return str(int(bare, 16))
        return bare


def normal_id(text: str) -> str:
    """Return the carrier's message id as we keep it: lower case, no zeros before it."""
    bare = words(text, longest=LONGEST_ID).strip().lower()
    return bare.lstrip("0") or bare[:1]


def id_variants(text: str) -> tuple[str, ...]:
    """Return the forms under which a receipt's id may be known, the likeliest first: itself, in hex, in decimal."""
    exact = normal_id(text)
    variants = [exact]
    if exact.isascii() and exact.isdigit():
        variants.append(f"{int(exact):x}")
    if HEXADECIMAL.fullmatch(exact):
        variants.append(str(int(exact, 16)))
    return tuple(dict.fromkeys(variant for variant in variants if variant))
