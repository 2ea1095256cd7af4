"""What does the department hold of me, what is it for, and what do I want to be sent?"""

from __future__ import annotations

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.audit import erasures
from bijlisetu.billing.page.stranger import half_hidden
from bijlisetu.contact.law.correcting import ask, corrections_of
from bijlisetu.contact.law.current import notice
from bijlisetu.contact.law.informing import inform, told_to
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Correction
from bijlisetu.contact.phone import Beside, NotOfThisPhone, accounts_beside, say_of
from bijlisetu.contact.queries import Held, held_by
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_of
from bijlisetu.outbox.queries import message_of
from bijlisetu.reach.queries import Owner, is_in_hand, owner_of
from bijlisetu.reports.law.held import all_held, looks_at
from bijlisetu.reports.law.holds import holds_on
from bijlisetu.reports.words import CORRECTIONS, PURPOSES
from bijlisetu.tracking import presses
from bijlisetu.tracking.replies.ownership import CONFIRM
from bijlisetu.tracking.subscriptions import Receiver, receiver_of
from bijlisetu.values import mask
from bijlisetu.web.language import spoken
from bijlisetu.web.me.frame import BY, attempt_of, by_link, may_see, show, speak
from bijlisetu.web.middleware import NUL
from bijlisetu.web.paging import number_in
from bijlisetu.web.private import private
from bijlisetu.web.who import post_of


@require_http_methods(["GET", "HEAD", "POST"])
@private
@by_link
def data(request: HttpRequest, token: str) -> HttpResponse:
    """Show it with the notice; or keep a wish, which takes one press either way."""
    attempt = attempt_of(token, purpose="bill")
    receiver, sent, owner = receiver_of(attempt), message_of(attempt), owner_of(attempt)
    if receiver is None or sent is None or not may_see(sent.kind, owner):
        raise Http404
    speak(request, receiver.language)
    if owner == Owner.NOT_OWNER:  # the link is whole: they said themselves that nothing here is theirs
        struck_out = {"token": token, "account": sent.account, "may_confirm": CONFIRM in kinds()[sent.kind].answers}
        return show(request, "struck_out.html", struck_out, company=company_of(sent.feeder), status=404)
    is_proved = owner == Owner.PROVED
    if request.method == "POST":
        if is_proved and request.POST.get("deed") in DEEDS:
            DEEDS[request.POST["deed"]](request, receiver)
        else:
            _wish(request, attempt, receiver)
        return redirect("me:data", token=token)
    company = company_of(sent.feeder)
    holding = notice(at=timezone.now())
    utility = getattr(company, spoken(), "") or gettext("The electricity department")
    context = {
        "token": token,
        "account": sent.account,
        "held": _shown(receiver, is_proved=is_proved),
        "is_proved": is_proved,
        "beside": _beside(receiver) if is_proved else (),
        "corrections": corrections_of(receiver.consumer, most=5) if is_proved else (),
        "whats": CORRECTIONS,
        "looks": looks_at(receiver.consumer) if is_proved else (),
        "asked": erasures.request_of(receiver.consumer) if is_proved else None,
        "holds": holds_on(receiver.consumer, at=timezone.now()) if is_proved else (),
        "wishes": [(purpose, words, purpose not in receiver.ended) for purpose, words in PURPOSES.items()],
        "notice": holding.paragraphs(spoken(), utility=utility, helpline=company.helpline),
        "version": holding.name,
        "told": [one for one in told_to(receiver.consumer) if one.value == receiver.address],
    }
    return show(request, "data.html", context, company=company)


@require_http_methods(["GET", "HEAD"])
@private
@by_link
def data_file(request: HttpRequest, token: str) -> HttpResponse:
    """Hand over all that is held, for the person to keep."""
    attempt = attempt_of(token, purpose="bill")
    receiver = receiver_of(attempt)
    if receiver is None or owner_of(attempt) != Owner.PROVED:
        raise Http404
    told = all_held(receiver.consumer, at=timezone.now(), has_bill_numbers=is_in_hand(attempt))
    for look in told["seen_in_full"]:
        look["by"] = post_of(look["by"])
    answer = HttpResponse(orjson.dumps(told, default=str, option=orjson.OPT_INDENT_2), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


def _erase(request: HttpRequest, receiver: Receiver) -> None:
    erasures.ask(consumer=receiver.consumer, by=BY, at=timezone.now())


def _correct(request: HttpRequest, receiver: Receiver) -> None:
    what, words = request.POST.get("what", ""), request.POST.get("words", "").strip()
    if what not in CORRECTIONS or not words or NUL in words:
        raise Http404
    ask(consumer=receiver.consumer, what=Correction.What(what), words=words, by=BY, at=timezone.now())


def _say_of(request: HttpRequest, receiver: Receiver) -> None:
    is_mine = request.POST["deed"] == "mine"
    other = number_in(request.POST.get("account", "")) or 0
    try:
        say_of(
            other, of=receiver.consumer, value=receiver.address, is_mine=is_mine, at=timezone.now(), by=BY,
        )  # fmt: skip
    except NotOfThisPhone:
        raise Http404 from None


#: What only who is proved to be the consumer may ask for.
DEEDS = {"erase": _erase, "correct": _correct, "mine": _say_of, "not_mine": _say_of}


def _wish(request: HttpRequest, attempt: int, receiver: Receiver) -> None:
    purpose, wanted = request.POST.get("purpose", ""), request.POST.get("wanted", "")
    if purpose not in PURPOSES or wanted not in ("yes", "no"):
        raise Http404
    now = timezone.now()
    press = presses.resubscribe if wanted == "yes" else presses.unsubscribe
    press(attempts=[attempt], how="page", at=now, by=BY, purposes=[purpose])
    # The notice stood above the button.
    inform(
        consumer=receiver.consumer,
        value=receiver.address,
        language=spoken(),
        source=ClaimSource.OWN_PAGE,
        by=BY,
        at=now,
    )


def _beside(receiver: Receiver) -> list[tuple[Beside, str]]:
    """Return the other accounts of the phone, with names that their own people know and strangers do not."""
    return [(one, half_hidden(one.name)) for one in accounts_beside(receiver.consumer, receiver.address)]


def _shown(receiver: Receiver, *, is_proved: bool) -> list[tuple[str, Held]]:
    """Return the addresses on file, masked; to whom nobody has proved to be the consumer, their own alone."""
    held = [one for one in held_by(receiver.consumer) if is_proved or one.value == receiver.address]
    return [(mask(one.value), one) for one in held]
