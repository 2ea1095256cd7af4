"""Words of others in a file or a call, and ours for them: a mapping writes a pattern for each of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

Word = TypeVar("Word", bound=StrEnum)


def pattern_of(text: str) -> re.Pattern[str]:
    """Return the pattern that a mapping writes of somebody's words, large or small."""
    return re.compile(text, re.IGNORECASE)


def patterns_of(words: Iterable[Word], told: Mapping[str, str]) -> dict[Word, re.Pattern[str]]:
    """Return by our word the pattern of others' words for it; :raises ValueError: if one is no word of ours."""
    ours = {word.value: word for word in words}
    if strange := told.keys() - ours.keys():
        raise ValueError(f"{min(strange)!r} is none of ours; there are {', '.join(ours)}")
    return {ours[name]: pattern_of(text) for name, text in told.items()}


def word_in(text: str, patterns: Mapping[Word, re.Pattern[str]]) -> Word | None:
    """Return our word for what somebody wrote; none if the mapping knows none."""
    return next((word for word, pattern in patterns.items() if pattern.fullmatch(text.strip())), None)
