"""The form of a new outage: what, where, since when, until when, why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bijlisetu.outages.reasons import reasons, reasons_of
from bijlisetu.outages.rules import Kind
from bijlisetu.values import Language
from bijlisetu.web.office.outages.words import KINDS

MOMENT = "%Y-%m-%dT%H:%M"
#: A browser without a field for times lets people write them as they do on paper.
WRITTEN = ("%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M")
PLACES = 4  #: fields for places; more are entered as their substation


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    """Return a field for a day and its time by India's clock."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=WRITTEN, **more)


class OutageForm(forms.Form):
    """One outage, as the desk enters it."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    from_at = moment_field(_("Off from"))
    until_at = moment_field(_("Back by (a breakdown: leave it empty while nobody knows)"), required=False)
    reason = forms.ChoiceField(label=_("Why?"))
    crew = forms.CharField(label=_("Crew"), required=False, max_length=100)
    words = forms.CharField(
        label=_("Area in the people’s words, if the names do not say it"), required=False, max_length=36
    )

    def __init__(self, *arguments: Any, language: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        said = "hi" if language == Language.HINDI else "en"
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)  # noqa: S101 - as declared above
        # None is chosen beforehand: whoever is in haste would tell thousands the first of the list.
        reason.choices = [
            ("", _("Choose")),
            *[
                (KINDS[kind], [(key, getattr(one, said)) for key, one in reasons_of(kind).items()])
                for kind in (Kind.BREAKDOWN, Kind.PLANNED)
            ],
        ]

    def kind_told(self) -> Kind:
        """Return the kind that was chosen."""
        return Kind(self.cleaned_data["kind"])


def reason_in(language: str, key: str) -> str:
    """Return the reason as the reader's language has it."""
    found = reasons().get(key)
    return (found.hi if language == Language.HINDI else found.en) if found else key
