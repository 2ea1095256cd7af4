"""Amounts, readings and units as exports write them: a figure is taken only if every mark of it is understood."""

from __future__ import annotations

import re
from decimal import Decimal

from bijlisetu.values.digits import ascii_digits

#: What an export writes where it has nothing to say; in a column of money, a dash is Excel's nought.
NOTHING = frozenset({"", "-", "--", "–", "—", "NULL", "(NULL)", "NIL"})
PLAIN = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
#: 1253.00, 1,25,300 and 125,300; .50; as many decimals as a spreadsheet keeps of a sum.
UNSIGNED = re.compile(r"(?=\.?\d)(\d{1,12}|\d{1,3}(,\d{2})*,\d{3}|\d{1,3}(,\d{3})+)?(\.\d{0,17})?", re.ASCII)
MOST_DIGITS, MOST_DECIMALS = 12, 6
MINUSES = str.maketrans(dict.fromkeys("\u2212\u2013\u2010\u2011", "-"))
RUPEES = r"(?:₹|RS\.?|INR|रु\.?|रू\.?|रुपये)"
#: What stands around the digits, and whether it says that the number is below zero: nothing where it says neither.
AROUND = tuple(
    (re.compile(pattern), below_zero)
    for pattern, below_zero in (
        (rf"{RUPEES}\s*(.+)", None),
        (rf"(.+?)\s*(?:{RUPEES}|/[-=])", None),
        (r"(.*[\d).])\s*(?:CR\.?|\(CR\.?\))", True),
        (r"CR\.?\s+(.+)", True),
        (r"(.*[\d).])\s*(?:DR\.?|\(DR\.?\))", False),
        (r"DR\.?\s+(.+)", False),
        (r"\((.+)\)", True),
        (r"-\s*(.+)", True),
        (r"(.+?)\s*-", True),
        (r"\+\s*(.+)", False),
    )
)
CREDIT = re.compile(r".*\d.*CR\W*|CR\W.*\d.*", re.IGNORECASE)


def figure(text: str) -> str | None:
    """
    Return the number as plain ASCII, '-12500.00', or nothing if a mark of it is not understood.

    Known are groups of either kind, signs of the rupee, a minus before or behind, brackets and Cr for what is below
    zero, Dr for what is not, and the digits of any script.
    """
    if PLAIN.fullmatch(text):
        return text
    bare, signs = _bare(ascii_digits(text).translate(MINUSES).strip().upper())
    # Two signs at once, -250.00 Cr, mean one thing to one system and the other to the next.
    if len(signs) > 1 or not UNSIGNED.fullmatch(bare):
        return None
    whole, _, decimals = bare.replace(",", "").partition(".")
    if len(whole) > MOST_DIGITS:
        return None
    number = f"{whole or '0'}.{decimals or '0'}" if "." in bare else whole
    if len(decimals) > MOST_DECIMALS:
        number = f"{Decimal(number):.{MOST_DECIMALS}f}"
    return f"-{number}" if signs == [True] and number.strip("0.") else number


def says_credit(text: str) -> bool:
    """Return whether the amount itself says that it stands to the consumer's credit."""
    return CREDIT.fullmatch(text) is not None


def _bare(text: str) -> tuple[str, list[bool]]:
    """Return the text without what stands around its digits, and what that said of its sign."""
    signs: list[bool] = []
    while not UNSIGNED.fullmatch(text):
        found = next(((match[1], sign) for around, sign in AROUND if (match := around.fullmatch(text))), None)
        if found is None:
            break
        text, sign = found[0].strip(), found[1]
        if sign is not None:
            signs.append(sign)
    return text, signs
