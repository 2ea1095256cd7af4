"""What a carrier's code means for us: the row of every table of codes."""

from __future__ import annotations

from dataclasses import dataclass

from bijlisetu.channels.letter import Halts, Outcome, Reason, Remedy, Verdict

#: How long to leave a carrier alone that takes nothing from us: a person must mend that first.
STOPPED_FOR = 300.0


@dataclass(frozen=True, slots=True)
class Meaning:
    """What to do about a carrier's code, why, and how to tell the operator."""

    outcome: Outcome
    reason: Reason
    english: str
    wait: float = 0
    scope: Halts = Halts.LETTER
    most_tries: int = 0
    remedy: Remedy | None = None

    def verdict(self, detail: str, *, carrier_id: str = "", wait: float = 0) -> Verdict:
        """Return this meaning as the verdict on one letter."""
        return Verdict(
            outcome=self.outcome,
            reason=self.reason,
            detail=detail,
            carrier_id=carrier_id,
            wait=max(wait, self.wait) if self.outcome is Outcome.TRY_LATER else self.wait,
            scope=self.scope,
            most_tries=self.most_tries,
            remedy=self.remedy,
        )


def busy(english: str, wait: float = 1, *, scope: Halts = Halts.LETTER) -> Meaning:
    """Mean that the carrier wants us slower; the letter is good."""
    return Meaning(Outcome.TRY_LATER, Reason.CARRIER_BUSY, english, wait, scope)


def down(english: str, wait: float = 5, *, most_tries: int = 0) -> Meaning:
    """Mean that the carrier is out of order for a while; the letter is good."""
    return Meaning(Outcome.TRY_LATER, Reason.CARRIER_DOWN, english, wait, most_tries=most_tries)


def stopped(english: str, *, scope: Halts = Halts.CHANNEL) -> Meaning:
    """Mean that the carrier takes nothing from us until a person mends it: no letter is to blame or refused."""
    return Meaning(Outcome.TRY_LATER, Reason.CHANNEL_STOPPED, english, STOPPED_FOR, scope)


def refused(
    reason: Reason,
    english: str,
    *,
    scope: Halts = Halts.LETTER,
    wait: float = 0,
    remedy: Remedy | None = None,
) -> Meaning:
    """Mean that the address or the text will never work here."""
    return Meaning(Outcome.REFUSED, reason, english, wait, scope, remedy=remedy)


def unsure(reason: Reason, english: str) -> Meaning:
    """Mean that the letter may have left us: only a report can tell."""
    return Meaning(Outcome.UNSURE, reason, english)
