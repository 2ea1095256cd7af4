"""What all pages of the office share: who may open them, navigation, headers that keep personal data out of caches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from bijlisetu.staff.queries import Place, may_run_letters, may_see_feeder, path_to, seats

View = Callable[..., HttpResponseBase]
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"


def private(view: View) -> View:
    """Keep the view's answers out of caches, search engines and other sites' frames."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response["Content-Security-Policy"] = POLICY
        # Not no-referrer: browsers then send forms with the origin "null", which Django refuses.
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def office_page(view: View) -> View:
    """Open the view to people of the office alone."""
    return private(login_required(view))


def person_of(request: HttpRequest) -> User:
    """Return the person logged in."""
    assert isinstance(request.user, User)  # noqa: S101 - office_page saw to it
    return request.user


def seats_of(request: HttpRequest) -> tuple[Place, ...]:
    """Return the offices of the person's posts today."""
    return seats(person_of(request), timezone.localdate())


def path_or_missing(request: HttpRequest, office: int) -> tuple[Place, ...]:
    """
    Return the way from the person's seat down to the office.

    :raises Http404: if it is not theirs: whether it exists is not theirs to know either
    """
    path = path_to(office, person=person_of(request), on=timezone.localdate())
    if not path:
        raise Http404
    return path


def feeder_or_missing(request: HttpRequest, feeder: int) -> None:
    """Let only those pass whose offices look after the feeder; :raises Http404: for all others."""
    if not may_see_feeder(feeder, person=person_of(request), on=timezone.localdate()):
        raise Http404


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, tab: str = ""
) -> HttpResponse:
    """Render the template inside the office's frame."""
    held = seats_of(request)
    runs_letters = may_run_letters(person_of(request), timezone.localdate())
    frame = {"seats": held, "home": held[0] if held else None, "tab": tab, "runs_letters": runs_letters}
    return render(request, f"web/office/{template}", {**frame, **context}, status=status)


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in a long list one is; before and next are addresses, empty at the ends."""

    number: int
    last: int
    before: str
    next: str


def pager(request: HttpRequest, *, number: int, total: int, page: int) -> Pager:
    """Return the way through a list of total rows, page rows at a time, keeping the rest of the address."""
    last = max(-(-total // page), 1)

    def address(to: int) -> str:
        query = request.GET.copy()
        query["page"] = str(to)
        return f"?{query.urlencode()}" if 1 <= to <= last else ""

    return Pager(number, last, address(number - 1), address(number + 1))


def page_number(request: HttpRequest) -> int:
    """Return the page asked for, or the first."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1
