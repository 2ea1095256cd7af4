"""The forms about systems: one that is let in, and how long a key of it lasts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.network.queries import AmbiguousOffice, UnknownOffice
from bijlisetu.network.queries import office as office_called
from bijlisetu.web.office.systems.words import PURPOSES


class SystemForm(forms.Form):
    """What a system is called, at which office, and what for."""

    name = forms.CharField(
        label=_("Name, such as scada or oms-east"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    office = forms.CharField(label=_("Office, by code or name: it and all below"), max_length=100)
    purposes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=list(PURPOSES.items()), widget=forms.CheckboxSelectMultiple
    )
    a_minute = forms.IntegerField(label=_("Requests in a minute"), min_value=1, max_value=60_000, initial=600)

    def clean_office(self) -> Any:
        """Return the office that is called so."""
        try:
            return office_called(self.cleaned_data["office"].strip())
        except (UnknownOffice, AmbiguousOffice):
            raise forms.ValidationError(gettext("No office is called so, or several are. Write its code.")) from None


class KeyForm(forms.Form):
    """Until when a key lasts."""

    until = forms.DateField(label=_("Lasts until"), widget=forms.DateInput(attrs={"type": "date"}))
