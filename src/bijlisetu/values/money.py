"""Rupees: exact, rounded half up, written in Indian groups."""

from decimal import ROUND_HALF_UP, Decimal

PAISA = Decimal("0.01")


def to_paise(amount: Decimal) -> Decimal:
    """Return the amount rounded half up to whole paise."""
    return amount.quantize(PAISA, rounding=ROUND_HALF_UP)


def in_indian_groups(number: int) -> str:
    """Return the number with commas as written in India: 275000 becomes 2,75,000."""
    sign, digits = ("-", str(-number)) if number < 0 else ("", str(number))
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return sign + ",".join([*reversed(pairs), tail])


def in_figures(number: Decimal) -> str:
    """Return the number in Indian groups, without needless noughts, as messages and bills say it: 12,345.5."""
    whole, _, parts = f"{abs(number):f}".partition(".")
    parts = parts.rstrip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{in_indian_groups(int(whole))}{'.' + parts if parts else ''}"


def rupees(amount: Decimal) -> str:
    """Return the amount as printed on a bill: ₹ 1,253.00."""
    exact = to_paise(amount)
    whole, paise = f"{abs(exact):.2f}".split(".")
    return f"{'-' if exact < 0 else ''}₹ {in_indian_groups(int(whole))}.{paise}"
