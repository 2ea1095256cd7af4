"""What a password must have beside the user name: the name said twice is long, and anybody's first guess."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

#: So many letters and digits must be left when the name is taken out.
LEAST = 8


class MoreThanTheName:
    """Refuses a password that is little more than the name, however often and in whatever case it says it."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Take the password; :raises ValidationError: if too little of it is not the name."""
        name = user.get_username().casefold() if user else ""
        told = password.casefold()
        if not name or name not in told:
            return
        if sum(mark.isalnum() for mark in told.replace(name, "")) < LEAST:
            raise ValidationError(self.get_help_text(), code="password_too_similar")  # pages say it in words of ours

    def get_help_text(self) -> str:
        """Return what is asked of a password."""
        return "The password must be more than the user name, however often that is said."
