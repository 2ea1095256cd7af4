"""Addresses of a system to which changes are told: named, signed anew, ended, tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.reports.story.deeds import DEEDS as DEEDS_IN_WORDS
from bijlisetu.staff.models import System
from bijlisetu.systems.following import subjects_of
from bijlisetu.systems.hooks import subscribing
from bijlisetu.systems.models import Dispatch, Subject, Subscription
from bijlisetu.web.desk import person_of
from bijlisetu.web.office.systems.words import SUBJECTS, why_in_words
from bijlisetu.web.paging import number_in

SHOWN = 20


class HookForm(forms.Form):
    """An address, and what is told there."""

    address = forms.CharField(label=_("Address, beginning with https://"), max_length=500)
    subjects = forms.MultipleChoiceField(
        label=_("What is told there?"), choices=list(SUBJECTS.items()), widget=forms.CheckboxSelectMultiple
    )


class Hook(NamedTuple):
    """An address, with how much waits and what was given up."""

    told: Subscription
    subjects: list[Any]
    waiting: int
    given_up: int
    last: list[tuple[Any, Dispatch, str]]  #: what happened, and why it was not taken


def hooks_of(system: System) -> list[Hook]:
    """Return the addresses to which changes are told."""
    found = Subscription.objects.filter(system=system, ended_at=None).order_by("pk")
    return [_hook(one) for one in found]


def may_follow(system: System) -> bool:
    """Return whether there is anything that the system may be told."""
    return bool(subjects_of(system.purposes)) and system.ended_at is None


def subscribe(request: HttpRequest, found: System) -> dict[str, Any]:
    """Name an address; return what the page shows: the secret, this once, or the form with its faults."""
    form = HookForm(request.POST)
    if not form.is_valid():
        return {"hook_form": form}
    made = subscribing.subscribe(
        system=found.pk, **form.cleaned_data, inside=settings.WEBHOOKS_INSIDE, **_said(request)
    )
    return {"secret": subscribing.secret_of(made, secret=settings.SECRET_KEY)}


def change_secret(request: HttpRequest, found: System) -> dict[str, Any]:
    """Sign with another secret; return it for the page, this once."""
    made = subscribing.change_secret(subscription=_theirs(request, found), **_said(request))
    return {"secret": subscribing.secret_of(made, secret=settings.SECRET_KEY)}


def unsubscribe(request: HttpRequest, found: System) -> dict[str, Any]:
    """Tell the address nothing more."""
    subscribing.unsubscribe(subscription=_theirs(request, found), **_said(request))
    messages.success(request, gettext("Nothing more is sent to this address."))
    return {}


def try_again(request: HttpRequest, found: System) -> dict[str, Any]:
    """Send once more what was given up."""
    many = subscribing.try_again(subscription=_theirs(request, found), **_said(request))
    told = ngettext("%(many)s message is sent once more.", "%(many)s messages are sent once more.", many)
    messages.success(request, told % {"many": many})
    return {}


DEEDS: dict[str, Callable[[HttpRequest, System], dict[str, Any]]] = {
    "subscribe": subscribe, "change_secret": change_secret, "unsubscribe": unsubscribe, "try_again": try_again,
}  # fmt: skip


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"at": timezone.now(), "by": person_of(request).get_username()}


def _theirs(request: HttpRequest, found: System) -> int:
    number = number_in(request.POST.get("hook", "")) or 0
    if not Subscription.objects.filter(pk=number, system=found, ended_at=None).exists():
        raise Http404
    return number


def _hook(one: Subscription) -> Hook:
    given_up = Dispatch.objects.filter(subscription=one, state=Dispatch.State.GIVEN_UP)
    last = given_up.select_related("change").order_by("-pk")[:SHOWN]
    return Hook(
        told=one, subjects=[SUBJECTS[Subject(each)] for each in one.subjects],
        waiting=Dispatch.objects.filter(subscription=one, state=Dispatch.State.WAITING).count(),
        given_up=given_up.count(),
        last=[(_what(each), each, why_in_words(each.why)) for each in last],
    )  # fmt: skip


def _what(one: Dispatch) -> Any:
    return DEEDS_IN_WORDS[f"{one.change.subject}.{one.change.what}"]
