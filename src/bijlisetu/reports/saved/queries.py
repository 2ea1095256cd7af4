"""What was saved by an office's bills of a month, from what was counted at night and from totals that are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bijlisetu.editions.queries import in_force
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries import occasions, survey
from bijlisetu.reports.saved.rates import FILE, Rates, read, shipped
from bijlisetu.reports.saved.rules import Effect, Group, effect_of, median
from bijlisetu.runs.prices import Prices
from bijlisetu.runs.pricing import prices
from bijlisetu.values import ChannelKind, to_paise

MONTHS = 12
BILLS = "bill_issued"
PAID = """
SELECT "group", days, sum(people)::bigint FROM reports_paid
WHERE office_id = %(office)s AND occasion = %(occasion)s GROUP BY 1, 2
"""
SENT = """
SELECT kind, channel, sum(messages)::bigint FROM reports_sent
WHERE office_id = %(office)s AND occasion = %(occasion)s GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the bills of a month saved: those whose delivery is proved, times the rates."""

    occasion: Occasion
    people: int
    reached: int
    proved: int
    sheets: int
    visits: int
    rupees: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """How soon a group paid."""

    people: int
    by_days: Mapping[int, int]  #: people by days from bill to payment

    @property
    def paid(self) -> int:
        """How many of them paid."""
        return sum(self.by_days.values())

    @property
    def median(self) -> int | None:
        """By which day half of those who paid had paid."""
        return median(self.by_days)

    def share_by(self, days: int) -> float:
        """Return the share of all of them who had paid so many days after the bill."""
        paid = sum(people for after, people in self.by_days.items() if after <= days)
        return paid / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How the people of an office paid the bills of a month, and what that cost."""

    reached: Paying
    unreached: Paying
    effect: Effect
    newly_reached: int
    cost_of_bills: Decimal  #: rupees, of all messages with bills
    cost_of_reminders: Decimal

    @property
    def points(self) -> tuple[str, str, str]:
        """The effect and its bounds, of a hundred people."""
        seen = self.effect
        return f"{100 * seen.effect:.1f}", f"{100 * seen.low:.1f}", f"{100 * seen.high:.1f}"

    @property
    def per_newly_reached(self) -> Decimal | None:
        """Rupees for each person whom these bills reached and those of the month before did not."""
        return to_paise(self.cost_of_bills / self.newly_reached) if self.newly_reached else None

    @property
    def per_newly_paying(self) -> Decimal | None:
        """Rupees for each person who paid because of reminders; nothing where it is not sure that anybody did."""
        if not self.effect.is_sure or self.effect.effect <= 0:
            return None
        return to_paise(self.cost_of_reminders / Decimal(self.effect.newly_paying))


def rates(*, at: datetime) -> Rates:
    """Return the rates that hold at the moment."""
    return in_force(FILE, at=at, shipped=shipped(), read=read)


def runs(office: int, *, at: datetime) -> list[Run]:
    """Return what the bills of the latest months saved in the office, the latest first."""
    by = rates(at=at)
    return [_run(office, occasion, by) for occasion in occasions("bills")[:MONTHS]]


def month(office: int, occasion: str, *, at: datetime) -> Month:
    """Return how the office's people paid the bills of the month, as it was counted in the last night."""
    found: dict[str, dict[int | None, int]] = defaultdict(dict)
    for group, days, people in rows(PAID, office=office, occasion=occasion):
        found[group][days] = people
    bills, reminders = _costs(office, occasion, prices(at=at))
    return Month(
        reached=_paying(found["reached"]), unreached=_paying(found["unreached"]),
        effect=effect_of(_group(found["reminded"]), _group(found["held_back"])),
        newly_reached=sum(found["new"].values()), cost_of_bills=bills, cost_of_reminders=reminders,
    )  # fmt: skip


def _run(office: int, occasion: Occasion, by: Rates) -> Run:
    counts = survey(office, occasion).own
    sheets, paper = by.sheets.of(counts.proved)
    visits, ways = by.visits.of(counts.proved)
    return Run(
        occasion=occasion, people=counts.people, reached=counts.reached, proved=counts.proved, sheets=sheets,
        visits=visits, rupees=to_paise(paper + ways),
    )  # fmt: skip


def _costs(office: int, occasion: str, by: Prices) -> tuple[Decimal, Decimal]:
    bills = reminders = Decimal(0)
    for kind, channel, messages in rows(SENT, office=office, occasion=occasion):
        cost = by.get(ChannelKind(channel), Decimal(0)) * messages
        if kind == BILLS:
            bills += cost
        else:
            reminders += cost
    return to_paise(bills), to_paise(reminders)


def _paying(by_days: Mapping[int | None, int]) -> Paying:
    paid = {days: people for days, people in by_days.items() if days is not None}
    return Paying(people=sum(by_days.values()), by_days=paid)


def _group(by_days: Mapping[int | None, int]) -> Group:
    paying = _paying(by_days)
    return Group(paying.people, paying.paid)
