"""What must be kept for a court, beyond its time?"""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.audit import holds as evidence
from bijlisetu.plumbing.india import INDIA
from bijlisetu.reports.law.evidence import consumer_of, holds_of
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in


class HoldForm(forms.Form):
    """Whose evidence is kept, for which case, and until when."""

    account = forms.CharField(max_length=40, label=_("Account"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    why = forms.CharField(max_length=500, label=_("The case, and who asked for it"))
    until = forms.DateField(label=_("Keep until"), widget=forms.DateInput(attrs={"type": "date"}))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def holds(request: HttpRequest, office: int) -> HttpResponse:
    """Show what is held of the office's people; hold more, or let go."""
    path = path_or_missing(request, office, Deed.DECIDE_ERASURE)
    now = timezone.now()
    if request.POST.get("deed") == "let_go":
        _let_go(request, office, now)
        return redirect(request.path)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _hold(request, form, office, now):
        return redirect(request.path)
    context = {"path": path, "office": path[-1], "form": form, "held": holds_of(office, at=now)}
    return show(request, "law/holds.html", context, page="holds", status=422 if form.errors else 200)


def _hold(request: HttpRequest, form: HoldForm, office: int, now: datetime) -> bool:
    told = form.cleaned_data
    consumer = consumer_of(office, told["account"].strip())
    until = datetime.combine(told["until"], time(23, 59), tzinfo=INDIA)
    if consumer is None:
        form.add_error("account", _("No consumer of this office has this account."))
    if until <= now:
        form.add_error("until", _("This day has passed. Choose one that is still to come."))
    if consumer is None or until <= now:
        return False
    evidence.hold(consumer=consumer, why=told["why"], by=person_of(request).get_username(), at=now, until=until)
    messages.success(request, gettext("It is kept until the end of that day."))
    return True


def _let_go(request: HttpRequest, office: int, now: datetime) -> None:
    number = number_in(request.POST.get("hold", ""))
    theirs = {one.hold for one in holds_of(office, at=now)}
    if number in theirs and evidence.lift(hold=number, by=person_of(request).get_username(), at=now):
        messages.success(
            request, gettext("The hold has ended. What it kept beyond its time leaves in the coming night.")
        )
    else:
        messages.error(request, gettext("This hold is not in force any more."))
