"""The files that a utility may edit: what reads each, which text holds, and what another would change."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import bijlisetu.contact.hygiene.current as hygiene
from bijlisetu.billing.page import upi_link
from bijlisetu.complaints.standards import reading as standards
from bijlisetu.complaints.standards.current import FILE as STANDARDS
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.law import current as law
from bijlisetu.contact.law import notices
from bijlisetu.editions.faults import Fault, fault_at
from bijlisetu.editions.queries import texts
from bijlisetu.kinds.files import kinds
from bijlisetu.network import office_days, wording
from bijlisetu.network.companies import FILE as VOCABULARY
from bijlisetu.network.companies import companies_gone, vocabularies_at_work
from bijlisetu.network.utilities import Company, known_utilities, shipped
from bijlisetu.outages.measuring import counting
from bijlisetu.outages.timing import reading as outage_timing
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.disclosure import wishes
from bijlisetu.reports.law import periods
from bijlisetu.reports.saved import rates
from bijlisetu.runs import prices, quiet_hours
from bijlisetu.runs.wording import Said, say

TOLD = "bill_issued"  #: the message by which a vocabulary is shown
#: A bill that nobody got.
FACTS = {
    "account_end": "0000", "month": "2026-11", "units": "100", "amount": "1253.00", "due": "2026-12-06", "bill": "0",
}  # fmt: skip


class DoesNotHold(Refusal):
    """The text cannot hold: it has faults."""


@dataclass(frozen=True, slots=True)
class Editable:
    """A file that a utility may edit."""

    file: str
    shipped: str
    faults: Callable[[str], list[Fault]]
    for_two: re.Pattern[str] | None = None  #: the names that one officer alone does not change

    @property
    def vocabulary(self) -> str:
        """Which vocabulary it is; empty for what is none."""
        return self.file.removeprefix(VOCABULARY) if self.file.startswith(VOCABULARY) else ""

    def check(self, text: str) -> None:
        """Read the text as the file is read; :raises DoesNotHold: naming line and fault."""
        if found := self.faults(text):
            raise DoesNotHold("\n".join(f"{self.file}, {fault}" for fault in found))

    def touched(self, course: Iterable[tuple[str, str]]) -> list[str]:
        """Return the names that differ anywhere in the course and that two officers change; in the file's order."""
        if self.for_two is None:
            return []
        pairs = [(before or self.shipped, after or self.shipped) for before, after in course]
        names = dict.fromkeys(change.name for before, after in pairs for change in changes(before, after))
        return [name for name in names if self.for_two.fullmatch(name)]

    def text_at(self, at: datetime) -> str:
        """Return the text that holds at the moment."""
        return texts(self.file, at=at).get(self.file, self.shipped)


class Change(NamedTuple):
    """One name of a file whose value differs; empty where there is none."""

    name: str
    before: str
    after: str


class Told(NamedTuple):
    """What a consumer of a company would be told by channel and language, and whom they would call and pay."""

    company: str
    said: tuple[Said, ...]
    helpline: str
    header: str
    upi: str  #: the address that gets the money; empty where bills have none
    pay: str  #: what the code on the bill says to an app; empty likewise


def editable() -> dict[str, Editable]:
    """Return the files by their names: vocabularies, rules, prices, hours, outages, how long kept, the notice."""
    known = [
        Editable(f"{VOCABULARY}{name}", shipped(name), partial(_of_words, name), wording.FOR_TWO)
        for name in known_utilities()
    ]
    known.append(Editable(hygiene.FILE, rules.shipped(), rules.faults))
    known.append(Editable(prices.FILE, prices.shipped(), prices.faults))
    known.append(Editable(quiet_hours.FILE, quiet_hours.shipped(), quiet_hours.faults))
    days = [f"{office_days.FILE}{name}" for name in office_days.names()]
    known += [
        Editable(file, office_days.shipped(file.removeprefix(office_days.FILE)), office_days.faults) for file in days
    ]
    known.append(Editable(outage_timing.NAME, outage_timing.shipped(), outage_timing.faults))
    known += [
        Editable(f"{STANDARDS}{name}", standards.shipped(name), partial(_of_standards, name))
        for name in standards.names()
    ]
    known.append(Editable(periods.NAME, periods.shipped(), periods.faults))
    known.append(Editable(counting.FILE, counting.shipped(), counting.faults))
    known.append(Editable(notices.FILE, notices.shipped(), law.faults))
    known.append(Editable(rates.FILE, rates.shipped(), rates.faults))
    known.append(Editable(wishes.FILE, wishes.shipped(), wishes.faults))
    return {one.file: one for one in known}


def in_use() -> list[Editable]:
    """Return the files that concern those at work here: not the words of other utilities."""
    at_work = vocabularies_at_work()
    used = {f"{VOCABULARY}{name}" for name in at_work} | {
        f"{office_days.FILE}{office_days.file_of(name)}" for name in at_work
    }
    used |= {f"{STANDARDS}{file}" for name in at_work for file in standards.files_of(name)}
    ours = (VOCABULARY, office_days.FILE, STANDARDS)
    return [one for one in editable().values() if not one.file.startswith(ours) or one.file in used]


def _of_standards(name: str, text: str) -> list[Fault]:
    return standards.faults(text, is_common=name == standards.COMMON)


def _of_words(name: str, text: str) -> list[Fault]:
    """Return what is wrong with the words, and which companies with offices here they would leave without a name."""
    if found := wording.faults(text):
        return found
    gone = companies_gone(name, wording.read(name, text).companies)
    return [fault_at(text, f"companies.{code}", wording.AT_WORK) for code in gone]


def changes(before: str, after: str) -> list[Change]:
    """Return what differs between two texts that can be read, by name."""
    old, new = (dict(_named(tomllib.loads(text))) for text in (before, after))
    names = [*old, *(name for name in new if name not in old)]
    return [
        Change(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")
    ]


def preview(file: Editable, text: str) -> list[Told]:
    """Return what consumers of each company would be told; a file that is no vocabulary shows in no message."""
    if not file.vocabulary:
        return []
    found = wording.read(file.vocabulary, text).companies.values()
    return [_told(one) for one in found]


def _told(company: Company) -> Told:
    names = {"utility_hi": company.short_hi, "utility_en": company.short_en}
    amount = Decimal(FACTS["amount"])
    pay = upi_link(payee=company.upi, name=company.en, amount=amount, reference="0", note="") if company.upi else ""
    return Told(company.en, say(kinds()[TOLD], FACTS | names), company.helpline, company.header, company.upi, pay)


def _named(told: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value with its name; a rule is called by its own name, not by its place."""
    if isinstance(told, dict):
        for name, inside in told.items():
            yield from _named(inside, f"{at}.{name}" if at else name)
    elif isinstance(told, list) and all(isinstance(one, dict) for one in told):
        for one in told:
            yield from _named(one, f"{at}.{_name(one)}")
    else:
        yield at, str(told)


def _name(one: dict[str, Any]) -> str:
    """Return what one of a list is called: by its name, or by the day and thing that it is for."""
    said = (one.get(key) for key in ("name", "category", "on", "begins_on"))
    return " ".join(str(word) for word in said if word)
