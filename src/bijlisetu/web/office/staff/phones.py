"""The telephones on which a person walks a beat: one that is lost is shut, one that was found is opened again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from bijlisetu.fieldwork import actions
from bijlisetu.fieldwork.queries import Phone, phones_of
from bijlisetu.staff.roster import Person


def shut(request: HttpRequest, who: Person, by: str) -> None:
    """Shut the telephone that the form names."""
    actions.shut(devices=[_named(request, who).id], by=by, at=timezone.now())
    messages.success(
        request,
        gettext("The phone is shut. It forgets its list of doors as soon as it has network, and sends nothing."),
    )


def open_again(request: HttpRequest, who: Person, by: str) -> None:
    """Open it again."""
    actions.unshut(devices=[_named(request, who).id], by=by, at=timezone.now())
    messages.success(request, gettext("The phone is open again. It sends what was kept on it."))


def _named(request: HttpRequest, who: Person) -> Phone:
    """Return the telephone that the form names; :raises Http404: if it is none of the person's."""
    for phone in phones_of(who.id):
        if str(phone.id) == request.POST.get("phone"):
            return phone
    raise Http404
