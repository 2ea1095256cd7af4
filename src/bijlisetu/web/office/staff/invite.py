"""Somebody new is given a post, and a link by which they come in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff import actions, roster
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.giving import roles_to_give
from bijlisetu.web.desk import path_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.staff.forms import InviteForm
from bijlisetu.web.office.staff.words import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def invite(request: HttpRequest, office: int) -> HttpResponse:
    """Show the form; or make the login, its post and its key."""
    path = path_or_missing(request, office, Deed.MANAGE_STAFF)
    roles = roles_to_give(seats_of(request), office=office)
    if not roles:
        raise Http404
    form = InviteForm(request.POST if request.method == "POST" else None, roles=roles)
    if form.is_valid() and (person := _invited(request, form, office)):
        messages.success(request, gettext("Invited. Hand over the link below: it opens the login once."))
        return redirect("office:staff_person", person=person)
    context = {"path": path, "office": path[-1], "form": form}
    return show(request, "staff/invite.html", context, page="staff", status=422 if form.errors else 200)


def _invited(request: HttpRequest, form: InviteForm, office: int) -> int | None:
    place = roster.office_numbered(office)
    if place is None:
        raise Http404
    user = form.cleaned_data["user"]
    try:
        actions.invite(
            user=user, named=form.named(), post=form.offered(place), at=timezone.now(),
            by=person_of(request).get_username(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error("user" if isinstance(refusal, (actions.NotAUserName, actions.LoginExists)) else None,
                       in_words(refusal))  # fmt: skip
        return None
    return int(actions.person_called(user).pk)
