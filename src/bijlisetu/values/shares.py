"""Shares in per cent, rounded one way wherever they are shown: with one decimal, and all parts together make 100.0."""

from __future__ import annotations

from collections.abc import Sequence

#: Tenths of a per cent that the whole has.
WHOLE = 1000


def in_tenths(parts: Sequence[int]) -> list[int]:
    """
    Return what each part is of their sum in tenths of a per cent; together they make 1000, or 0 where there is nothing.

    Each is cut off, and what is missing goes to those of which most was cut off. Only all is called 100 per cent.
    """
    whole = sum(parts)
    if not whole:
        return [0] * len(parts)
    shares = [WHOLE * part // whole for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda place: (-(WHOLE * parts[place] % whole), place))
    for place in by_rest[: WHOLE - sum(shares)]:
        shares[place] += 1
    if WHOLE in shares and whole not in parts:
        most = shares.index(WHOLE)
        others = [place for place in range(len(parts)) if place != most]
        shares[most] -= 1
        shares[max(others, key=lambda place: parts[place])] += 1
    return shares


def of_whole(part: int, whole: int) -> int:
    """Return what the part is of the whole in tenths of a per cent."""
    return in_tenths([part, whole - part])[0]


def written(tenths: int) -> str:
    """Write 125 as 12.5."""
    return f"{tenths // 10}.{tenths % 10}"
