"""An officer changes their own password."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

import bijlisetu.staff.actions as staff
from bijlisetu.web.desk import person_of, staff_page
from bijlisetu.web.guessing.door import is_turned_away
from bijlisetu.web.office.entry.forms import NewPasswordForm
from bijlisetu.web.office.entry.login import LoginForm
from bijlisetu.web.office.frame import show


class PasswordForm(NewPasswordForm):
    """The old password, and the new one twice."""

    old = forms.CharField(strip=False)
    field_order = ("old", "new", "again")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None, person=person_of(request))
        self._request = request

    def clean_old(self) -> str:
        """Look at the old password as at a login: a borrowed browser may not guess it either."""
        old, user = str(self.cleaned_data["old"]), self.person.get_username()
        if is_turned_away(self._request):
            raise forms.ValidationError(LoginForm.error_messages["busy"])
        is_right = authenticate(self._request, username=user, password=old) is not None
        if getattr(self._request, "axes_locked_out", False):
            raise forms.ValidationError(LoginForm.error_messages["wait"])
        if not is_right:
            raise forms.ValidationError(_("The old password is not right."))
        return old


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
