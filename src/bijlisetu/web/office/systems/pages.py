"""Which other systems of the utility speak with us, what for, and until when?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.network.models import OfficeTree
from bijlisetu.plumbing.india import INDIA
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.actions import systems as deeds
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.models import System, SystemKey
from bijlisetu.web.desk import allowed_or_missing, lacks_second_factor, may_at, person_of, seats_of, staff_page
from bijlisetu.web.office.entry import second
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.systems import hooks
from bijlisetu.web.office.systems.forms import KeyForm, SystemForm
from bijlisetu.web.office.systems.words import PURPOSES, in_words
from bijlisetu.web.paging import number_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def systems(request: HttpRequest) -> HttpResponse:
    """List the systems that speak with us for the person's offices; let one more in."""
    allowed_or_missing(request, Deed.MANAGE_SYSTEMS)
    if lacks_second_factor(request, Deed.MANAGE_SYSTEMS):
        return second.ask(request, then=request.path)
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := _let_in(request, form)):
        return redirect("office:system", system=made.name)
    seats = seats_of(request).offices_for(Deed.MANAGE_SYSTEMS)
    under = OfficeTree.objects.filter(ancestor__in=seats).values("descendant")
    found = System.objects.filter(office__in=under).select_related("office").order_by("ended_at", "name")
    context = {"systems": [(one, _purposes(one)) for one in found], "form": form}
    return show(request, "systems/list.html", context, page="systems", status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def system(request: HttpRequest, system: str) -> HttpResponse:
    """Show one system: what it may do, and its keys; give it another key, or end one."""
    found = _system_or_missing(request, system)
    if lacks_second_factor(request, Deed.MANAGE_SYSTEMS):
        return second.ask(request, then=request.path)
    if request.method != "POST":
        return _show(request, found)
    name = request.POST.get("deed", "")
    try:
        if name in hooks.DEEDS:
            return _tell(request, found, hooks.DEEDS[name])
        if name in DEEDS:
            return DEEDS[name](request, found)
    except Refusal as refusal:
        messages.error(request, in_words(refusal))
        return redirect("office:system", system=system)
    raise Http404


def _let_in(request: HttpRequest, form: SystemForm) -> System | None:
    told = form.cleaned_data
    if not may_at(request, told["office"].pk, Deed.MANAGE_SYSTEMS):
        form.add_error("office", _("Your post does not cover this office."))
        return None
    try:
        return deeds.let_in(**told, at=timezone.now(), by=person_of(request).get_username())
    except Refusal as refusal:
        form.add_error("name", in_words(refusal))
        return None


def _give_key(request: HttpRequest, found: System) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form)
    until = datetime.combine(form.cleaned_data["until"], time(23, 59), tzinfo=INDIA)
    by = person_of(request).get_username()
    key = deeds.give_system_key(system=found.pk, until=until, at=timezone.now(), by=by)
    # In this answer alone: it is kept nowhere, so no other page could show it.
    return _show(request, found, key=key)


def _end_key(request: HttpRequest, found: System) -> HttpResponse:
    key = SystemKey.objects.filter(system=found, pk=number_in(request.POST.get("key", "")) or 0).first()
    if key is None:
        raise Http404
    deeds.end_system_key(key=key.pk, at=timezone.now(), by=person_of(request).get_username())
    messages.success(request, gettext("This key opens nothing any more."))
    return redirect("office:system", system=found.name)


def _shut_out(request: HttpRequest, found: System) -> HttpResponse:
    deeds.shut_out(system=found.pk, at=timezone.now(), by=person_of(request).get_username())
    messages.success(request, gettext("The system is let in no more."))
    return redirect("office:system", system=found.name)


DEEDS: dict[str, Callable[[HttpRequest, System], HttpResponse]] = {
    "give_key": _give_key, "end_key": _end_key, "shut_out": _shut_out,
}  # fmt: skip


def _tell(
    request: HttpRequest, found: System, deed: Callable[[HttpRequest, System], dict[str, Any]]
) -> HttpResponse:  # fmt: skip
    # A secret is shown in this answer alone, as a key is.
    more = deed(request, found)
    return _show(request, found, **more) if more else redirect("office:system", system=found.name)


def _show(
    request: HttpRequest, found: System, *, form: KeyForm | None = None, hook_form: hooks.HookForm | None = None,
    **shown: str,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    keys = SystemKey.objects.filter(system=found).order_by("-pk")
    context: dict[str, Any] = {
        "system": found, "purposes": _purposes(found), "form": form or KeyForm(), **shown,
        "hooks": hooks.hooks_of(found), "may_follow": hooks.may_follow(found),
        "hook_form": hook_form or hooks.HookForm(),
        "keys": [(one, one.ended_at is None and one.until > now) for one in keys],
    }  # fmt: skip
    status = 422 if context["form"].errors or context["hook_form"].errors else 200
    return show(request, "systems/one.html", context, page="systems", status=status)


def _purposes(found: System) -> list[Any]:
    return [PURPOSES[one] for one in found.purposes]


def _system_or_missing(request: HttpRequest, name: str) -> System:
    found = System.objects.select_related("office").filter(name=name).first()
    if found is None or not may_at(request, found.office_id, Deed.MANAGE_SYSTEMS):
        raise Http404
    return found
