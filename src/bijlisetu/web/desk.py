"""Who is logged in, and what they may do: the same question on every page of office and field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

import bijlisetu.staff.queries as staff
from bijlisetu.staff import factor
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import NamedOffice, Seats
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.private import View, private


def staff_page(view: View) -> View:
    """
    Open the view to people at work alone; what they send is text, without a NUL, which PostgreSQL does not keep.

    Who runs the system has shown their second factor before.
    """

    @wraps(view)
    def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if lacks_second_factor(request):
            here = request.get_full_path() if request.method in ("GET", "HEAD") else ""
            return redirect(f"{reverse('office:second')}?{urlencode({'next': here})}")
        return view(request, *arguments, **named)

    return half_way_in(page)


def half_way_in(view: View) -> View:
    """Open the view to whoever is logged in by their password, though they may lack the second factor."""

    @wraps(view)
    def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if any(NUL in value for _, values in request.POST.lists() for value in values):
            return no_text()
        return view(request, *arguments, **named)

    return private(_not_unsaid(login_required(page)))


def lacks_second_factor(request: HttpRequest, deed: Deed | None = None) -> bool:
    """Return whether the person has to show the code of their app first: for the deed, or to be let in."""
    return factor.is_asked(seats_of(request), deed) and not _is_verified(request)


def _is_verified(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_verified", bool)())


def _not_unsaid(view: View) -> View:
    """Say, once they are in again, that a form was not saved whose session had ended."""

    @wraps(view)
    def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            messages.error(request, gettext("Your time was over, so this was not saved. Please enter it again."))
        return view(request, *arguments, **named)

    return page


def person_of(request: HttpRequest) -> User:
    """Return the person logged in."""
    assert isinstance(request.user, User)  # noqa: S101 - staff_page saw to it
    return request.user


def seats_of(request: HttpRequest) -> Seats:
    """Return the person's posts today; the request keeps them, so that frame and page ask once."""
    kept = vars(request)
    if "seats" not in kept:
        kept["seats"] = staff.seats(person_of(request), on=timezone.localdate())
    return cast("Seats", kept["seats"])


def may(request: HttpRequest, deed: Deed) -> bool:
    """Return whether any post of the person's lets them do the deed."""
    return staff.may(seats_of(request), deed)


def may_at(request: HttpRequest, office: int, deed: Deed) -> bool:
    """Return whether they may do the deed at the office."""
    return bool(staff.path_to(office, who=seats_of(request), deed=deed))


def may_for(request: HttpRequest, feeders: Sequence[int], deed: Deed) -> bool:
    """Return whether they may do the deed for all of the feeders."""
    return staff.may(seats_of(request), deed, feeders=feeders)


def may_everywhere(request: HttpRequest, deed: Deed) -> bool:
    """Return whether they may do the deed for all companies."""
    return staff.may_everywhere(seats_of(request), deed)


def everywhere_or_missing(request: HttpRequest, deed: Deed) -> None:
    """Let only those pass who may do the deed for all companies; :raises Http404: for all others."""
    if not may_everywhere(request, deed):
        raise Http404


def allowed_or_missing(request: HttpRequest, deed: Deed) -> None:
    """Let only those pass who may do the deed somewhere; :raises Http404: for all others."""
    if not may(request, deed):
        raise Http404


def path_or_missing(request: HttpRequest, office: int, deed: Deed) -> tuple[NamedOffice, ...]:
    """
    Return the way from the person's seat down to the office where they want to do the deed.

    :raises Http404: if they may not: whether it exists is not theirs to know either
    """
    path = staff.path_to(office, who=seats_of(request), deed=deed)
    if not path:
        raise Http404
    return path


def feeders_or_missing(request: HttpRequest, feeders: Sequence[int], deed: Deed) -> None:
    """Let only those pass who may do the deed for all of the feeders; :raises Http404: for all others."""
    if not may_for(request, feeders, deed):
        raise Http404
