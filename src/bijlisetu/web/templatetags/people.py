"""What people at work are called, in the language of the page."""

from __future__ import annotations

from typing import Protocol

from django import template
from django.contrib.auth.models import User

from bijlisetu.staff.roster import Line
from bijlisetu.web.language import spoken
from bijlisetu.web.who import who as told_of

register = template.Library()


class Named(Protocol):
    """Somebody at work: a line of the roster, or whoever walks in a drive."""

    @property
    def user(self) -> str:
        """Their user name."""

    @property
    def name_hi(self) -> str:
        """Their name in Hindi; empty where nobody wrote it down."""

    @property
    def name_en(self) -> str:
        """Their name in English; empty where nobody wrote it down."""


@register.filter
def called(who: Named) -> str:
    """Return their name; the other language's, or what their post is called, where there is none."""
    names = (who.name_hi, who.name_en) if spoken() == "hi" else (who.name_en, who.name_hi)
    return names[0] or names[1] or told_of(who.user)


@register.filter
def named(person: User) -> str:
    """Return what the person is called; by their post where no card says it."""
    return told_of(person.get_username())


@register.filter
def titled(line: Line) -> str:
    """Return what the post is called, and whose agency's it is."""
    title = line.title_hi if spoken() == "hi" else line.title_en
    return f"{title}, {line.employer}" if line.employer else title
