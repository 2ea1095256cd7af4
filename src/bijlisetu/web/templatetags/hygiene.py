"""Filters for the pages of doubtful numbers."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils import timezone

from bijlisetu.contact.hygiene import current
from bijlisetu.contact.hygiene.queries import InForce, Questions
from bijlisetu.contact.hygiene.rules import Rule
from bijlisetu.web.language import spoken

register = template.Library()


@register.filter
def why_of_rule(rule: Rule) -> str:
    """Say why the rule doubts a number, as its file does."""
    return rule.why[spoken()]


@register.filter
def title_of_rule(rule: Rule | str) -> str:
    """Name the rule as its file does; one that is named alone, and is gone since, by its name."""
    found = current.rules(at=timezone.now()).named(rule) if isinstance(rule, str) else rule
    return found.title[spoken()] if found else str(rule)


@register.filter
def of_questions(questions: Mapping[str, Questions] | str, rule: str) -> Questions | None:
    """Return what came of asking the rule's numbers; nothing for who may not ask, or where they are not asked."""
    return questions.get(rule) if isinstance(questions, Mapping) else None


@register.filter
def acting_by(known: Mapping[str, InForce], rule: str) -> InForce | None:
    """Return since when the rule acts, and on how much; nothing where it does not."""
    return known.get(rule)


@register.filter
def of_rule(counts: Mapping[str, int], rule: str) -> int:
    """Return how many people the rule found."""
    return counts.get(rule, 0)
