"""What hangs on another line than its own, since when, until when?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.network.models import Feeder
from bijlisetu.network.switching import entering
from bijlisetu.network.switching.queries import Elements, hanging
from bijlisetu.outages import desk
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_at, path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.outages import words
from bijlisetu.web.office.outages.forms import moment_field
from bijlisetu.web.office.outages.pages import MOST_OFFERED
from bijlisetu.web.paging import number_in


class SwitchingForm(forms.Form):
    """One transfer or back-feed, as the desk enters it."""

    element = forms.CharField(
        label=_("Feeder, or FEEDER › TRANSFORMER"), max_length=200,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )  # fmt: skip
    fed_by = forms.CharField(
        label=_("Hangs on the feeder"), max_length=200,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )  # fmt: skip
    from_at = moment_field(_("From"))
    until_at = moment_field(_("Until (empty: until somebody ends it)"), required=False)
    why = forms.CharField(label=_("Why?"), required=False, max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def switchings(request: HttpRequest, office: int) -> HttpResponse:
    """List what of the office hangs on another line; enter another, or end one."""
    path = path_or_missing(request, office, Deed.SEE_OUTAGES)
    form = SwitchingForm(initial={"from_at": timezone.localtime()})
    if request.method == "POST":
        path_or_missing(request, office, Deed.RUN_OUTAGES)
        if request.POST.get("deed") == "end":
            _end(request, office)
            return redirect("office:switchings", office=office)
        form = SwitchingForm(request.POST)
        if form.is_valid() and _enter(request, form, office):
            return redirect("office:switchings", office=office)
    places = [one.label for one in desk.places_of(office) if one.sort == "feeder"][:MOST_OFFERED]
    context = {
        "path": path, "office": path[-1], "form": form, "places": places,
        "lines": hanging(office, at=timezone.now()), "may_enter": may_at(request, office, Deed.RUN_OUTAGES),
    }  # fmt: skip
    return show(request, "outages/switchings.html", context, page="switchings", status=422 if form.errors else 200)


def _enter(request: HttpRequest, form: SwitchingForm, office: int) -> bool:
    """Enter what the form says; return whether that was possible."""
    told = form.cleaned_data
    elements, unclear = desk.resolve(office, [told["element"]])
    if unclear:
        form.add_error("element", words.not_one(unclear[0]))
    elif elements.substations:
        form.add_error("element", gettext("This is a substation. Write one of its feeders, or FEEDER › TRANSFORMER."))
    fed_by = _line(told["fed_by"])
    if fed_by is None:
        form.add_error("fed_by", gettext("No feeder is called so, or several are: write its code."))
    if form.errors or fed_by is None:
        return False
    try:
        _switch(elements, fed_by, told, at=timezone.now(), by=person_of(request).get_username())
    except Refusal as refusal:
        form.add_error(None, words.in_words(refusal))
        return False
    messages.success(request, gettext("Entered. Whom an outage touches follows it within a minute."))
    return True


def _switch(elements: Elements, fed_by: int, told: dict[str, Any], *, at: datetime, by: str) -> None:
    entering.enter(
        feeder=next(iter(elements.feeders), None), transformer=next(iter(elements.transformers), None), fed_by=fed_by,
        from_at=told["from_at"], until_at=told["until_at"], why=told["why"], at=at, by=by,
    )  # fmt: skip


def _end(request: HttpRequest, office: int) -> None:
    """End a switching of the office now; :raises Http404: if it is none of theirs."""
    at, number = timezone.now(), number_in(request.POST.get("switching", ""))
    shown = next((one for one in hanging(office, at=at) if one.id == number), None)
    if shown is None or shown.own not in {one.id for one in desk.places_of(office) if one.sort == "feeder"}:
        raise Http404
    try:
        entering.end(switching=shown.id, until_at=at, at=at, by=person_of(request).get_username())
    except Refusal as refusal:
        messages.error(request, words.in_words(refusal))
    else:
        messages.success(request, gettext("It hangs on its own line again."))


def _line(text: str) -> int | None:
    """Return the feeder of the whole network that is written by its code, NAME · CODE, or a name of its own."""
    written = " ".join(text.split())
    code = written.rpartition(desk.BETWEEN.strip())[2].strip()
    found = Feeder.objects.filter(code__iexact=code) or Feeder.objects.filter(name__iexact=written)
    return found[0].pk if len(found) == 1 else None
