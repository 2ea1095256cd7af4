"""Login, with a pause for those who keep guessing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from bijlisetu.web.private import private

MOST_FAILURES = 8
PAUSE = 5 * 60  # seconds


class LoginForm(AuthenticationForm):
    """User name and password; after too many failures of one name from one place it waits."""

    error_messages = {
        "invalid_login": _("This user name and password do not belong together. Try again, or ask your office."),
        "inactive": _("This account is closed. Ask your office."),
        "wait": _("Too many failed tries. Please wait five minutes, then try again."),
    }

    def clean(self) -> dict[str, Any]:
        """Count failures, and refuse to look at the password while the pause lasts."""
        key = self._key()
        if cache.get(key, 0) >= MOST_FAILURES:
            raise forms.ValidationError(self.error_messages["wait"], code="wait")
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            cache.add(key, 0, PAUSE)
            cache.incr(key)
            raise
        cache.delete(key)
        return cleaned

    def confirm_login_allowed(self, user: User) -> None:
        """Let active people pass."""
        if not user.is_active:
            raise forms.ValidationError(self.error_messages["inactive"], code="inactive")

    def _key(self) -> str:
        place = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        # A cache key may hold no spaces and no control characters: the name comes from outside.
        return f"login:{place}:{self.cleaned_data.get('username', '').encode().hex()}"


@method_decorator(private, name="dispatch")
class Login(LoginView):
    """The door of the office."""

    template_name = "web/office/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True
