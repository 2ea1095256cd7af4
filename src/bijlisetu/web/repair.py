"""The form that mends a number; pages that show it send it to themselves."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

import bijlisetu.contact.actions as contact
from bijlisetu.consumers.queries import Enrolled, enrolled
from bijlisetu.contact.law.informing import inform
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.queries import Doubt, doubt_about
from bijlisetu.drives import desk
from bijlisetu.reports.mended import what_follows
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Email, Mobile, NotAMobile, NotAnEmail
from bijlisetu.web.desk import may, may_for, person_of
from bijlisetu.web.language import spoken
from bijlisetu.web.own_doors import doors_or_missing

COUNTER = "counter"
PROOFS = [
    ("visit", _("I met the consumer at the door")),
    (COUNTER, _("The consumer came to the counter")),
    ("call_back", _("I called the number and the consumer answered")),
    ("", _("Not proved yet: they are asked by the message itself")),
]

NOT_AT_COUNTER = _("Only whoever serves the counter can say that the consumer came there.")


class RepairForm(forms.Form):
    """A new number or mailbox and how it was proved."""

    consumer = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    address = forms.CharField(
        label=_("Mobile number or e-mail"),
        max_length=254,
        error_messages={"required": _("Write the mobile number or e-mail.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "98…"}),
    )
    proof = forms.ChoiceField(
        label=_("How do we know it is theirs?"),
        choices=PROOFS,
        required=False,
        error_messages={"invalid_choice": NOT_AT_COUNTER},
    )
    informed = forms.BooleanField(label=_("I told them what their number is used for"), required=False)
    #: The address that was doubted and is meant all the same.
    sure = forms.CharField(required=False, max_length=254)
    doubt: Doubt | None = None

    def __init__(self, typed: QueryDict | None = None, *, at_counter: bool = False, **named: Any) -> None:
        super().__init__(typed, auto_id="repair-%s", **named)
        proof = cast("forms.ChoiceField", self.fields["proof"])
        proof.choices = [choice for choice in PROOFS if at_counter or choice[0] != COUNTER]

    @property
    def value(self) -> str:
        """The address as it is kept."""
        return contact.value_of(self.cleaned_data["address"])

    def clean_proof(self) -> str:
        """Return the proof; one that nobody chose is not taken for none."""
        if "proof" not in self.data:
            raise forms.ValidationError(
                gettext("Choose how we know it. If nobody has asked yet, choose “not proved yet”.")
            )
        return str(self.cleaned_data["proof"])

    def clean_address(self) -> Mobile | Email:
        """Return the address as a value."""
        return address_in(self.cleaned_data["address"])


def address_in(text: str) -> Mobile | Email:
    """
    Return the address as a value; whatever has an @ is meant to be a mailbox.

    :raises ValidationError: saying what is wrong, and what is probably meant
    """
    try:
        return Email.parse(text) if "@" in text else Mobile.parse(text)
    except NotAnEmail as fault:
        raise forms.ValidationError(_why_no_mailbox(fault)) from None
    except NotAMobile:
        raise forms.ValidationError(_why_not(text)) from None


def blank_form(request: HttpRequest, consumer: int) -> RepairForm:
    """Return an empty form for the consumer."""
    return RepairForm(initial={"consumer": consumer}, at_counter=may(request, Deed.SERVE_COUNTER))


def form_for(request: HttpRequest, consumer: int, faulty: RepairForm | None) -> RepairForm:
    """Return the faulty form if it is this consumer's, or else an empty one."""
    if faulty is not None and faulty["consumer"].value() == str(consumer):
        return faulty
    return blank_form(request, consumer)


def mend(request: HttpRequest) -> RepairForm | None:
    """Mend the number as the form sent here says; return the form, with its faults, if that could not be done."""
    form = RepairForm(request.POST, at_counter=may(request, Deed.SERVE_COUNTER))
    if not form.is_valid():
        return form
    consumer = enrolled(form.cleaned_data["consumer"])
    if consumer is None:
        raise Http404
    doors_or_missing(request, consumer, Deed.MEND_NUMBER)
    if form.cleaned_data["proof"] == COUNTER and not may_for(request, [consumer.feeder], Deed.SERVE_COUNTER):
        form.add_error("proof", str(NOT_AT_COUNTER))
        return form
    return _store(request, form, consumer)


def _store(request: HttpRequest, form: RepairForm, consumer: Enrolled) -> RepairForm | None:
    doubt = doubt_about(consumer.id, form.value)
    if doubt and doubt.denied_at and not form.cleaned_data["proof"]:
        form.add_error(
            "address",
            gettext("The person at this number said: not my connection. Ask the consumer, and say how it was proved."),
        )
        return form
    if doubt and form.cleaned_data["sure"] != form.value:
        form.doubt = doubt
        return form
    now = timezone.now()
    reopened = desk.mend(
        account=consumer.account,
        address=form.cleaned_data["address"],
        proof=form.cleaned_data["proof"],
        at=now,
        by=person_of(request).get_username(),
        is_asked=True,  # wherever there was a doubt
    )
    if form.cleaned_data["informed"]:
        inform(
            consumer=consumer.id, value=form.value, language=spoken(), at=now,
            source=ClaimSource(form.cleaned_data["proof"] or ClaimSource.OFFICE), by=person_of(request).get_username(),
        )  # fmt: skip
    told = what_follows(consumer=consumer.id, feeder=consumer.feeder, value=form.value, reopened=reopened, at=now)
    saved = gettext("Saved for %(name)s.") % {"name": consumer.name}
    messages.success(request, f"{saved} {told}")
    return None


def _why_no_mailbox(fault: NotAnEmail) -> str:
    if fault.why == "nobody":
        return gettext("Nobody reads this mailbox. Ask the consumer for one that they read.")
    if fault.meant:
        told = gettext("This looks mistyped: %(meant)s is probably meant. Write it as the consumer says it.")
        return told % {"meant": fault.meant}
    return gettext("This is not an e-mail address. It looks like name@example.in.")


def _why_not(text: str) -> str:
    digits = sum(mark.isdecimal() for mark in text)
    if not digits:
        return gettext("This is neither a mobile number nor an e-mail address.")
    if digits not in (10, 11, 12):
        return ngettext(
            "A mobile number has ten digits; this has %(digits)s.",
            "A mobile number has ten digits; this has %(digits)s.",
            digits,
        ) % {"digits": digits}
    return gettext("This cannot be a mobile number: it begins with 6, 7, 8 or 9, and 9999999999 stands for none.")
