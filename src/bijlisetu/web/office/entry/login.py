"""Login, with a pause for those who keep guessing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from bijlisetu.web.guessing.browsers import number, remember
from bijlisetu.web.guessing.door import is_turned_away
from bijlisetu.web.private import private

#: Status and seconds until one may try again, where it is not about the words typed.
LATER = {"wait": (HTTPStatus.TOO_MANY_REQUESTS, 300), "busy": (HTTPStatus.SERVICE_UNAVAILABLE, 5)}


class LoginForm(AuthenticationForm):
    """User name and password; after too many failures of one name from one place it waits."""

    username = UsernameField(max_length=150)

    error_messages = {
        "invalid_login": _("This user name and password do not belong together. Try again, or ask your office."),
        "inactive": _("This account is closed. Ask your office."),
        "wait": _("Too many failed tries. Please wait five minutes, then try again."),
        "busy": _("Many people are logging in just now. Please try again in a few seconds."),
    }

    def clean(self) -> dict[str, Any]:
        """Look at the password, if its turn came and nobody guessed too often."""
        assert self.request is not None  # noqa: S101 - Login hands it over
        if self.errors:  # one of the two is empty, or longer than any
            raise self.get_invalid_login_error()
        if is_turned_away(self.request):
            raise self._fault("busy")
        try:
            return super().clean()
        except forms.ValidationError:
            if getattr(self.request, "axes_locked_out", False):
                raise self._fault("wait") from None
            raise

    def confirm_login_allowed(self, user: User) -> None:
        """Let active people pass."""
        if not user.is_active:
            raise self._fault("inactive")

    def _fault(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)


@method_decorator(private, name="dispatch")
class Login(LoginView):
    """The door of the office."""

    template_name = "web/office/entry/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        """Show the form, and give the browser a number by which it waits for its turn."""
        answer = super().render_to_response(context, **more)
        number(self.request, answer)
        return answer

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let them in, and know the browser again."""
        answer = super().form_valid(form)
        remember(self.request, answer)
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what is wrong, and to machines when to come again."""
        answer = super().form_invalid(form)
        for code, (status, seconds) in LATER.items():
            if form.has_error(NON_FIELD_ERRORS, code):
                answer.status_code = status
                answer["Retry-After"] = str(seconds)
        return answer
