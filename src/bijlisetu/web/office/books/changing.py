"""What changes an account besides bills and payments: corrections, instalments, deposits, rebates."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

import bijlisetu.ledger.queries as ledger
from bijlisetu.ledger import deposits
from bijlisetu.ledger.actions import EnteredOtherwise
from bijlisetu.ledger.models import Sanction
from bijlisetu.ledger.plans import agreeing
from bijlisetu.ledger.plans.rules import NoSuchScheme, scheme_of, schemes_of
from bijlisetu.ledger.rebates.giving import give
from bijlisetu.ledger.sanctions.deeds import AskedOtherwise, ask
from bijlisetu.ledger.waiting import open_plan
from bijlisetu.network.companies import utility_of_feeder
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reach.queries import Person
from bijlisetu.staff.deeds import Deed
from bijlisetu.values.money import rupees
from bijlisetu.web.desk import feeders_or_missing, lacks_second_factor, may_for, person_of, staff_page
from bijlisetu.web.office.consumer.page import person_or_missing
from bijlisetu.web.office.entry import second as second_factor
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.till.forms import LONGEST_WHY, AmountField

FIRST_WITHIN = timedelta(days=92)  #: of what is paid later than that, nobody is chased meanwhile
LESS, MORE, WRITE_OFF = "less", "more", "write_off"
WHATS: dict[str, Promise] = {
    LESS: _("Owed less, as a correction"),
    MORE: _("Owed more, as a correction"),
    WRITE_OFF: _("Written off"),
}
TAKE, SET_OFF, GIVE_BACK = "take", "set_off", "give_back"
USES: dict[str, Promise] = {
    TAKE: _("A deposit came in"),
    SET_OFF: _("Set off against what is owed"),
    GIVE_BACK: _("Given back"),
}


class NotPossible(Refusal):
    """What the form asks for cannot be done; the words are for its page."""


class StandsAlready(NotPossible):
    """The form asked for something else before; the next one bears a key of its own."""


class ChangeForm(forms.Form):
    """An adjustment or a write-off that is asked for."""

    key = forms.UUIDField()
    amount = AmountField()
    what = forms.ChoiceField(choices=list(WHATS.items()))
    why = forms.CharField(max_length=LONGEST_WHY, error_messages={"required": _("Say why.")})


class PlanForm(forms.Form):
    """Instalments that are agreed."""

    amount = AmountField()
    scheme = forms.CharField(max_length=41)
    first_on = forms.DateField(error_messages={"required": _("Write the day of the first instalment.")})


class DepositForm(forms.Form):
    """A deposit that comes in or is used."""

    key = forms.UUIDField()
    amount = AmountField()
    use = forms.ChoiceField(choices=list(USES.items()))
    why = forms.CharField(max_length=LONGEST_WHY, error_messages={"required": _("Say why.")})


class RebateForm(forms.Form):
    """A bill that was paid in time."""

    bill = forms.CharField(max_length=40, error_messages={"required": _("Write the bill's number.")})
    online = forms.BooleanField(required=False)


class EndForm(forms.Form):
    """A plan that is called off."""


FORMS: dict[str, type[forms.Form]] = {
    "change": ChangeForm, "plan": PlanForm, "end": EndForm, "deposit": DepositForm, "rebate": RebateForm,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def changes(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show what may be asked for or agreed on the account, and do it."""
    person = person_or_missing(request, consumer, Deed.ASK_ON_ACCOUNT)
    if request.method != "POST":
        return _page(request, person)
    deed = request.POST.get("deed", "")
    if deed not in FORMS:
        raise Http404
    form = FORMS[deed](request.POST)
    if not form.is_valid():
        return _page(request, person, deed=deed, form=form)
    if deed == "deposit" and form.cleaned_data["use"] != TAKE:
        feeders_or_missing(request, [person.feeder_id], Deed.DECIDE_ON_ACCOUNT)
        if lacks_second_factor(request, Deed.DECIDE_ON_ACCOUNT):
            return second_factor.ask(request, then=request.path)
    try:
        said = DEEDS[deed](request, person, form.cleaned_data, timezone.now())
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return _page(request, person, deed=deed, form=form, is_new=isinstance(refused, StandsAlready))
    messages.success(request, said)
    return redirect(request.path)


def _ask(request: HttpRequest, person: Person, told: dict[str, Any], at: datetime) -> str:
    what = Sanction.What.WRITE_OFF if told["what"] == WRITE_OFF else Sanction.What.ADJUSTMENT
    amount = told["amount"] if told["what"] == MORE else -told["amount"]
    if what is Sanction.What.WRITE_OFF and told["amount"] > _owed(person):
        raise NotPossible(gettext("Not so much is owed."))
    by, day = person_of(request).get_username(), day_in_india(at)
    try:
        ask(what, consumer=person.id, amount=amount, day=day, why=told["why"], at=at, by=by, key=told["key"])
    except AskedOtherwise as stands:
        words = gettext(
            "This form was sent before: %(what)s, %(amount)s, stands already. Nothing else was asked for. Send it once"
            " more if you want this beside it."
        )
        raise StandsAlready(words % {"what": _what(stands), "amount": rupees(abs(stands.amount))}) from None
    return gettext("It is asked for. Another officer decides it; until then nothing changes.")


