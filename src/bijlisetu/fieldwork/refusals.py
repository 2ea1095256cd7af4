"""What the field does not do, said in words."""

from __future__ import annotations

from bijlisetu.plumbing.refusal import Refusal


class NoRound(Refusal):
    """There is no such round, or it is closed."""


class NotInRound(Refusal):
    """A beat or door is not of the round, or not of the beat, that was named."""
