"""An officer changes their own password."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

import bijlisetu.staff.actions as staff
from bijlisetu.web.desk import person_of, staff_page
from bijlisetu.web.guessing.door import is_turned_away
from bijlisetu.web.office.entry.login import LoginForm
from bijlisetu.web.office.frame import show

#: What is wrong with a new password, by Django's names for it: its own words are not in Hindi.
WEAK: Mapping[str, Promise] = {
    "password_too_short": _("Take at least 12 letters and digits."),
    "password_too_similar": _("This is too much like your user name."),
    "password_too_common": _("This password is one of those tried first. Take another."),
    "password_entirely_numeric": _("Take letters too, not digits alone."),
}


class PasswordForm(forms.Form):
    """The old password, and the new one twice."""

    old = forms.CharField(strip=False)
    new = forms.CharField(strip=False)
    again = forms.CharField(strip=False)

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self._request, self._person = request, person_of(request)

    def clean_old(self) -> str:
        """Look at the old password as at a login: a borrowed browser may not guess it either."""
        old, user = str(self.cleaned_data["old"]), self._person.get_username()
        if is_turned_away(self._request):
            raise forms.ValidationError(LoginForm.error_messages["busy"])
        is_right = authenticate(self._request, username=user, password=old) is not None
        if getattr(self._request, "axes_locked_out", False):
            raise forms.ValidationError(LoginForm.error_messages["wait"])
        if not is_right:
            raise forms.ValidationError(_("The old password is not right."))
        return old

    def clean_new(self) -> str:
        """Refuse what would be guessed."""
        new: str = self.cleaned_data["new"]
        try:
            validate_password(new, self._person)
        except forms.ValidationError as weak:
            raise forms.ValidationError([WEAK[str(fault.code)] for fault in weak.error_list]) from None
        return new

    def clean_again(self) -> str:
        """Refuse a slip of the finger."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("The two new passwords are not the same."))
        return again


@sensitive_post_parameters()
@staff_page
def password(request: HttpRequest) -> HttpResponse:
    """Show the form, or take the new password; whoever else is logged in under the name is so no more."""
    form = PasswordForm(request)
    if not form.is_valid():
        return show(request, "entry/password.html", {"form": form})
    person = person_of(request)
    staff.change_password(
        user=person.get_username(), password=form.cleaned_data["new"], at=timezone.now(), by=person.get_username()
    )
    person.refresh_from_db()
    update_session_auth_hash(request, person)
    messages.success(request, _("The password is changed."))
    return redirect("office:home")
