"""What the forms that anybody may fill in have in common: a piece of work before they count, and a mobile number."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.values import Mobile
from bijlisetu.values.accounts import account_in
from bijlisetu.web.me.home.puzzle import is_solved
from bijlisetu.web.repair import address_in


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
        """Return the account as it is written; whether there is such a one is nobody's to learn here."""
        account = account_in(self.cleaned_data["account"])
        if not account:
            raise forms.ValidationError(gettext("Write the account number as it stands on the bill."))
        return account

    def clean_mobile(self) -> Mobile:
        """Return the number; a mailbox is none."""
        found = address_in(self.cleaned_data["mobile"])
        if not isinstance(found, Mobile):
            raise forms.ValidationError(gettext("Write a mobile number here."))
        return found
