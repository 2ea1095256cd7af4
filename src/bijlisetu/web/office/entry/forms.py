"""What several pages of the entry ask for: a code, and a new password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.web.proving import digits_of

#: What is wrong with a new password, by Django's names for it: its own words are not in Hindi.
WEAK: Mapping[str, Promise] = {
    "password_too_short": _("Take at least 12 letters and digits."),
    "password_too_similar": _("This is too much like your user name."),
    "password_too_common": _("This password is one of those tried first. Take another."),
    "password_entirely_numeric": _("Take letters too, not digits alone."),
}


class CodeForm(forms.Form):
    """The six digits that came, or that the app shows."""

    code = forms.CharField(max_length=20)

    def clean_code(self) -> str:
        """Return the digits, in Western form."""
        return digits_of(self.cleaned_data["code"])


class NewPasswordForm(forms.Form):
    """A password, twice."""

    new = forms.CharField(strip=False)
    again = forms.CharField(strip=False)

    def __init__(self, said: Mapping[str, Any] | None, *, person: User) -> None:
        super().__init__(said)
        self.person = person

    def clean_new(self) -> str:
        """Refuse what would be guessed."""
        new: str = self.cleaned_data["new"]
        try:
            validate_password(new, self.person)
        except forms.ValidationError as weak:
            raise forms.ValidationError([WEAK[str(fault.code)] for fault in weak.error_list]) from None
        return new

    def clean_again(self) -> str:
        """Refuse a slip of the finger."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("The two new passwords are not the same."))
        return again
