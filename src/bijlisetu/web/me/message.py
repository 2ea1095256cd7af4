"""What a message's link opens: the bill it tells of or the message itself, and what the person answers there."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.billing.models import Bill
from bijlisetu.billing.queries import bill_of, latest_bill
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import paragraphs
from bijlisetu.kinds.kind import BILL, SERVICES, Kind
from bijlisetu.metering.queries import has_meter
from bijlisetu.network.companies import company_of
from bijlisetu.outbox.queries import MessageSent, message_of
from bijlisetu.reach.queries import Owner, is_in_hand, owner_of
from bijlisetu.tracking import presses
from bijlisetu.tracking.queries import answered
from bijlisetu.tracking.replies.changing import STOP_CHANGE
from bijlisetu.tracking.replies.ownership import CONFIRM, IS_MINE, NOT_MINE
from bijlisetu.web.language import spoken
from bijlisetu.web.me import bill
from bijlisetu.web.me.frame import attempt_of, by_link, show, speak
from bijlisetu.web.private import private


@require_safe
@private
@by_link
def message(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the message was about, with the answers that its kind knows."""
    return _page(request, token, attempt_of(token, purpose="bill"))


@require_safe
@private
@by_link
def doubt(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more before a number is struck out."""
    sent = _sent(attempt_of(token, purpose="bill"))
    kind = _kind(sent)
    if NOT_MINE not in kind.answers:
        raise Http404
    speak(request, sent.language)
    context = {"token": token, "account": _account(sent, kind)}
    return show(request, "doubt.html", context, company=company_of(sent.feeder))


@private
@by_link
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer an address that begins as those of messages do and is none."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@private
@by_link
def answer(request: HttpRequest, token: str, meaning: str) -> HttpResponse:
    """Take the answer and lead back to the message; whoever only opens the address is led there too."""
    attempt = attempt_of(token, purpose="bill")
    if meaning not in _kind(_sent(attempt)).answers:
        raise Http404
    if request.method == "POST":
        presses.answer(attempt=attempt, meaning=meaning, at=timezone.now())
    return redirect("me:message", token=token)


def _page(request: HttpRequest, token: str, attempt: int) -> HttpResponse:
    sent = _sent(attempt)
    kind = _kind(sent)
    speak(request, sent.language)
    company = company_of(sent.feeder)
    owner = owner_of(attempt)
    # Whoever is told of another number can stop it also when it has taken the place of theirs.
    if owner == Owner.NOT_OWNER and STOP_CHANGE not in kind.answers:
        context = {
            "token": token,
            "account": _account(sent, kind),
            "may_confirm": CONFIRM in kind.answers,
            "wants_bill": "bill" in request.GET,
        }
        return show(request, "struck_out.html", context, company=company)
    said = answered(attempt)
    found = bill_of(attempt) if kind.opens == BILL else None
    services = _services(sent, kind, owner)
    if BILL in request.GET and services:
        found = services.bill
    if found is not None:
        has_confirmed = said == CONFIRM
        is_theirs = has_confirmed or owner == Owner.PROVED
        return bill.page(
            request, token, found, company=company, has_confirmed=has_confirmed, is_proved=is_theirs,
            is_in_hand=is_in_hand(attempt),
        )  # fmt: skip
    return _notice(
        request, token, sent, kind, said=said if said in kind.answers else "", owner=owner, services=services
    )


class Services(NamedTuple):
    """What a person whose number is proved can do from here on."""

    bill: Bill | None
    helpline: str


def _services(sent: MessageSent, kind: Kind, owner: Owner) -> Services | None:
    if kind.opens != SERVICES or owner != Owner.PROVED:
        return None
    return Services(latest_bill(sent.account), company_of(sent.feeder).helpline)


def _notice(
    request: HttpRequest,
    token: str,
    sent: MessageSent,
    kind: Kind,
    *,
    said: str,
    owner: Owner,
    services: Services | None,
) -> HttpResponse:
    language = spoken()
    buttons = [
        (one.meaning, one.button[language]) for one in kind.answers.values() if one.button and one.meaning != said
    ]
    context = {
        "token": token,
        "title": kind.title[language],
        # What it warned of does not happen once it is stopped.
        "paragraphs": [] if said == STOP_CHANGE else paragraphs(kind, sent.facts, language),
        "buttons": buttons,
        "asks_once_more": NOT_MINE,
        "services": services,
        "reply": _reply(kind, said) if said else "",
        "has_to_prove": said == IS_MINE and owner != Owner.PROVED,
        "may_see_data": kind.names_account or owner == Owner.PROVED,
        "has_meter": has_meter(sent.account),
    }
    return show(request, "notice.html", context, company=company_of(sent.feeder))


def _reply(kind: Kind, said: str) -> str:
    return kind.answers[said].reply.get(spoken(), "").replace("{public}", settings.PUBLIC_URL)


def _account(sent: MessageSent, kind: Kind) -> str:
    """Return the account that the message named; nothing where it named none, for then its page names none either."""
    return sent.account if kind.names_account else ""


def _sent(attempt: int) -> MessageSent:
    sent = message_of(attempt)
    if sent is None:
        raise Http404
    return sent


def _kind(sent: MessageSent) -> Kind:
    """Return the kind of the message, if its link opens anything; :raises Http404: if not."""
    kind = kinds().get(sent.kind)
    if kind is None or not kind.opens:
        raise Http404
    return kind
