"""Open a drive: for whom, by when, on which days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan.actions import Days, NobodyToVisit, NoTime, Planned, plan
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.reach.queries import occasions
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import in_indian_groups
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show

NO_NUMBER = "no_number"
LONGEST = timedelta(days=366)
MOST_OCCASIONS = 12


class Plan(forms.Form):
    """What an officer says of a drive."""

    title = forms.CharField(max_length=120, label=_("Name of the drive"))
    whom = forms.ChoiceField(label=_("For whom"))
    begins_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    deadline = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    days_off = forms.CharField(
        label=_("Holidays, as 2026-11-08, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    from_hour = forms.IntegerField(label=_("From (hour)"), min_value=0, max_value=23)
    until_hour = forms.IntegerField(label=_("To (hour)"), min_value=1, max_value=24)
    target_percent = forms.IntegerField(label=_("Target in per cent of the doors"), min_value=1, max_value=100)

    def __init__(self, *given: Any, known: list[Occasion], **named: Any) -> None:
        """Offer everybody without a number, and everybody whom one of the occasions did not reach."""
        super().__init__(*given, **named)
        cast("forms.ChoiceField", self.fields["whom"]).choices = [
            *((one.key, f"{gettext('Not reached')}: {one.in_words(spoken())}") for one in known),
            (NO_NUMBER, gettext("Everybody without a mobile number")),
        ]

    def clean_days_off(self) -> list[date]:
        """Return the holidays."""
        try:
            return [date.fromisoformat(line.strip()) for line in self.cleaned_data["days_off"].split()]
        except ValueError:
            raise forms.ValidationError(_("One of the holidays is no day. Write each as 2026-11-08.")) from None

    def clean(self) -> dict[str, Any]:
        """See to it that the drive has an end after its beginning, and its day one too."""
        told = super().clean() or {}
        begins, ends = told.get("begins_on"), told.get("deadline")
        if begins and ends and not begins <= ends <= begins + LONGEST:
            self.add_error("deadline", _("The last day lies after the first, and not more than a year."))
        if ends and ends < timezone.localdate():
            self.add_error("deadline", _("This day has passed. Choose one that is still to come."))
        if (told.get("from_hour") or 0) >= (told.get("until_hour") or 24):
            self.add_error("until_hour", _("The working day ends after it begins."))
        return told


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def planning(request: HttpRequest, office: int) -> HttpResponse:
    """Show the form of a new drive for the office, and open it."""
    path = path_or_missing(request, office, Deed.RUN_DRIVE)
    known = list(occasions("bills"))[:MOST_OCCASIONS]
    today = timezone.localdate()
    initial = {
        "title": gettext("Contact drive"), "begins_on": today, "deadline": today + timedelta(days=30),
        "weekdays": list(range(6)), "from_hour": 10, "until_hour": 18, "target_percent": 100,
    }  # fmt: skip
    form = Plan(request.POST or None, known=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            planned = _plan(form.cleaned_data, office, by=person_of(request).get_username())
        except NobodyToVisit:
            form.add_error("whom", _("Nobody of this office is left to visit: all are reached, or in another drive."))
        except NoTime:
            form.add_error("weekdays", _("No day is worked until the last day. Choose more days."))
        else:
            _tell(request, planned)
            return redirect("office:drive", office=office)
    context = {"path": path, "office": path[-1], "form": form}
    return show(request, "drive/new.html", context, page="drive", status=422 if form.errors else 200)


def _plan(told: dict[str, Any], office: int, *, by: str) -> Planned:
    ledger, _, occasion = told["whom"].partition(":")
    is_not_reached = told["whom"] != NO_NUMBER
    return plan(
        title=told["title"],
        offices=[office],
        population=Drive.Population.NOT_REACHED if is_not_reached else Drive.Population.NO_NUMBER,
        ledger=ledger if is_not_reached else "",
        occasion=occasion if is_not_reached else "",
        days=Days(
            begins_on=told["begins_on"],
            deadline=told["deadline"],
            weekdays=told["weekdays"],
            days_off=told["days_off"],
            from_hour=told["from_hour"],
            until_hour=told["until_hour"],
        ),
        target_percent=told["target_percent"],
        at=timezone.now(),
        by=by,
    )


def _tell(request: HttpRequest, planned: Planned) -> None:
    doors, beats, workers = (in_indian_groups(n) for n in (planned.doors, planned.beats, planned.workers))
    messages.success(
        request,
        gettext("The drive is open. Doors: %(doors)s, beats: %(beats)s, people who walk: %(workers)s.")
        % {"doors": doors, "beats": beats, "workers": workers},
    )
    if planned.nobodys:
        messages.warning(
            request,
            gettext("Doors where nobody has a post to walk: %(doors)s. Give their beats to somebody.")
            % {"doors": in_indian_groups(planned.nobodys)},
        )
