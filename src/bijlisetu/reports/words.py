"""Plain words for what the ledger, the carriers and the office call by a key."""

from __future__ import annotations

from typing import cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bijlisetu.fieldwork.forms.files import forms
from bijlisetu.fieldwork.forms.form import Words
from bijlisetu.kinds.files import kinds
from bijlisetu.tracking.replies.questions import OURS
from bijlisetu.values import Language


def _labelled(words: Words) -> Promise:
    """Return the words of a file as those of the house: in the language of whoever looks."""

    def said() -> str:
        return words[Language.ENGLISH if (get_language() or "").startswith("en") else Language.HINDI]

    return cast("Promise", lazy(said, str)())


#: How a meter stands, and how a reading of it came.
METERS: dict[str, Promise] = {
    "fine": _("enough is left"),
    "low": _("balance is low"),
    "out": _("nothing is left"),
    "silent": _("meter silent"),
    "postpaid": _("postpaid"),
    "unknown": _("no file says whether it is prepaid"),
}
READS: dict[str, Promise] = {
    "actual": _("read on the spot"),
    "assessed": _("assumed, not read"),
    "remote": _("told by the meter"),
}
#: The parts of the reach bar, in its order.
DEGREES: dict[str, Promise] = {
    "read": _("read"),
    "delivered": _("delivered"),
    "unproved": _("delivered, number not proved"),
    "waiting": _("still to go, or no receipt yet"),
    "failed": _("failed"),
    "no_address": _("no address"),
}
#: Instead of waiting, where more is known of all of them: nothing has left us, or nothing more is to come.
WAITING: dict[str, Promise] = {
    "unsent": _("not sent yet"),
    "silent": _("no receipt came"),
    "taken_back": _("taken back, or no receipt came"),
}
LISTS: dict[str, Promise] = {
    **DEGREES,
    "reached": _("reached"),
    "proved": _("reached on a proved number"),
    "unreached": _("not reached"),
    "all": _("all people"),
}
#: The same where it is about bills, in the words people say.
LISTS_OF_BILLS: dict[str, Promise] = {
    "reached": _("bill reached"),
    "unreached": _("bill not reached"),
}
#: How far something got with one person: a degree of the ledger.
STANDINGS: dict[str, Promise] = {
    "read": _("It was read."),
    "delivered": _("It was delivered."),
    "waiting": _("It is still to go, or on its way."),
    "accepted": _("It was sent; no receipt came."),
    "failed": _("It did not arrive."),
    "not_owner": _("It has no number left: somebody at it said it is not theirs."),
    "no_address": _("It could not be sent."),
}
REASONS: dict[str, Promise] = {
    "not_on_whatsapp": _("the number is not on WhatsApp"),
    "number_dead": _("the number is closed"),
    "number_suspect": _("the number is doubted: it may not be the consumer's"),
    "asked_silent": _("the number was asked whose it is, and nobody answered"),
    "asked_not_proved": _("somebody said that the number is theirs, and proved no account"),
    "channel_shut": _("the words beside the number shut its channels"),
    "phone_absent": _("the phone stayed switched off or out of reach"),
    "blocked_by_person": _("the person has blocked our messages"),
    "marketing_stopped": _("the person wants no advertisements"),
    "held_back": _("the carrier held it back: the person got many messages"),
    "expired": _("its time ran out at the carrier"),
    "mailbox_dead": _("the mailbox does not exist"),
    "mailbox_full": _("the mailbox is full"),
    "no_receipt": _("no receipt came: nobody knows whether it arrived"),
    "media_unreachable": _("the carrier could not fetch the bill"),
    "our_address": _("our own address did not hand out the bill"),
    "text_refused": _("the carrier refused the text of the message"),
    "carrier_busy": _("the carrier was too busy"),
    "carrier_down": _("the carrier did not answer"),
    "channel_stopped": _("the carrier takes nothing from our account"),
    "sender_refused": _("the mailbox’s provider refuses us as sender"),
    "our_fault": _("a fault on our side"),
    "unknown_state": _("unknown state: the carrier's last word says nothing we know"),
    "other": _("another reason of the carrier's"),
    "waiting": _("still to go, or on its way"),
    "accepted": _("no receipt came: nobody knows whether it arrived"),
    "not_owner": _("the person at the number said: not my connection"),
    "no_address": _("no number or mailbox on file"),
    "failed": _("another reason of the carrier's"),
    "unheard": _("No reminder was proved to arrive"),
    "plan_broken": _("An instalment did not come"),
}
#: What carriers' failures agree on about a number or mailbox.
FINDINGS: dict[str, Promise] = {
    "number_dead": _("Closed: the operator does not know this number."),
    "mailbox_dead": _("The mailbox does not exist."),
    "phone_absent": _("Silent for two months: switched off or out of reach whenever it was tried."),
    "not_on_whatsapp": _("Not on WhatsApp: it gets SMS."),
    "channel_shut": _("The words beside it in the billing file say which way not to use."),
}
#: What belongs to the KYC of a connection.
MATTERS: dict[str, Promise] = {
    "number": _("a proved mobile number"),
    "whatsapp": _("whether it is on WhatsApp"),
    "email": _("the e-mail, or that there is none"),
    "language": _("the language"),
    "consent": _("whether they want reminders and news"),
}
#: Whose telephone it is, as somebody said.
ROLES: dict[str, Promise] = {
    "own": _("their own"),
    "family": _("of the family"),
    "tenant": _("of the tenant"),
    "neighbour": _("of a neighbour"),
    "caretaker": _("of the caretaker"),
    "shop": _("of a shop"),
}
#: What one channel said on one day.
SIGNS: dict[str, Promise] = {
    "dead": _("unknown there"),
    "absent": _("switched off or out of reach"),
    "not_on_whatsapp": _("not on WhatsApp"),
}
INCIDENTS: dict[str, Promise] = {
    "channel_stopped": _("The carrier takes nothing from our account. Check token, password and balance."),
    "sender_refused": _("Providers of mailboxes refuse us as sender. Check SPF, DKIM, DMARC and block lists."),
    "carrier_down": _("The carrier does not answer. Letters wait and are tried again by themselves."),
    "carrier_busy": _("The carrier asks us to go slower. Letters wait and are tried again by themselves."),
    "media_unreachable": _("The carrier could not fetch the bills. Check that our address opens from outside."),
    "our_address": _(
        "Our own address did not hand out the bills; no carrier is to blame. See that BIJLISETU_PUBLIC_URL opens on the"
        " server, and that its certificate is valid and trusted there."
    ),
    "text_refused": _("The carrier refuses the text. Compare the template with what is registered there."),
    "our_fault": _("We sent something malformed. Tell the people who run the system."),
    "engine_silent": _("Letters wait and no engine is at work. Start bijlisetu deliver."),
    "engine_lost": _("An engine stopped while sending. What it held is settled by receipts, nothing is sent twice."),
    "reports_unread": _("Receipts wait to be read. Check that bijlisetu work is running."),
}
#: What carriers or we ourselves have noted for a person, while it lasts.
ALARMS: dict[str, Promise] = {
    "template": _("WhatsApp does not let a text of ours pass. Until then the next channel is taken."),
    "template_category": _("WhatsApp now counts a text of ours as marketing. Appeal, or reword it."),
    "sender": _("A carrier takes nothing from one of our senders. It is tried again every minute."),
    "quality": _("Many people block or report our number. If it goes on, WhatsApp lets us send less."),
    "account": _("WhatsApp has told us something of our account. Read it in WhatsApp Manager."),
    "our_address": _(
        "Our own address did not hand out the bills; no carrier is to blame. See that BIJLISETU_PUBLIC_URL opens on the"
        " server, and that its certificate is valid and trusted there."
    ),
    "run": _("A run was stopped by a person. Its page says why."),
    "verdicts": _("Failures have jumped. Numbers are not judged until the cause is known."),
    "clock": _("What happens by itself breaks on one record. All others go on; tell those who run the system."),
}
TEMPLATE_STATES: dict[str, Promise] = {
    "pending": _("WhatsApp is still checking a text"),
    "rejected": _("WhatsApp has rejected a text"),
    "paused": _("WhatsApp has paused a text"),
    "disabled": _("WhatsApp has disabled a text"),
    "gone": _("WhatsApp does not know a text"),
    "unfit": _("A text of ours is not what WhatsApp has registered"),
}
QUALITIES: dict[str, Promise] = {
    "green": _("good"),
    "yellow": _("middling"),
    "red": _("poor"),
    "unknown": _("not known yet"),
}
CHANNELS: dict[str, Promise] = {
    "whatsapp": _("WhatsApp"),
    "sms": _("SMS"),
    "email": _("E-mail"),
    "call": _("Call"),
    "web": _("Web page"),
}
LANES: dict[int, Promise] = {
    0: _("One-time passwords"),
    1: _("Outage news"),
    2: _("Service messages"),
    3: _("Bills and bulk"),
    4: _("Messages to people at work"),
}
LANES_BY_WORD: dict[str, Promise] = dict(
    zip(("otp", "outage", "service", "bulk", "staff"), LANES.values(), strict=True)
)
#: How a notice stands.
NOTICES: dict[str, Promise] = {
    "open": _("tries are left or under way"),
    "reached": _("reached"),
    "exhausted": _("nothing is left to try"),
    "withdrawn": _("taken back: its reason has gone"),
    "expired": _("its time ran out"),
}
#: Why a notice is looked at when it is.
TURNS: dict[str, Promise] = {
    "gate": _("its run has not been let out"),
    "stopped": _("it has been stopped by hand"),
    "parked": _("it waits until the channel has room"),
    "awaits_receipt": _("until then a receipt may come"),
    "due": _("it can go now"),
    "retry": _("the letter did not leave and is tried again"),
    "later": _("its time has not come"),
}
#: What a trace was asked by.
TRACED: dict[str, Promise] = {
    "account": _("an account"),
    "attempt": _("an attempt"),
    "carrier": _("a carrier's id"),
    "number": _("a number"),
}
OWNERS: dict[str, Promise] = {
    "unknown": _("not proved"),
    "proved": _("proved"),
    "not_owner": _("not the consumer's own"),
}
STEPS: dict[str, Promise] = {
    "queued": _("waits to go"),
    "claimed": _("taken up"),
    "accepted": _("carrier took it"),
    "sent": _("sent"),
    "delivered": _("delivered"),
    "read": _("read"),
    "opened": _("bill opened"),
    "failed": _("failed"),
    "unsure": _("it may have left; we wait for a receipt"),
    "withheld": _("held back"),
    "expired": _("its time ran out"),
    "reply": _("answer"),
    "news": _("a wish of the person's"),
}
PROOFS: dict[str, Promise] = {
    "visit": _("met at the door"),
    "counter": _("came to the counter"),
    "call_back": _("called back and answered"),
    "reply": _("by their own answer"),
    "link": _("by their own press on the bill’s page"),
    "otp": _("by the code that was sent there"),
    "missed_call": _("by a missed call from there"),
    "office": _("known to the office"),
}
#: What a visit found, as its form says it; an outcome of two forms has one label.
OUTCOMES: dict[str, Promise] = {
    outcome.name: _labelled(outcome.label) for form in forms().values() for outcome in form.outcomes.values()
}
#: What people send that is no text.
SORTS: dict[str, Promise] = {
    "image": _("a picture"),
    "document": _("a document"),
    "audio": _("a voice message"),
    "video": _("a video"),
    "sticker": _("a picture"),
    "location": _("a place on the map"),
    "contacts": _("a contact"),
    "list": _("a choice from a list"),
    "form": _("a form filled in"),
    "part": _("a part of a longer message"),
}
#: Why what an export holds for a number or mailbox was not taken.
UNTAKEN: dict[str, Promise] = {
    "digits": _("not a number of ten digits"),
    "abroad": _("a number of another country"),
    "rounded": _("rounded by a spreadsheet: its digits are lost"),
    "marks": _("more than a number stands there"),
    "landline": _("a landline: kept for calls only"),
    "dummy": _("stands for no number"),
    "words": _("the words beside it say not to use it"),
    "channel": _("the number was taken; the words beside it say which way not to use"),
    "remark": _("the number was taken, the words beside it were not"),
    "mailbox": _("not an e-mail address"),
    "nobody": _("a mailbox that nobody reads"),
    "mistyped": _("the part after the @ is mistyped"),
}
#: What a person may refuse.
PURPOSES: dict[str, Promise] = {
    "reminder": _("Reminders to pay"),
    "marketing": _("Advice and offers"),
}
#: What a person says is wrong of what we hold.
CORRECTIONS: dict[str, Promise] = {
    "name": _("Name"),
    "address": _("Address"),
    "number": _("Mobile number or e-mail"),
    "meter": _("Meter"),
    "other": _("Something else"),
}
#: What is held of a person, in the parts in which it is erased or stays.
PARTS: dict[str, Promise] = {
    "addresses": _("Numbers and mailboxes"),
    "messages": _("To whom messages went, and what was answered"),
    "visits": _("What was said at the door, and photos"),
    "history": _("Former names and addresses"),
    "registry": _("Name, address and meter of the connection"),
    "bills": _("Bills"),
}
#: What somebody wished, by whether the messages are wanted.
WISHES: dict[bool, dict[str, Promise]] = {
    False: {"reminder": _("wants no reminders to pay"), "marketing": _("wants no advice and offers")},
    True: {"reminder": _("wants reminders to pay again"), "marketing": _("wants advice and offers again")},
}
#: A wish about all that may be refused, as a clerk reads it.
READ_AS_WISHES: dict[str, Promise] = {
    "stop": _("wants no more reminders and offers"),
    "resume": _("wants reminders and offers again"),
}
#: By which way a wish came.
WISHED_BY: dict[str, Promise] = {
    "one_click": _("in the mail program"),
    "page": _("on our page"),
    "complaint": _("called our mail spam"),
    "carrier": _("in WhatsApp’s settings"),
    "refusal": _("WhatsApp refused a message for it"),
    "reply": _("by an answer"),
    "button": _("by a button below our message"),
    "office": _("in their own words, read by the office"),
    "asked": _("asked by the office"),
}
SOURCES: dict[str, Promise] = {
    "billing_export": _("billing export"),
    "office": _("office"),
    "counter": _("counter"),
    "visit": _("visit at the door"),
    "camp": _("camp"),
    "paper": _("sheet filled in by hand"),
    "call_back": _("our call"),
    "reply": _("answer to our message"),
    "own_page": _("the consumer’s own page"),
    "home": _("our website, by the consumer"),
    "chat": _("a conversation with us"),
    "carrier": _("WhatsApp"),
}
#: The facts of the registry.
FACTS: dict[str, Promise] = {
    "name": _("Name"),
    "address": _("Address"),
    "language": _("Language"),
    "feeder": _("Feeder"),
    "transformer": _("Transformer"),
    "book": _("Book"),
    "pole": _("Pole"),
    "tariff": _("Tariff"),
    "supply_type": _("Kind of supply"),
    "load": _("Load"),
    "load_unit": _("Unit of the load"),
    "meter_number": _("Meter"),
    "need": _("Needs electricity for"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
}
#: What an entry of the books records.
ENTRIES: dict[str, Promise] = {
    "bill": _("Bill"),
    "cancelled_bill": _("Bill cancelled"),
    "opening": _("Owed before"),
    "payment": _("Payment"),
    "bounce": _("Cheque not honoured"),
    "reversal": _("Taken back"),
    "surcharge": _("Late payment surcharge"),
    "rebate": _("Rebate"),
    "instalment": _("Instalment"),
    "deposit": _("Security deposit"),
    "adjustment": _("Adjustment"),
    "write_off": _("Written off"),
    "transfer": _("Put to another account"),
}
#: Why it is not known whose a payment is.
PAYMENT_WHYS: dict[str, Promise] = {
    "unnamed": _("nothing with it says whose it is"),
    "unknown": _("it names no account or bill of ours"),
    "contradicts": _("it names two accounts"),
    "wrong_account": _("it was on a wrong account"),
}
PAYMENT_STATES: dict[str, Promise] = {
    "awaited": _("not paid yet"),
    "credited": _("credited"),
    "suspense": _("account not known"),
    "undone": _("went back"),
}
PAYMENT_MODES: dict[str, Promise] = {
    "upi": _("UPI"),
    "bbps": _("BBPS"),
    "cash": _("cash"),
    "cheque": _("cheque"),
    "card": _("card"),
    "transfer": _("bank transfer"),
    "other": _("other"),
}
#: By the mapping of the file or call that told first; a utility's own is shown as it is called.
PAYMENT_SOURCES: dict[str, Promise] = {
    "upi": _("UPI settlement"),
    "bbps": _("BBPS settlement"),
    "bank": _("Bank statement"),
    "counter": _("Cash counters"),
    "till": _("Our own counter"),
    "agency": _("Billing agency"),
    "aggregator": _("Payment aggregator"),
}
#: For whom a cut is worse than for others.
NEEDS: dict[str, Promise] = {
    "life_support": _("Life support at home"),
    "hospital": _("Hospital"),
    "water": _("Water supply"),
    "police": _("Police"),
}
#: What was said of a number or mailbox.
CLAIMS: dict[str, Promise] = {
    "reaches": _("was told to be the consumer’s"),
    "own": _("is the consumer’s own"),
    "not_own": _("is somebody else’s"),
    "left": _("is used no more"),
    "taken_back": _("what was said then was taken back"),
}
#: Who did or said something, where it was nobody with a user name.
WHO: dict[str, Promise] = {
    "reply": _("the person at the number"),
    "link": _("the person with the link"),
    "home": _("the consumer, on our website"),
    "carrier": _("WhatsApp"),
    "clock": _("by itself, at its time"),
    "drives": _("the drive, by itself"),
    "restore": _("by itself, after a restore"),
    "terminal": _("somebody at the server"),
}


#: Schemes of instalments that come with us, by their names in `ledger/plans/`; another is called as its file calls it.
SCHEMES: dict[str, Promise] = {
    "arrears": _("Arrears"),
    "deposit_in_4": _("Security deposit"),
    "lifeline": _("Life-line consumers"),
    "prepaid_arrears_in_10": _("Arrears of a meter that was prepaid"),
}


def say(words: dict[str, Promise], key: str) -> str:
    """Return the words for the key, or the key itself where a newer part of the house has one we do not know."""
    return str(words.get(key, key))


def listed(key: str, ledger: str) -> str:
    """Return the words for a list of people, as one speaks of what is counted in the ledger."""
    return say({**LISTS, **LISTS_OF_BILLS} if ledger == "bills" else LISTS, key)


def answered(kind: str, meaning: str, language: Language) -> str:
    """Return what a person answered to a kind, as its file tells it; words that nobody understood are just answered."""
    # A wish about all our messages stands in the kind of our own answers.
    told = (kinds()[one].answers.get(meaning) for one in (kind, OURS) if one in kinds())
    found = next(filter(None, told), None)
    return found.told[language] if found else str(_("answered"))


def decided(kind: str, decision: str, language: Language) -> str:
    """Return what a clerk made of an answer to a kind: one of the kind's answers, a wish, or something else."""
    if decision in READ_AS_WISHES:
        return str(READ_AS_WISHES[decision])
    found = kinds()[kind].answers.get(decision) if kind in kinds() else None
    return found.told[language] if found else str(_("something else, dealt with"))