def _what(asked: AskedOtherwise) -> Promise:
    if asked.what == Sanction.What.WRITE_OFF:
        return WHATS[WRITE_OFF]
    return WHATS[MORE if asked.amount > 0 else LESS]


def _agree(request: HttpRequest, person: Person, told: dict[str, Any], at: datetime) -> str:
    today, by = day_in_india(at), person_of(request).get_username()
    try:
        scheme = scheme_of(utility_of_feeder(person.feeder_id), told["scheme"], on=today)
    except NoSuchScheme:
        raise NotPossible(gettext("The department has no such scheme today.")) from None
    if not today <= told["first_on"] <= today + FIRST_WITHIN:
        raise NotPossible(gettext("The first instalment is due today or later, within three months."))
    if told["amount"] > _owed(person):
        raise NotPossible(gettext("Not so much is owed."))
    try:
        agreeing.agree(
            consumer=person.id, amount=told["amount"], scheme=scheme, first_on=told["first_on"], agreed_on=today, at=at,
            by=by,
        )  # fmt: skip
    except agreeing.HasAPlan:
        raise NotPossible(gettext("There is a plan already: end it first.")) from None
    return gettext("The plan is agreed.")


def _end(request: HttpRequest, person: Person, _told: dict[str, Any], at: datetime) -> str:
    plan = open_plan(person.id)
    if plan is not None:
        agreeing.end([plan.pk], on=day_in_india(at), at=at, by=person_of(request).get_username())
    return gettext("The plan is ended.")


def _deposit(request: HttpRequest, person: Person, told: dict[str, Any], at: datetime) -> str:
    reference, day, by = f"deposit:{told['key']}", day_in_india(at), person_of(request).get_username()
    given = {"consumer": person.id, "amount": told["amount"], "day": day, "at": at, "by": by}
    try:
        if told["use"] == TAKE:
            deposits.take(reference, evidence={"why": told["why"]}, **given)
        else:
            use = deposits.set_off if told["use"] == SET_OFF else deposits.give_back
            use(reference, why=told["why"], **given)
    except EnteredOtherwise:
        raise NotPossible(gettext("This form was entered before, with other figures. Open the page anew.")) from None
    except deposits.NotSoMuchHeld:
        raise NotPossible(gettext("So much of a deposit is not held.")) from None
    return gettext("The deposit is entered.")


def _rebate(request: HttpRequest, person: Person, told: dict[str, Any], at: datetime) -> str:
    number = told["bill"].strip()
    if ledger.consumers_of_bills([number]).get(number) != person.id:
        raise NotPossible(gettext("This account has no such bill in the books."))
    utility, by = utility_of_feeder(person.feeder_id), person_of(request).get_username()
    if not give({number: told["online"]}, utility=utility, at=at, by=by):
        raise NotPossible(gettext("The bill has earned no rebate, or has it already."))
    return gettext("The rebate is given.")


DEEDS: dict[str, Callable[[HttpRequest, Person, dict[str, Any], datetime], str]] = {
    "change": _ask, "plan": _agree, "end": _end, "deposit": _deposit, "rebate": _rebate,
}  # fmt: skip


def _owed(person: Person) -> Decimal:
    return max(ledger.balances([person.id])[person.id], Decimal(0))


def _page(
    request: HttpRequest, person: Person, *, deed: str = "", form: forms.Form | None = None, is_new: bool = False
) -> HttpResponse:
    typed = request.POST if form else second_factor.kept(request) if request.method == "GET" else {}
    today = day_in_india(timezone.now())
    faults = [str(words) for found in form.errors.values() for words in found] if form else []
    plan = open_plan(person.id)
    context = {
        "person": person,
        "balance": ledger.balances([person.id])[person.id],
        "held": deposits.held_now(person.id),
        "plan": plan,
        "parts": list(plan.instalments.order_by("number")) if plan else [],
        "plan_state": agreeing.states([person.id], on=today).get(person.id, ""),
        "schemes": schemes_of(utility_of_feeder(person.feeder_id), on=today),
        "whats": WHATS,
        "uses": USES if may_for(request, [person.feeder_id], Deed.DECIDE_ON_ACCOUNT) else {TAKE: USES[TAKE]},
        "key": uuid.uuid4() if is_new else typed.get("key") or uuid.uuid4(),
        "deed": deed or typed.get("deed", ""),
        "faults": faults,
        "typed": typed,
        "today": today,
    }
    return show(request, "books/changes.html", context, status=422 if form else 200)
