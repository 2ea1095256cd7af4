"""Read the policies: pure. The files are dated as those of the ledger are, each value with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from bijlisetu.ledger import dated
from bijlisetu.ledger.dated import exact, is_amount, is_whole
from bijlisetu.staff.levels import Level

MOST = Decimal(10) ** 9
LEVELS = {"je": Level.JE, "sdo": Level.SDO, "ee": Level.EE, "se": Level.SE}
NO_ROUTING = 'Amounts grow with the post: { je = "10000", sdo = "100000", ee = "1000000" }; what is above is the SE\'s.'


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A utility's rule from a day on."""

    name: str  #: common/2026-11-01
    up_to: Mapping[Level, Decimal]  #: whose work it is: the level's, to so many rupees
    visit_days: int  #: within which somebody is to have gone
    notice_least: Decimal  #: below so many rupees no notice of disconnection is issued
    clear_days: int  #: between the day of service and the day of the cut, neither of them counted
    cuts_from_hour: int  #: of India's clock, and of days on which offices are open
    cuts_until_hour: int
    two_officers_above: Decimal  #: rupees for which a second officer agrees to an order

    @property
    def cuts_from(self) -> time:
        """Return from when on cuts are made, by India's clock."""
        return time(self.cuts_from_hour)

    @property
    def cuts_until(self) -> time:
        """Return when cuts are made no more."""
        return time(self.cuts_until_hour)

    def level_for(self, amount: Decimal) -> Level:
        """Return whose work an amount is: JE, SDO, EE, and SE above all that they have."""
        return next((level for level, most in self.up_to.items() if amount <= most), Level.SE)


def _is_routing(said: Any) -> bool:
    if not isinstance(said, dict) or said.keys() != {"je", "sdo", "ee"}:
        return False
    amounts = [exact(said[name], most=MOST) for name in ("je", "sdo", "ee")]
    return None not in amounts and amounts == sorted(set(amounts), key=lambda one: one or 0)


FILES = dated.Sort(
    folder=Path(__file__).resolve().parent,
    asked={
        "up_to": (_is_routing, NO_ROUTING),
        "visit_days": is_whole(1, 60),
        "notice_least": is_amount("100000"),
        "clear_days": is_whole(15, 90),
        "cuts_from_hour": is_whole(6, 12),
        "cuts_until_hour": is_whole(12, 18),
        "two_officers_above": is_amount("1000000000"),
    },
)


def policy_of(utility: str, *, on: date) -> Policy:
    """Return the utility's policy as it stands on the day."""
    told = FILES.of_utility(utility, on=on)
    said = told.values
    return Policy(
        name=told.name, up_to={LEVELS[name]: Decimal(said["up_to"][name]) for name in ("je", "sdo", "ee")},
        visit_days=said["visit_days"], notice_least=Decimal(said["notice_least"]), clear_days=said["clear_days"],
        cuts_from_hour=said["cuts_from_hour"], cuts_until_hour=said["cuts_until_hour"],
        two_officers_above=Decimal(said["two_officers_above"]),
    )  # fmt: skip
