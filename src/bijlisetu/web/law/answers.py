"""What a person answers beside their number."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bijlisetu.contact.kyc.models import Matter


class AnswersForm(forms.Form):
    """Whether WhatsApp is on the number, and that there is no e-mail."""

    whatsapp = forms.ChoiceField(choices=[("yes", _("yes")), ("none", _("no WhatsApp"))], required=False)
    no_mailbox = forms.BooleanField(required=False)

    @property
    def answered(self) -> list[Matter]:
        """What they were asked about and answered."""
        told = {Matter.WHATSAPP: self.cleaned_data["whatsapp"], Matter.EMAIL: self.cleaned_data["no_mailbox"]}
        return [matter for matter, answer in told.items() if answer]
