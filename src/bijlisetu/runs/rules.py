"""What the first few hundred letters say about the rest: a pure rule that proposes, and an officer decides."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bijlisetu.runs.findings import Finding
from bijlisetu.values import in_indian_groups

#: A carrier that refuses our text, or cannot fetch what we attach, will do so with every further letter.
MOST_REFUSED = 0.01
#: Old lists of numbers have strangers on them; many more than this, and the run was joined to the wrong numbers.
MOST_OBJECTIONS = 0.10
#: Numbers die; where more than this fail on every channel, something other than the numbers is wrong.
MOST_FAILED = 0.40
#: Before so many of the canary are known, nothing can be said.
LEAST_KNOWN = 0.5
#: A few letters happen to anybody.
A_FEW = 3


class Proposal(enum.StrEnum):
    """What the canary's outcome proposes."""

    WAIT = "wait"
    GO = "go"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """People of the canary by what became of them."""

    people: int
    arrived: int
    failed: int  #: on every channel tried, with nothing left to try
    refused: int  #: a carrier refused our text or could not fetch our bill, whatever came after
    objected: int  #: said: not my connection

    @property
    def known(self) -> int:
        """Of how many it is known."""
        return self.arrived + self.failed + self.objected


def judge(seen: Outcomes) -> tuple[Finding, ...]:
    """Return what the canary shows, point by point."""
    return (
        _point(
            "canary_refused", seen.refused, _most(MOST_REFUSED, seen.people), "अस्वीकृत पाठ", "Refused texts",
            "संदेश कंपनी ने {n} संदेश हमारे पाठ या बिल के कारण लौटाए; सीमा {most}।",
            "Carriers refused {n} for our text or our bill’s sake; the limit is {most}.",
        ),
        _point(
            "canary_objected", seen.objected, _most(MOST_OBJECTIONS, seen.arrived + seen.objected), "आपत्तियाँ",
            "Objections", "मेरा कनेक्शन नहीं, यह कहने वाले: {n}; सीमा {most}।",
            "Said: not my connection: {n}; the limit is {most}.",
        ),
        _point(
            "canary_failed", seen.failed, _most(MOST_FAILED, seen.people), "नहीं पहुँचे", "Failed",
            "जिन तक कोई माध्यम नहीं पहुँचा: {n}; सीमा {most}।", "Reached by no channel: {n}; the limit is {most}.",
        ),
    )  # fmt: skip


def proposal(seen: Outcomes, *, is_time_over: bool) -> Proposal:
    """Return what is proposed: harm is said at once, that all is well only after the canary's time."""
    if not all(point.passed for point in judge(seen)):
        return Proposal.STOP
    if not is_time_over or seen.known < LEAST_KNOWN * seen.people:
        return Proposal.WAIT
    return Proposal.GO


def _most(share: float, of: int) -> int:
    return max(int(share * of), A_FEW)


def _point(gate: str, found: int, most: int, title_hi: str, title_en: str, hi: str, en: str) -> Finding:
    figures = {"n": in_indian_groups(found), "most": in_indian_groups(most)}
    return Finding(
        gate=gate, passed=found <= most, title_hi=title_hi, title_en=title_en, hi=hi.format(**figures),
        en=en.format(**figures), numbers={"found": found, "most": most},
    )  # fmt: skip
