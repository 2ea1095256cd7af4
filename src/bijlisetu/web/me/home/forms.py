"""What the forms that anybody may fill in have in common: a piece of work before they count, and a mobile number."""

from __future__ import annotations

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.values import Mobile
from bijlisetu.values.digits import ascii_digits
from bijlisetu.web.me.home.puzzle import is_solved
from bijlisetu.web.repair import address_in

#: As the utilities spell them, 3000003738 and 2101-TN00000007: all end in the four digits that stand in messages.
ACCOUNT = re.compile(r"[0-9A-Z-]{3,}\d{4}")


class WorkForm(forms.Form):
    """A form that is preceded by a piece of work of the page's script; `altcha` is its last field."""

    altcha = forms.CharField(required=False, max_length=2000)

    def clean_altcha(self) -> str:
        """Take the piece of work, once the rest is in order."""
        if not self.errors and not is_solved(self.cleaned_data["altcha"], at=timezone.now()):
            raise forms.ValidationError(gettext("The check of this page had run out. Please press once more."))
        return ""


class CalledForm(WorkForm):
    """One that says for which account it is, and at which mobile number its person is."""

    account = forms.CharField(max_length=40, label=_("Account number"))
    mobile = forms.CharField(max_length=40, label=_("Your mobile number"))

    def clean_account(self) -> str:
        """Return the account as the registry spells it; whether there is such a one is nobody's to learn here."""
        account = "".join(ascii_digits(self.cleaned_data["account"]).split()).upper()
        if not ACCOUNT.fullmatch(account):
            raise forms.ValidationError(gettext("An account number stands on the bill; it has at least seven digits."))
        return account

    def clean_mobile(self) -> Mobile:
        """Return the number; a mailbox is none."""
        found = address_in(self.cleaned_data["mobile"])
        if not isinstance(found, Mobile):
            raise forms.ValidationError(gettext("Write a mobile number here."))
        return found
