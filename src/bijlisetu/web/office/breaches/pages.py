"""Was data lost to strangers, and whom must we tell until when?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.audit import breaches
from bijlisetu.audit.breaches import CLOSED, STEPS, Listed
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import allowed_or_missing, person_of, staff_page
from bijlisetu.web.office.breaches import words
from bijlisetu.web.office.frame import show

LONGEST = 4000
MOST_PEOPLE = 2_000_000_000


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **more)


class BreachForm(forms.Form):
    """What is known at first; nobody waits with it until all is known."""

    found_at = forms.DateTimeField(
        label=_("When did we come to know?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip
    what = _text(_("What happened? Write no name and no number of anybody."))
    which_data = _text(_("Which data?"))
    people = forms.IntegerField(
        label=_("How many people? Leave it empty while nobody knows."), required=False, min_value=0,
        max_value=MOST_PEOPLE,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def register(request: HttpRequest) -> HttpResponse:
    """Show all breaches, the next one due first; or write a new one down."""
    allowed_or_missing(request, Deed.SEE_BREACHES)
    form = BreachForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if form.is_valid():
        try:
            breaches.enter(**form.cleaned_data, by=person_of(request).get_username(), at=now)
        except Refusal as refusal:
            form.add_error("found_at", str(words.REFUSALS[type(refusal).__name__]))
        else:
            messages.success(request, gettext("Written down. Tell the Board and the people now."))
            return redirect("office:breaches")
    lines = [_line(one, now) for one in breaches.register()]
    return show(request, "breaches/page.html", {"lines": lines, "form": form}, page="breaches",
                status=422 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def step(request: HttpRequest, breach: int) -> HttpResponse:
    """Write down that something was done about a breach; whoever loads the address again sees the register."""
    allowed_or_missing(request, Deed.SEE_BREACHES)
    if request.method != "POST":
        return redirect("office:breaches")
    done, said = request.POST.get("step", ""), request.POST.get("words", "").strip()[:LONGEST]
    if done not in (*STEPS, CLOSED) or breach not in {one.number for one in breaches.register()}:
        raise Http404
    try:
        breaches.step(breach=breach, step=done, words=said, by=person_of(request).get_username(), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(words.REFUSALS[type(refusal).__name__]))
    else:
        messages.success(request, gettext("Written down."))
    return redirect("office:breaches")


def _line(one: Listed, now: Any) -> dict[str, Any]:
    missing = [*one.missing] or ([CLOSED] if one.is_open else [])
    return {
        "breach": one,
        "is_late": one.is_late(now),
        "seconds": max(int(one.left(now).total_seconds()), 0),
        "missing": [(name, words.STEPS[name][0]) for name in missing],
        "done": [(words.STEPS[name][1], step) for name, step in one.steps.items()],
    }
