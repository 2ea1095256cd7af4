"""
What an entry of the book of deeds is about and what it tells besides, in plain words.

What nobody would understand on a page is not shown there; the file for inspection has every entry whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.hygiene.current import rules
from bijlisetu.network.models import Office
from bijlisetu.reports import words
from bijlisetu.reports.editable import editable
from bijlisetu.values import Language, dates
from bijlisetu.web.language import spoken
from bijlisetu.web.office.consumer.page import WHYS
from bijlisetu.web.office.drive.words import DECISIONS, WHY
from bijlisetu.web.office.settings.words import SORTS, title_of
from bijlisetu.web.who import who

#: What stands before the colon of a record.
RECORDS: dict[str, Promise] = {
    "beat": _("Beat"),
    "bill": _("Bill"),
    "breach": _("Breach of data"),
    "chain": _("Book of deeds"),
    "consumer": _("Consumer"),
    "cut": _("Order to cut"),
    "deposit": _("Deposit"),
    "device": _("Phone"),
    "drive": _("Drive"),
    "evening": _("Evening report"),
    "file": _("File"),
    "import": _("File"),
    "incident": _("Fault"),
    "inspection": _("Inspection of numbers"),
    "kind": _("Messages of a kind"),
    "complaint": _("Complaint"),
    "mismatch": _("Arrears that differ"),
    "matter": _("Matter of the action register"),
    "notice": _("Message"),
    "number": _("Mobile number"),
    "office": _("Office"),
    "plan": _("Plan of instalments"),
    "sanction": _("Adjustment or write-off"),
    "campaign": _("Notice to all"),
    "outage": _("Outage"),
    "payment": _("Payment"),
    "reply": _("Answer"),
    "retention": _("Periods of keeping"),
    "round": _("Round of visits"),
    "rule": _("Rule"),
    "run": _("Run"),
    "sheet": _("Beat sheet"),
    "surplus": _("What was left on a meter"),
    "stop": _("Stop"),
    "suspicion": _("Suspected outage"),
    "switching": _("Switching"),
    "system": _("System of the department"),
    "task": _("Task"),
    "user": _("Person at work"),
    "till": _("Till"),
    "visit": _("Visit"),
}
#: Of these the part after the colon is a name of ours, which tells people nothing.
BARE = frozenset({"chain", "kind", "retention", "stop", "visit"})
TOLD: dict[str, Promise] = {
    "address": _("Number or mailbox"),
    "asked_by": _("Asked by"),
    "beats": _("Beats"),
    "decision": _("Decision"),
    "doors": _("Doors"),
    "employer": _("Employer"),
    "from": _("From"),
    "holds_from": _("Holds from"),
    "how": _("Way"),
    "matters": _("Answered"),
    "need": _("Needs electricity for"),
    "numbers": _("Numbers"),
    "office": _("Office"),
    "outage": _("Outage"),
    "on": _("Day"),
    "open": _("Open"),
    "person": _("Person at work"),
    "places": _("Places"),
    "proof": _("Proof"),
    "purpose": _("Purpose"),
    "rows": _("Rows"),
    "rule": _("Rule"),
    "run": _("Run"),
    "said": _("Said"),
    "source": _("Where from"),
    "to": _("To"),
    "touches": _("Names in the file"),
    "until": _("Until"),
    "was_from": _("Before, from"),
    "was_need": _("Before, needed for"),
    "was_until": _("Before, until"),
    "what": _("What"),
    "why": _("Reason"),
    **SORTS,
}
#: What somebody said who was called.
SAID: dict[str, Promise] = {
    "same": _("the same as the visit says"),
    "otherwise": _("something else than the visit says"),
    "own": _("the number is theirs"),
    "wrong": _("the number is somebody else’s"),
    "nobody": _("nobody picked up"),
}
NEEDS: dict[str, Promise] = {**words.NEEDS, "": _("nothing particular")}
VALUES: Mapping[str, Mapping[str, Any]] = {
    "decision": DECISIONS,
    "how": words.WISHED_BY,
    "matters": words.MATTERS,
    "need": NEEDS,
    "proof": words.PROOFS,
    "purpose": words.PURPOSES,
    "said": SAID,
    "source": words.SOURCES,
    "was_need": NEEDS,
    "what": words.CORRECTIONS,
    "why": {**words.REASONS, **words.OUTCOMES, **WHY, **WHYS},
}
DAYS = frozenset({"from", "on", "until", "was_from", "was_until"})
#: A word for machines; people write more than one, or in their own letters.
CODE = re.compile(r"[a-z]+(_[a-z]+)*")


class Named(NamedTuple):
    """What offices and people are called that entries name by a number or a code of ours."""

    offices: Mapping[int | str, str]
    people: Mapping[int, str]


def named_in(told: Iterable[Mapping[str, Any]]) -> Named:
    """Return what the offices and people are called whom the entries name besides; each is looked up once."""
    offices, people = set[Any](), set[Any]()
    for one in told:
        offices.add(one.get("office"))
        people.add(one.get("person"))
    numbers, codes = ({one for one in offices if isinstance(one, kind)} for kind in (int, str))
    known = Office.objects.filter(Q(pk__in=numbers) | Q(code__in=codes)).values_list("pk", "code", "name")
    called: dict[int | str, str] = {}
    for number, code, name in known:
        called[number] = called[code] = name
    return Named(called, _people(one for one in people if isinstance(one, int)))


def details(told: Mapping[str, Any], named: Named | None = None) -> list[tuple[str, str]]:
    """Return what the entry tells besides, each with its name; what has no words is left out."""
    known = named or named_in([told])
    found = ((name, _value(name, value, known)) for name, value in told.items() if name in TOLD)
    return [(str(TOLD[name]), value) for name, value in found if value]


def called(records: Iterable[str]) -> dict[str, str]:
    """Return for each record what people call it: a consumer by the account, a person at work by name."""
    parts = {record: record.partition(":") for record in records}
    numbers = {kind: [int(rest) for one, _, rest in parts.values() if one == kind and rest.isdecimal()] for kind in (
        "consumer", "office", "user"
    )}  # fmt: skip
    names: dict[str, dict[int, str]] = {
        "consumer": dict(Consumer.objects.filter(pk__in=numbers["consumer"]).values_list("pk", "account")),
        "office": dict(Office.objects.filter(pk__in=numbers["office"]).values_list("pk", "name")),
        "user": _people(numbers["user"]),
    }
    return {record: _called(kind, rest, names.get(kind, {})) for record, (kind, _, rest) in parts.items()}


def _people(numbers: Iterable[int]) -> dict[int, str]:
    users = dict(User.objects.filter(pk__in=set(numbers)).values_list("pk", "username"))
    return {number: who(user) for number, user in users.items()}


def _called(kind: str, rest: str, names: Mapping[int, str]) -> str:
    if kind == "file" and (edited := editable().get(rest)):
        return f"{RECORDS[kind]} {title_of(edited)}"
    if kind == "rule":
        return f"{RECORDS[kind]} {_rule(rest)}"
    name = "" if kind in BARE else names.get(int(rest), rest) if rest.isdecimal() else rest
    return f"{RECORDS.get(kind, kind)} {name}".rstrip()


def _rule(name: str) -> str:
    """Return what the rule against doubtful numbers is called; one that has left the file, by its name there."""
    found = rules(at=timezone.now()).named(name)
    return found.title[Language(spoken())] if found else name


def _value(name: str, value: Any, named: Named) -> str:
    if name == "office":
        return named.offices.get(value, str(value))
    if name == "person":
        return named.people.get(value, "")
    known = VALUES.get(name, {})
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if name == "rule":
        return _rule(text)
    if name == "asked_by":
        return who(text)
    if name == "holds_from":
        return _moment(text)
    if name in DAYS:
        return _day(text)
    if name == "matters":
        return ", ".join(str(known[one]) for one in text.split(", ") if one in known)
    if text in known:
        return str(known[text])
    return "" if known and CODE.fullmatch(text) else text


def _moment(text: str) -> str:
    try:
        told = timezone.localtime(datetime.fromisoformat(text))
    except ValueError:
        return ""
    return dates.moment_in_words(told, spoken())


def _day(text: str) -> str:
    try:
        return dates.day_in_words(date.fromisoformat(text[:10]), spoken())
    except ValueError:
        return ""
