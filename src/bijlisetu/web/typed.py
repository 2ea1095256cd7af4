"""
What somebody typed into a box, kept in their session.

An address stays in browsers, proxies and logs, and what is typed may be a name or a number. So a box sends a form, and
what was found is shown at an address that says no more than that something was asked: the back button leads there.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

ASKED = "asked"


def keep(request: HttpRequest, box: str, typed: dict[str, str]) -> HttpResponse:
    """Keep what was typed into the box, which has the name of its page, and lead to what is found."""
    request.session[_name(box)] = typed
    return redirect(f"{reverse(box)}?{ASKED}")


def kept(request: HttpRequest, box: str) -> dict[str, str]:
    """Return what was typed into the box last; nothing where the page is opened anew."""
    return dict(request.session.get(_name(box), {})) if ASKED in request.GET else {}


def _name(box: str) -> str:
    return f"typed {box}"
