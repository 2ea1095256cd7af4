"""What a gate or a canary found: in words for a person, kept with the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one gate found, in words for a person; the examples are masked."""

    gate: str
    passed: bool
    compared: bool = True  #: there was something to hold it against; without, it has passed but says nothing
    title_hi: str
    title_en: str
    hi: str
    en: str
    numbers: Mapping[str, int | float | str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    examples_hi: tuple[str, ...] = ()  #: the same, where they are words
    waived_by: str = ""
    waived_words: str = ""
    waived_at: str = ""

    @property
    def holds(self) -> bool:
        """Whether it keeps the run in: a fault that nobody has answered for."""
        return not self.passed and not self.waived_by

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Finding:
        """Return the finding as it was kept with the run."""
        return cls(**{**kept, **{name: tuple(kept.get(name, ())) for name in ("examples", "examples_hi")}})

    def kept(self) -> dict[str, Any]:
        """Return the finding as it is kept with the run."""
        return asdict(self)
