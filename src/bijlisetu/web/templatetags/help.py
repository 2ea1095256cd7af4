"""The question mark in the frame of a page, which leads to its help."""

from __future__ import annotations

from django import template
from django.urls import reverse

from bijlisetu.web.help.texts import help_of
from bijlisetu.web.language import spoken

register = template.Library()


@register.inclusion_tag("web/parts/help.html", takes_context=True)
def help_link(context: template.Context) -> dict[str, str]:
    """Lead to the help of the page at hand; a page that is not there has none."""
    match = getattr(context.get("request"), "resolver_match", None)
    found = help_of(match.view_name, spoken()) if match else None
    return {"address": help_address(found.page) if found else ""}


@register.filter
def help_address(page: str) -> str:
    """Return where the help of a page stands: office:reach."""
    face, _, name = page.partition(":")
    return reverse("office:help" if face == "office" else "me:help", args=[name])
