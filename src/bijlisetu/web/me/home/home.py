"""My number, by myself: the account and something printed on the bill, then a code to the new number."""

from __future__ import annotations

import uuid

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.audit import machines
from bijlisetu.billing.queries import whose_bill
from bijlisetu.contact.kyc.actions import Asked, note_answers
from bijlisetu.contact.law.informing import inform
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.proof.actions import SEND_CODES, Outcome, TooOften
from bijlisetu.contact.proof.queries import asked_at_home
from bijlisetu.plumbing.codes import hidden
from bijlisetu.plumbing.database.wake import ask_for
from bijlisetu.values.digits import ascii_digits
from bijlisetu.web import proving
from bijlisetu.web.language import spoken
from bijlisetu.web.law.answers import AnswersForm
from bijlisetu.web.law.notice import in_short
from bijlisetu.web.me.frame import show
from bijlisetu.web.me.home.forms import CalledForm
from bijlisetu.web.me.home.puzzle import puzzle
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.private import private


class NumberForm(CalledForm):
    """What one must know to ask for another number: who has the bill in hand knows it."""

    account = forms.CharField(max_length=40, error_messages={"required": _("Write the account number.")})
    bill = forms.CharField(max_length=40, error_messages={"required": _("Write the bill number.")})
    mobile = forms.CharField(max_length=40, error_messages={"required": _("Write the mobile number.")})
    field_order = ("account", "bill", "mobile", "altcha")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def home(request: HttpRequest) -> HttpResponse:
    """Ask for the account, the number of a bill and the new number; nothing here says which accounts there are."""
    if any(NUL in value for value in request.POST.values()):
        return no_text()
    form = NumberForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=422 if request.method == "POST" else 200)
    account, bill = form.cleaned_data["account"], _plain(form.cleaned_data["bill"])
    try:
        asked = proving.ask(
            request, consumer=whose_bill(account=account, number=bill), address=form.cleaned_data["mobile"],
            entrance=ClaimSource.HOME, by=machines.HOME, role=ClaimRole.OWN, whom=_pair(account, bill),
        )  # fmt: skip
    except TooOften:
        form.add_error(None, gettext("Too many codes were asked for. Try again in an hour, or call the helpline."))
        return _page(request, form, status=429)
    ask_for(SEND_CODES)
    return redirect("me:home_code", challenge=asked.challenge)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def code(request: HttpRequest, challenge: uuid.UUID) -> HttpResponse:
    """Take the code; what was said of the account shows only when it is right."""
    asked = asked_at_home(challenge)
    if asked is None:
        return show(request, "home/closed.html", {}, status=404)
    form = AnswersForm(request.POST or None)
    context = {"value": asked.value, "fault": "", "form": form}
    if request.method != "POST":
        return show(request, "home/code.html", context)
    answered = proving.answer(request, challenge, request.POST.get("code", ""))
    if answered.outcome is not Outcome.PROVED:
        return show(request, "home/code.html", {**context, "fault": proving.words_of(answered)}, status=422)
    if asked.consumer is not None and form.is_valid():
        _note_told(asked.consumer, asked.value, form)
    return show(request, "home/done.html", {"value": asked.value, "holds_from": answered.holds_from})


def _note_told(consumer: int, value: str, form: AnswersForm) -> None:
    """Keep that the notice stood above the number, and what else its owner answered."""
    now = timezone.now()
    inform(
        consumer=consumer, value=value, language=spoken(), source=ClaimSource.HOME, by=machines.HOME, at=now
    )  # fmt: skip
    note_answers(asked=[Asked(consumer, matter, machines.HOME, now) for matter in form.answered])


def _page(request: HttpRequest, form: NumberForm, *, status: int) -> HttpResponse:
    context = {"form": form, "puzzle": puzzle(at=timezone.now()), "notice": in_short()}
    return show(request, "home/page.html", context, status=status)


def _pair(account: str, bill: str) -> str:
    """Return what stands for the two as they were typed: together they open this page, so neither is kept."""
    return hidden(f"{account}\n{bill}", purpose="account and bill", secret=settings.SECRET_KEY)


def _plain(text: str) -> str:
    """Return the number of a bill as bills have it: without blanks, in Western digits, in capitals."""
    return "".join(ascii_digits(text).split()).upper()
