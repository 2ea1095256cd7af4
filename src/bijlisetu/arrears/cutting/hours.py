"""
When a consumer's supply may be cut for arrears: in the windows of every cut, and in the narrower hours of the policy.

The rule itself stands in `metering.windows`; here is what it asks of one consumer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bijlisetu.arrears.policies.reading import Policy
from bijlisetu.consumers.models import Consumer
from bijlisetu.metering.queries import prepaid_since
from bijlisetu.metering.windows.rules import Closed, NeverOpen, Windows, windows_of
from bijlisetu.network.current import office_days
from bijlisetu.network.office_days import OfficeDays


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When the supply of one consumer may be cut."""

    windows: Windows
    days: OfficeDays
    converted_on: date | None  #: the consumer is prepaid from this day on

    def why_not(self, at: datetime) -> Closed | None:
        """Return why it may not be cut at the moment; none if it may."""
        return self.windows.why_not(at, days=self.days, converted_on=self.converted_on)

    def next_moment(self, at: datetime) -> datetime | None:
        """Return the first moment from this one on at which it may be cut; none where the calendar leaves none."""
        try:
            return self.windows.next_moment(at, days=self.days, converted_on=self.converted_on)
        except NeverOpen:
            return None


def hours_of(consumer: Consumer, *, utility: str, policy: Policy, on: date) -> Hours:
    """Return when the consumer's supply may be cut, by what holds on the day."""
    return Hours(
        windows=windows_of(utility, on=on).narrowed(opens=policy.cuts_from, closes=policy.cuts_until),
        days=office_days(utility),
        converted_on=prepaid_since(consumer.pk, on=on),
    )
