"""How runs, their outcomes and what gates found are written."""

from __future__ import annotations

import re

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, override

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.outages import telling
from bijlisetu.reports import words
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.queries import RunCard
from bijlisetu.values import Language
from bijlisetu.values.dates import day_in_words
from bijlisetu.web.language import spoken
from bijlisetu.web.office.runs import words as run_words
from bijlisetu.web.paging import day_in
from bijlisetu.web.templatetags.setu import kind as title_of
from bijlisetu.web.who import who

register = template.Library()
VOCABULARY = {
    "state": run_words.STATES,
    "outcome": run_words.OUTCOMES,
    "why": {**words.REASONS, **run_words.WHY},
    "certificate": run_words.CERTIFICATE,
    "scope": run_words.SCOPES,
}


#: Numbers and mailboxes are masked, so what has as many digits in a row is an account named in full.
ACCOUNT = re.compile(r"(?<![\w-])[A-Z0-9-]*[0-9]{7,}(?![\w-])", re.ASCII)


@register.filter
def told(key: str, vocabulary: str) -> str:
    """Write a key in plain words of the vocabulary; a kind, and what stops one, by its file's title."""
    if vocabulary == "kind":
        return title_of(key)
    if key.startswith("kind:"):
        return gettext("The message “%(title)s” alone") % {"title": title_of(key.removeprefix("kind:"))}
    return words.say(VOCABULARY[vocabulary], key)


@register.filter
def both(key: str, vocabulary: str) -> str:
    """Write a key in Hindi and in English, as a paper needs it that goes through many hands."""
    with override("hi"):
        hindi = told(key, vocabulary)
    with override("en"):
        english = told(key, vocabulary)
    return hindi if hindi == english else f"{hindi} · {english}"


@register.filter
def verdict(finding: Finding) -> str:
    """Say in a word what the gate found: passed, unknown (nothing to compare with), waived, fault."""
    if not finding.passed:
        return "waived" if finding.waived_by else "fault"
    return "passed" if finding.compared else "unknown"


@register.filter
def mark(finding: Finding) -> str:
    """Write the same as a mark."""
    return {"passed": "✓", "unknown": "–"}.get(verdict(finding), "✗")


@register.filter
def title(finding: Finding) -> str:
    """Name the gate."""
    return finding.title_en if spoken() == Language.ENGLISH else finding.title_hi


@register.filter
def saying(finding: Finding) -> str:
    """Write what the gate found."""
    return finding.en if spoken() == Language.ENGLISH else finding.hi


@register.filter
def examples(finding: Finding) -> str:
    """Write the cases that it names."""
    named = (spoken() != Language.ENGLISH and finding.examples_hi) or finding.examples
    return mark_safe(ACCOUNT.sub(_linked, escape(" · ".join(named))))  # noqa: S308 - escaped, and our own links


def _linked(account: re.Match[str]) -> str:
    return f'<a href="{reverse("office:search")}?q={account[0]}">{account[0]}</a>'


@register.filter
def of_what(key: str) -> str:
    """Write which of its kind a run is, by the last occasion in its key: नवम्बर 2026; the second one नवम्बर 2026 (2)."""
    named, _, number = key.partition("/")
    if outage := telling.number_in(named):
        return outage
    ledger, _, name = named.rpartition(":")
    day = day_in(name)
    words = day_in_words(day, spoken()) if day else Occasion(ledger.rpartition(":")[2], name).in_words(spoken())
    return f"{words} ({number})" if number else words


@register.filter
def releaser(run: RunCard) -> str:
    """Name who released the run; a small one the system itself."""
    return str(run_words.CERTIFICATE["system"]) if run.is_small else who(run.released_by)
