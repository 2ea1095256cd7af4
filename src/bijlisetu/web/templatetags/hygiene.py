"""Filters for the pages of doubtful numbers."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from bijlisetu.contact.hygiene.queries import Questions
from bijlisetu.contact.hygiene.rules import Rule
from bijlisetu.web.language import spoken

register = template.Library()


@register.filter
def why_of_rule(rule: Rule) -> str:
    """Say why the rule doubts a number, as its file does."""
    return rule.why[spoken()]


@register.filter
def of_questions(questions: Mapping[str, Questions] | str, rule: str) -> Questions | None:
    """Return what came of asking the rule's numbers; nothing for who may not ask, or where they are not asked."""
    return questions.get(rule) if isinstance(questions, Mapping) else None


@register.filter
def of_rule(counts: Mapping[str, int], rule: str) -> int:
    """Return how many people the rule found."""
    return counts.get(rule, 0)
