"""What an officer says of a drive: for whom, by when, on which days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.drives.plan.actions import Days
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.values import in_indian_groups
from bijlisetu.web.language import spoken

NO_NUMBER = "no_number"
OWING = "owing"
LONGEST = timedelta(days=366)
#: A drive that begins further off than this, or did, is likelier a slip of the pen in the year than a plan.
USUAL = timedelta(days=60)


class DriveDays(forms.Form):
    """What a drive is called, and when it is worked."""

    title = forms.CharField(max_length=120, label=_("Name of the drive"))
    begins_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    deadline = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    is_sure = forms.BooleanField(label=_("Yes, this is the first day"), required=False, widget=forms.HiddenInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    days_off = forms.CharField(
        label=_("Holidays, as 2026-11-08, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    from_hour = forms.IntegerField(label=_("From (hour)"), min_value=0, max_value=23)
    until_hour = forms.IntegerField(label=_("To (hour)"), min_value=1, max_value=24)
    target_percent = forms.IntegerField(label=_("Target in per cent of the doors"), min_value=1, max_value=100)

    def clean_days_off(self) -> list[date]:
        """Return the holidays."""
        try:
            return [date.fromisoformat(line.strip()) for line in self.cleaned_data["days_off"].split()]
        except ValueError:
            raise forms.ValidationError(_("One of the holidays is no day. Write each as 2026-11-08.")) from None

    def clean(self) -> dict[str, Any]:
        """See to it that the drive has an end after its beginning, and its day one too; ask twice about odd years."""
        told = super().clean() or {}
        begins, ends = told.get("begins_on"), told.get("deadline")
        if begins and ends and not begins <= ends <= begins + LONGEST:
            self.add_error("deadline", _("The last day lies after the first, and not more than a year."))
        if ends and ends < timezone.localdate():
            self.add_error("deadline", _("This day has passed. Choose one that is still to come."))
        if (told.get("from_hour") or 0) >= (told.get("until_hour") or 24):
            self.add_error("until_hour", _("The working day ends after it begins."))
        if begins and not told.get("is_sure"):
            self._ask_again(begins)
        return told

    def days(self) -> Days:
        """Return the days that the form says."""
        told = self.cleaned_data
        return Days(
            begins_on=told["begins_on"], deadline=told["deadline"], weekdays=told["weekdays"],
            days_off=told["days_off"], from_hour=told["from_hour"], until_hour=told["until_hour"],
        )  # fmt: skip

    def _ask_again(self, begins: date) -> None:
        """Ask whether a first day is meant that lies far from today, unless the drive has it already."""
        off = begins - timezone.localdate()
        if abs(off) <= USUAL or begins == self.initial.get("begins_on"):
            return
        self.fields["is_sure"].widget = forms.CheckboxInput()
        words = (
            ngettext("This day is %(n)s day from now.", "This day is %(n)s days from now.", off.days)
            if off > timedelta(0)
            else ngettext("This day was %(n)s day ago.", "This day was %(n)s days ago.", -off.days)
        )
        once_more = gettext("Look at the year once more. If it is right, tick the box below.")
        self.add_error("begins_on", f"{words % {'n': in_indian_groups(abs(off.days))}} {once_more}")


class Plan(DriveDays):
    """A new drive."""

    whom = forms.ChoiceField(label=_("For whom"))
    field_order = ("title", "whom")

    def __init__(self, *given: Any, known: list[Occasion], **named: Any) -> None:
        """Offer everybody without a number, whom an occasion did not reach, and who is to be seen for arrears."""
        super().__init__(*given, **named)
        not_reached = gettext("Not reached")
        cast("forms.ChoiceField", self.fields["whom"]).choices = [
            *((one.key, f"{not_reached}: {one.in_words(spoken())}") for one in known),
            (NO_NUMBER, gettext("Everybody without a mobile number")),
            (OWING, gettext("Everybody to be seen for arrears")),
        ]
