"""How runs, their outcomes and what gates found are written."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from bijlisetu.reports import words
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.queries import RunCard
from bijlisetu.web.office.runs import words as run_words

register = template.Library()
VOCABULARY = {
    "kind": run_words.KINDS,
    "state": run_words.STATES,
    "outcome": run_words.OUTCOMES,
    "why": {**words.REASONS, **run_words.WHY},
    "certificate": run_words.CERTIFICATE,
    "scope": run_words.SCOPES,
}


@register.filter
def told(key: str, vocabulary: str) -> str:
    """Write a key in plain words of the vocabulary."""
    return words.say(VOCABULARY[vocabulary], key)


@register.filter
def both(key: str, vocabulary: str) -> str:
    """Write a key in Hindi and in English, as a paper needs it that goes through many hands."""
    known: dict[str, Promise] = VOCABULARY[vocabulary]
    with override("hi"):
        hindi = words.say(known, key)
    with override("en"):
        english = words.say(known, key)
    return hindi if hindi == english else f"{hindi} · {english}"


@register.filter
def title(finding: Finding) -> str:
    """Name the gate."""
    return finding.title_en if _is_english() else finding.title_hi


@register.filter
def saying(finding: Finding) -> str:
    """Write what the gate found."""
    return finding.en if _is_english() else finding.hi


@register.filter
def releaser(run: RunCard) -> str:
    """Name who released the run; a small one the system itself."""
    return str(run_words.CERTIFICATE["system"]) if run.released_by.startswith("below ") else run.released_by


def _is_english() -> bool:
    return (get_language() or "hi").startswith("en")
