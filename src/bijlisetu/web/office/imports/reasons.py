"""Why a row of a file was refused, in which column, and what to do next: the closed list, in the reader's words."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEND = _("Correct the cell in this file and send the file again.")
EXPORT = _("Export the file again from the billing system, and send that.")
LEAVE = _("Nothing needs to be done.")
AS_TEXT = _("Set the column to Text in the spreadsheet, or export as CSV, and send the file again.")
CONSUMERS_FIRST = _("Send the file of consumers that has this account, then this file again.")
FEEDERS_FIRST = _("Send the list of feeders that has this code, then this file again.")
ASK_BANK = _("Ask the bank what the row means, and fetch the file again.")
ASK_METERS = _("Ask the meter system's people to correct the day, and export it again.")
ASK_BILLING = _("Ask the billing system's people to correct the bill, and export it again.")


class Why(NamedTuple):
    """A reason in words, what to do next, and the fields it is about; a note is found in the full words."""

    words: str | Promise
    todo: str | Promise = MEND
    fields: tuple[str, ...] = ()


#: Of every file: it is no row of its table, or holds what no row may.
OF_ROWS = {
    "control characters": Why(_("The row holds signs that cannot be printed."), MEND),
    "wrong number of columns": Why(
        _("The row has more or fewer columns than the heading, or a quote is missing."), MEND
    ),
    "broken row": Why(
        _("One row is broken into several lines."), _("Join the lines to one row and send the file again.")
    ),
    "below another header": Why(
        _("Above this row stands a heading that is not the file's."), _("Send each table as a file of its own.")
    ),
    "header repeated": Why(_("The heading stands here once more."), LEAVE),
    "line too long": Why(_("The line is far too long for a row."), EXPORT),
    "NUL byte": Why(_("The line holds a sign that belongs in no text."), EXPORT),
}
OF_CONSUMERS = {
    "account missing": Why(_("The account number is missing."), MEND, ("account",)),
    "account malformed": Why(_("This is no account number."), MEND, ("account",)),
    "account destroyed": Why(_("A spreadsheet has destroyed the account number."), AS_TEXT, ("account",)),
    "account repeated": Why(
        _("The account stands in this file already."), _("Keep the row that is right."), ("account",)
    ),
    "leading zeros lost": Why(_("The account number has lost the zeros before it."), AS_TEXT, ("account",)),
    "name missing": Why(_("The name is missing."), MEND, ("name",)),
    "name destroyed": Why(_("The name was destroyed on its way to us."), EXPORT, ("name",)),
    "feeder unknown": Why(
        _("The feeder is not in the list of feeders, or is missing."), FEEDERS_FIRST, ("feeder", "feeder_code")
    ),
    "feeder not in use": Why(
        _("The feeder is not in use any more."), _("Write the feeder that supplies them now."), ("feeder",)
    ),
}
OF_BILLS = {
    "account unknown": Why(_("No consumer has this account."), CONSUMERS_FIRST, ("account",)),
    "bill number missing": Why(_("The bill number is missing."), MEND, ("number",)),
    "bill number malformed": Why(_("This is no bill number."), MEND, ("number",)),
    "bill number repeated": Why(
        _("The bill stands in this file already."), _("Keep the row that is right."), ("number",)
    ),
    "bill of another account": Why(
        _("The bill number is that of another account."), ASK_BILLING, ("number", "account")
    ),
    "bill date unreadable": Why(_("The bill date is missing or cannot be read."), MEND, ("bill_date",)),
    "bill date absurd": Why(_("The bill date lies too far back or ahead."), MEND, ("bill_date",)),
    "due date unreadable": Why(_("The due date is missing or cannot be read."), MEND, ("due_date",)),
    "due date in the past": Why(_("The due date has passed already."), ASK_BILLING, ("due_date",)),
    "due before its date": Why(_("The due date is before the bill date."), MEND, ("due_date", "bill_date")),
    "due date absurd": Why(_("The due date lies too far after the bill date."), MEND, ("due_date",)),
    "not issued yet": Why(_("The bill is not issued yet."), _("Send it again once it is issued."), ("kind",)),
    "kind of bill unknown": Why(
        _("The kind of bill is unknown."), _("Have the word added to the layout of your billing system."), ("kind",)
    ),
    "units missing": Why(_("The units billed are missing."), MEND, ("units",)),
    "units unreadable": Why(_("The units billed are not a number."), MEND, ("units",)),
    "units below zero": Why(_("The units billed are below zero."), ASK_BILLING, ("units",)),
    "units do not add up": Why(
        _("Readings and multiplying factor do not give the units billed."), ASK_BILLING, ("units",)
    ),
    "multiplying factor nought": Why(_("The multiplying factor is nought."), ASK_BILLING, ("multiplying_factor",)),
    "readings the wrong way round": Why(
        _("The present reading is older than the previous one."), MEND, ("previous_on", "current_on")
    ),
    "amount unreadable": Why(_("The amount is missing or not a number."), MEND, ("amount_payable", "amount", "paise")),
    "amount negative": Why(
        _("The amount payable is below zero, and the bill is no credit."), ASK_BILLING, ("amount_payable",)
    ),
    "amount absurd": Why(
        _("No amount is that large."),
        ASK_BILLING,
        ("amount_payable", "amount", "paise", "opening", "charge", "closing", "left"),
    ),
    "does not add up": Why(
        _("Charges and dues together are not the amount payable."), ASK_BILLING, ("amount_payable",)
    ),
}
OF_OFFICES = {
    "status unknown": Why(_("The status is neither active nor inactive."), MEND, ("status",)),
    "voltage unreadable": Why(_("The voltage is not a number of kilovolts."), MEND, ("voltage_kv",)),
    "zone under two companies": Why(_("The zone stands under two companies."), MEND, ("zone", "discom")),
    "circle under two zones": Why(_("The circle stands under two zones."), MEND, ("circle", "zone")),
    "division under two circles": Why(_("The division stands under two circles."), MEND, ("division", "circle")),
    "feeder code repeated": Why(
        _("The feeder stands in this file already."), _("Keep the row that is right."), ("feeder_code",)
    ),
}
OF_SWITCHING = {
    "feeding line unknown": Why(
        _("The feeder that feeds it is not in the list of feeders, or is missing."), FEEDERS_FIRST, ("fed_by",)
    ),
    "fed by its own line": Why(_("It hangs on this feeder anyway."), MEND, ("fed_by", "feeder_code")),
    "transformer unknown": Why(_("The feeder has no transformer of this name."), MEND, ("transformer", "feeder_code")),
    "from unreadable": Why(_("The beginning needs day and time, like 28-11-2026 10:00."), MEND, ("from",)),
    "until unreadable": Why(_("The end needs day and time, like 28-11-2026 10:00."), MEND, ("until",)),
    "until before from": Why(_("It ends before it begins."), MEND, ("until", "from")),
    "switched twice at once": Why(
        _("It would hang on two feeders at once."),
        _("Write the end of the earlier switching first."),
        ("from", "until"),
    ),
    "switching repeated": Why(
        _("This switching stands in the file already."),
        _("Keep the row that is right."),
        ("feeder_code", "transformer", "from"),
    ),
}
OF_INTERRUPTIONS = {
    "no place": Why(_("There is neither a feeder nor an office."), MEND, ("feeder_code", "office")),
    "office unknown": Why(_("No office, or several, have this name."), _("Write the office's code."), ("office",)),
    "no feeder": Why(_("One interruption is of a feeder, not of an office."), MEND, ("feeder_code",)),
    "month unreadable": Why(_("The month cannot be read. Write it like 2026-11."), MEND, ("month",)),
    "month ahead": Why(_("The month has not come yet."), MEND, ("month",)),
    "until ahead": Why(_("It has not ended yet."), _("Send it again once the light is back."), ("until",)),
    "too long": Why(_("It lasts more than 60 days."), MEND, ("from", "until")),
    "kind unknown": Why(_("It is neither planned nor unplanned."), MEND, ("kind",)),
    "half of the sums": Why(
        _("Interruptions without their duration, or the other way round."), MEND, ("interruptions", "duration")
    ),
    "no figures": Why(_("The row has no figure of interruptions."), MEND, ("interruptions", "duration", "momentary")),
    "served missing": Why(_("Nobody knows how many consumers there are."), MEND, ("served",)),
    "interruption repeated": Why(_("The same stands in the file already."), _("Keep the row that is right.")),
}
OF_PAYMENTS = {
    "payment repeated": Why(
        _("The payment stands in this file already, or nothing tells it from the other row."),
        _("If they are two payments, write each one's own number and send the file again."),
        ("transaction", "receipt", "rrn", "row"),
    ),
    "amount missing": Why(_("The amount is missing."), MEND, ("amount", "paise")),
    "money out": Why(_("The amount is a debit (Dr): what went out of the account is no payment."), MEND, ("amount",)),
    "amount not above zero": Why(_("No payment is of nothing, or less."), MEND, ("amount", "paise")),
    "currency": Why(_("The currency is not rupees."), ASK_BANK, ("currency",)),
    "day unreadable": Why(_("The day is missing or cannot be read."), MEND, ("paid_on", "day")),
    "day ahead": Why(_("The day has not come yet."), MEND, ("paid_on", "day")),
    "day absurd": Why(_("The day lies more than three years back."), MEND, ("paid_on", "day")),
    "status unknown": Why(
        _("The status is none that the layout knows."), _("Have it added to the layout."), ("status",)
    ),
}
OF_METERS = {
    "balances do not add up": Why(
        _("Opening balance, recharges and charges do not give the closing balance."),
        ASK_METERS,
        ("opening", "recharge", "charge", "closing"),
    ),
    "recharge below zero": Why(_("The recharge is below zero."), ASK_METERS, ("recharge",)),
    "units absurd": Why(_("No connection uses so many units on one day."), ASK_METERS, ("units",)),
    "reading absurd": Why(_("No meter shows such a reading."), ASK_METERS, ("reading",)),
    "day repeated": Why(_("The same row stands in this file already."), LEAVE, ("account", "day")),
    "day said otherwise": Why(
        _("Another row of this file says otherwise of the same day; none of them was taken."),
        _("Keep the row that is right."),
        ("account", "day"),
    ),
    "day the other way round": Why(_("Day and month are the other way round than the layout says."), MEND, ("day",)),
    "sort of read unknown": Why(
        _("How the reading came is none that the layout knows."), _("Have it added to the layout."), ("sort",)
    ),
    "mode unknown": Why(_("The mode is neither prepaid nor postpaid."), MEND, ("mode",)),
}
OF_NUMBERS = {
    "no number": Why(_("This is no mobile number."), MEND, ("number",)),
    "number repeated": Why(_("The number stands in this file already."), LEAVE, ("number",)),
    "date unreadable": Why(_("The date cannot be read. Write it like 31-10-2026."), MEND, ("on",)),
    "date ahead": Why(_("The date lies ahead."), MEND, ("on",)),
    "answer unknown": Why(_("The answer is none of matches, differs, unknown."), MEND, ("says",)),
}
#: What a row may be taken without.
OF_PARTS = {
    "no mobile number": Why(
        _("There is no mobile number."), _("Ask for it at the door or at the counter."), ("mobile",)
    ),
    "remark unknown": Why(
        _("The remark is unknown; the bill was taken."), _("Have it added to the layout."), ("remark",)
    ),
    "need unknown": Why(
        _("The need is none of the list; the row was taken."),
        _("Write hospital, life support, water or police."),
        ("need",),
    ),
    "mark that no typeface has": Why(_("A sign in the text cannot be printed; the row was taken."), LEAVE),
    "a landline: kept for calls": Why(
        _("A landline: kept for calls only."), _("Ask for a mobile number."), ("mobile",)
    ),
    "words beside the mobile number": Why(
        _("Words stand beside the mobile number; the number was taken."), LEAVE, ("mobile",)
    ),
}
ALL = {
    **OF_ROWS,
    **OF_CONSUMERS,
    **OF_BILLS,
    **OF_OFFICES,
    **OF_SWITCHING,
    **OF_INTERRUPTIONS,
    **OF_PAYMENTS,
    **OF_METERS,
    **OF_NUMBERS,
    **OF_PARTS,
}
#: What may be said of any field of a bill or of the list of feeders, behind its name: "current reading unreadable".
OF_ANY_FIELD = {
    "missing": (_("The cell is blank, and it is needed."), MEND),
    "unreadable": (_("The figure or day cannot be read."), MEND),
    "absurd": (_("The day lies too far back or ahead."), MEND),
    "below zero": (_("The figure is below zero."), ASK_BILLING),
    "destroyed": (_("A spreadsheet or export has destroyed the text; what we knew before stays."), EXPORT),
    "blank": (_("The cell says only that there is nothing; the row was taken."), LEAVE),
    "without its leading zeros": (_("The code has lost the zeros before it; what we knew before stays."), AS_TEXT),
}
FIELD = re.compile(rf"(?P<field>.+?) (?P<what>{'|'.join(OF_ANY_FIELD)})(?::.*)?")
#: Why a number or mailbox beside the name was not taken.
BESIDE = re.compile("(mobile number|e-mail): .*")
BESIDES = {
    "mobile number": Why(_("The mobile number could not be taken; the row was."), MEND, ("mobile",)),
    "e-mail": Why(_("The e-mail could not be taken; the row was."), MEND, ("email",)),
}


def why(reason: str) -> Why | None:
    """Return what the reason says, and what to do next; none if it is not on the list."""
    if found := ALL.get(reason):
        return found
    if beside := BESIDE.fullmatch(reason):
        return BESIDES[beside[1]]
    if of_field := FIELD.fullmatch(reason):
        return Why(*OF_ANY_FIELD[of_field["what"]], _fields(of_field["field"]))
    return None


def _fields(called: str) -> tuple[str, ...]:
    """Return the names under which a layout may have the field: a day's ends in _on, a line's begins with item."""
    name = called.replace(" ", "_")
    return (name, f"{name}_on", f"item {name}", called)
