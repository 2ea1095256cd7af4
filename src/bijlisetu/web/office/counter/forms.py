"""What is asked of whoever stands at the counter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bijlisetu.contact.lists import ClaimRole
from bijlisetu.reports.words import ROLES
from bijlisetu.values import Email, Mobile
from bijlisetu.web.law.answers import AnswersForm
from bijlisetu.web.repair import address_in

#: Whom people name at a counter.
ASKED = (ClaimRole.OWN, ClaimRole.FAMILY, ClaimRole.TENANT, ClaimRole.SHOP)


class NumberForm(AnswersForm):
    """A number or mailbox, whose it is, and in place of which one it comes."""

    address = forms.CharField(max_length=254, error_messages={"required": _("Write the mobile number or e-mail.")})
    role = forms.ChoiceField(choices=[(role, ROLES[role]) for role in ASKED], initial=ClaimRole.OWN)
    #: The address on file that it takes the place of, by its place in the list; empty: beside them.
    instead = forms.CharField(required=False, max_length=4)

    informed = forms.BooleanField(required=False)

    def clean_address(self) -> Mobile | Email:
        """Return the address as a value; whatever has an @ is meant to be a mailbox."""
        return address_in(self.cleaned_data["address"])
