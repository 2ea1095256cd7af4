"""Who is logged in, and what of the district is theirs: the same question on every page of office and field."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.utils import timezone

from bijlisetu.staff.queries import Place, may_see_feeder, path_to, seats
from bijlisetu.web.private import View, private


def staff_page(view: View) -> View:
    """Open the view to people at work alone."""
    return private(login_required(view))


def person_of(request: HttpRequest) -> User:
    """Return the person logged in."""
    assert isinstance(request.user, User)  # noqa: S101 - staff_page saw to it
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
