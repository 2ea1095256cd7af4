"""What a clerk writes at the cash desk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.payments.states import Mode
from bijlisetu.reports.words import PAYMENT_MODES
from bijlisetu.tills.cheques.reading import good_for
from bijlisetu.tills.models import MODES
from bijlisetu.tills.rules import NotAnAmount, amount_in, is_cheque_good, is_cheque_number, is_reference
from bijlisetu.values.digits import ascii_digits
from bijlisetu.web.office.till.words import FAULTS

LONGEST_WHY = 500
BILL, DEPOSIT = "bill", "deposit"


class AmountField(forms.CharField):
    """Rupees as people type them."""

    def __init__(self, *, may_be_nothing: bool = False, **more: Any) -> None:
        """Take nought only where it means an empty drawer."""
        super().__init__(max_length=40, required=False, **more)
        self.may_be_nothing = may_be_nothing

    def clean(self, value: Any) -> Decimal:
        """Return the amount."""
        text = str(super().clean(value))
        if self.may_be_nothing and text and not ascii_digits(text).strip("0.₹ "):
            return Decimal(0)
        try:
            return amount_in(text)
        except NotAnAmount as wrong:
            raise forms.ValidationError(str(FAULTS[wrong.fault])) from None


class DrawerForm(forms.Form):
    """Cash that is in the drawer, at its opening or closing."""

    amount = AmountField(may_be_nothing=True)
    why = forms.CharField(required=False, max_length=LONGEST_WHY)


class PaymentForm(forms.Form):
    """What somebody pays at the counter."""

    key = forms.UUIDField()
    amount = AmountField()
    purpose = forms.ChoiceField(
        choices=[(BILL, _("Bill")), (DEPOSIT, _("Security deposit"))], initial=BILL, required=False
    )
    mode = forms.ChoiceField(choices=[(mode.value, PAYMENT_MODES[mode]) for mode in MODES], initial=Mode.CASH)
    instrument = forms.CharField(required=False, max_length=40)
    bank = forms.CharField(required=False, max_length=60)
    dated = forms.DateField(required=False, error_messages={"invalid": _("Write the day of the cheque.")})
    #: The amount of which the page has said that it is more than is owed.
    asked = forms.CharField(required=False, max_length=40)

    def __init__(self, *given: Any, today: date, **more: Any) -> None:
        """Hold a cheque against today."""
        super().__init__(*given, **more)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Ask for what each way of paying needs."""
        told = self.cleaned_data
        told["instrument"] = ascii_digits(told.get("instrument", "")).replace(" ", "").upper()
        mode = told.get("mode")
        if mode == Mode.CHEQUE:
            self._clean_cheque(told)
        elif mode in (Mode.CARD, Mode.UPI) and not is_reference(told["instrument"], mode):
            self.add_error(
                "instrument", str(_("Write the reference as the machine or app shows it; UPI's has 12 digits."))
            )
        if mode != Mode.CHEQUE:
            told["bank"], told["dated"] = "", None
        if mode == Mode.CASH:
            told["instrument"] = ""
        return told

    def _clean_cheque(self, told: dict[str, Any]) -> None:
        faults: list[tuple[str, Promise]] = []
        if not is_cheque_number(told["instrument"]):
            faults.append(("instrument", _("A cheque's number has six digits.")))
        if not told.get("bank", "").strip():
            faults.append(("bank", _("Write the bank of the cheque.")))
        dated, months = told.get("dated"), good_for(on=self.today)
        if "dated" not in self.errors and (dated is None or not is_cheque_good(dated, months=months, today=self.today)):
            good = _("A cheque is good from its day on, and for %(months)s months.")
            self.add_error("dated", str(good) % {"months": months})
        for name, words in faults:
            self.add_error(name, str(words))
