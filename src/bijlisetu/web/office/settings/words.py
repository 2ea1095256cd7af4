"""Plain words for what is edited, and for what is wrong with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.complaints.standards import current
from bijlisetu.complaints.standards import reading as standards
from bijlisetu.contact.hygiene import current as hygiene
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.law import current as law
from bijlisetu.contact.law import notices
from bijlisetu.editions import actions, faults, proposing
from bijlisetu.network import office_days, wording
from bijlisetu.network.utilities import COMMON
from bijlisetu.outages.measuring import counting
from bijlisetu.outages.timing import reading as outage_timing
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.disclosure import wishes
from bijlisetu.reports.editable import DoesNotHold, Editable
from bijlisetu.reports.law import periods
from bijlisetu.reports.saved import rates
from bijlisetu.runs import prices, quiet_hours

VOCABULARY = _("Names of the companies, helpline, words of the bill, names of offices and posts.")
OFFICE_DAYS = _("Hours, holidays and days of the gazette: drives leave them out, and complaints are counted by them.")
STANDARDS = _(
    "Within which time complaints are to be mended, what is owed for late ones, and when each officer has them."
)
#: Of every other file: what it is called, and what stands in it.
FILES: dict[str, tuple[Promise, Promise]] = {
    hygiene.FILE: (_("Rules against doubtful numbers"), _("Which numbers are doubted, and what follows.")),
    prices.FILE: (_("Prices of messages"), _("What a message costs on each channel, by the contracts.")),
    quiet_hours.FILE: (_("Quiet hours"), _("Between which hours which messages wait for the morning.")),
    outage_timing.NAME: (
        _("When people hear of cuts"),
        _("Notices ahead of planned work, short cuts that come again, nights, and who is always told."),
    ),
    periods.NAME: (
        _("How long what is kept"),
        _("After how many days what is known of people leaves, and why so long."),
    ),
    counting.FILE: (
        _("Which interruptions count"),
        _("From how many minutes on, by how many consumers they are divided, and from which month on that holds."),
    ),
    notices.FILE: (
        _("What people are told of their data"),
        _("The notice where a number is taken. Who was told keeps the version's name: other words need another name."),
    ),
    rates.FILE: (
        _("What paper bills cost"),
        _("How many sheets and visits a bill on paper takes, and what one costs: by them the page of savings counts."),
    ),
    wishes.FILE: (
        _("What everybody may see"),
        _("Whether the public page shows kept promises, confirmed complaints, and how active each officer is."),
    ),
}
#: What is kept for a time, by the names in the file of how long.
SORTS: dict[str, Promise] = {
    "rejects": _("Refused rows of files"),
    "photos": _("Photos of visits"),
    "scans": _("Scans of beat sheets"),
    "visits": _("What was said at doors, and where"),
    "informed": _("That people were told what their number is used for"),
    "challenges": _("Codes that were asked for"),
    "findings": _("Findings of the rules against doubtful numbers"),
    "facts": _("Former names, addresses and meters"),
    "forged": _("Forged messages that people told of"),
    "calls": _("Calls of payment aggregators"),
    "meters": _("Figures of meters that were corrected, and warnings that are over"),
}
FAULTS: dict[str, Promise] = {
    faults.UNREADABLE: _("This line cannot be read: look for a missing quotation mark, equals sign or bracket."),
    faults.TOO_MUCH: _(
        "Here stands more than a file needs: brackets within brackets, or a name or number without end."
    ),
    faults.MISSING: _("This word is missing."),
    faults.UNASKED: _("Nobody asks for this word."),
    wording.NO_WORDS: _("Write it as words between quotation marks, on one line and not longer than 300 letters."),
    wording.NO_HELPLINE: _("A helpline is written in digits, such as 1912 or 1800-345-6570."),
    wording.NO_HEADER: _("The header of SMS has 3 to 6 capital letters or digits, as it is registered."),
    wording.NO_SHORT: _("A short name has at most 30 letters: an SMS has no more room for it."),
    wording.AT_WORK: _("This company has offices here, so it cannot be left out or called by another code."),
    wording.NO_UPI: _("A UPI address looks like name@bank."),
    rules.NO_RULES: _("The file holds [[rules]], and nothing else."),
    rules.NO_NAME: _("The name of a rule is one word in small letters."),
    rules.NO_WORDS: _("It is said in hi and in en."),
    rules.NO_END: _('It is "suspect" or "report".'),
    faults.NO_TRUTH: _("It is true or false."),
    rules.NO_LOOK: _("A rule looks at one or more of numbers, repeated, distinct, run, or at one other thing."),
    rules.TWICE: _("Two rules have this name."),
    "It lists numbers of ten digits.": _("It lists numbers of ten digits."),
    "It lists pairs: a length up to 5, and a multiple of it up to 10.": _(
        "It lists pairs: a length up to 5, and a multiple of it up to 10."
    ),
    "It is 1, 2 or 3 different digits.": _("It is 1, 2 or 3 different digits."),
    "It is 5 to 10 digits.": _("It is 5 to 10 digits."),
    "It is true, or is left out.": _("It is true, or is left out."),
    "It is 0 to 20 accounts.": _("It is 0 to 20 accounts."),
    "It is 1 to 10000 accounts.": _("It is 1 to 10000 accounts."),
    'It is "differs".': _('It is "differs".'),
    office_days.NO_DAY: _("A day is written as 2026-11-08, without quotation marks."),
    office_days.NO_HOURS: _("An office opens before it closes; both are written as 10:00, without quotation marks."),
    office_days.NO_WEEK: _("Working days are numbers from 0, Monday, to 6, Sunday; at least one of them."),
    office_days.NO_SATURDAY: _("Saturdays off are numbers from 1 to 5: the first to the fifth of a month."),
    office_days.NO_SOURCE: _("Say in words where it stands."),
    office_days.TWICE: _("This day is listed twice."),
    outage_timing.NO_DAYS: _("It is a whole number of days, from 1 to 60."),
    outage_timing.NO_HOURS: _("It is a whole number of hours, from 0 to 240."),
    outage_timing.NO_AGAIN: _("It lists at most four different numbers of hours, from 1 to 240."),
    outage_timing.NO_MINUTES: _("It is a whole number of minutes, from 0 to 720."),
    outage_timing.NO_CLOCK: _("An hour of the night is written as 23:00:00, without quotation marks."),
    outage_timing.NO_NEEDS: _("It lists life_support, hospital, water or police, each in quotation marks."),
    standards.NO_CATEGORY: _("There is no such category of complaints."),
    standards.NO_LIMIT: _("A limit is a whole number from 1 to 2000."),
    standards.NO_COUNTS: _("It counts hours, office_hours, days or office_days."),
    standards.NO_RUPEES: _("Rupees are a whole number, 0 where nothing is owed."),
    standards.NO_SHARES: _("Shares are five numbers that grow: those of SDO, EE, SE, CE and MD."),
    standards.TWICE: _("This category has a row from this day already."),
    standards.NO_ROW: _("This category has no row, and every category needs one."),
    wishes.NO_NUMBER: _("It is a whole number: of days from 30 to 366, of the fewest cases from 2 to 100."),
    periods.OTHER_SORTS: _("The file says how long of the sorts that came with it, and of nothing else."),
    periods.NO_DAYS: _("It is a whole number of days, from 1 to 3660."),
    periods.NO_REASON: _("Each says why, and by which source."),
    quiet_hours.NO_HOURS: _(
        'Hours are written as ["21:00", "08:00"]: from the evening to the morning; [] stands for none.'
    ),
    quiet_hours.TOO_LONG: _("Quiet for more than 16 hours: too little of the day is left to tell everybody."),
    quiet_hours.NEVER_WAITS: _("Codes and news of outages never wait, and people at work have hours of their own."),
    counting.NO_RULES: _("The file holds one or more [[rules]], and nothing else."),
    counting.NO_MONTH: _("A rule begins with the first day of a month, as 2026-04-01, without quotation marks."),
    counting.NO_MINUTES: _("It is a whole number of minutes, from 0 to 60."),
    counting.NO_DENOMINATOR: _('It is "last_month" or "mean".'),
    counting.NO_MONTH_END: _('It is "beginning" or "split".'),
    counting.TWICE: _("Two rules begin on this day."),
    notices.NO_VERSION: _("A version is named by up to 20 letters, digits and hyphens, such as 2027-01."),
    notices.NO_WORDS: _("It names {utility} and {helpline}, and nothing else between braces."),
    notices.TOO_LONG: _("The notice has at most 5000 letters, and in short 700: it is read out at a door."),
    notices.UNLIKE: _("Both languages say it in as many paragraphs."),
    law.NAME_STANDS: _("Other words were told under this name: give these a name of their own, such as 2027-01."),
    rates.NO_RATES: _("The file holds [sheets] and [visits], each with per_bill, rupees and source, and nothing else."),
    rates.NO_RATE: _('It is written as "0.60": digits, and at most two behind a point.'),
    rates.NO_SOURCE: _("Say in words where the rate stands."),
    prices.NO_PRICES: _("The file holds [rupees] with whatsapp, sms and email, and nothing else."),
    prices.NO_PRICE: _('A price is written as "0.14": rupees, a point, two to four digits.'),
}
REFUSALS: dict[type[Refusal], Promise] = {
    actions.NothingSaid: _("Write why it is changed: it is asked later."),
    actions.PastUntouched: _("It holds from now on, or from a time to come. The past is not changed."),
    actions.NothingToTakeBack: _("This edition does not hold any more."),
    proposing.AskedAlready: _("Something else is asked for already. Let it hold or put it aside first."),
    proposing.NothingAsked: _("This was decided or withdrawn meanwhile."),
    proposing.OwnProposal: _("You asked for it yourself. Another officer lets it hold."),
    DoesNotHold: _("It cannot be read any more as it is written. Put it aside, and ask for it anew."),
    proposing.Overtaken: _("The file was changed since this was asked for. Put it aside, and ask for it anew."),
}
#: What is said once another officer has decided.
DECIDED: dict[str, Promise] = {
    "let_hold": _("Let hold. You and whoever asked stand in the book of deeds."),
    "decline": _("Put aside. Nothing was changed."),
}


def title_of(file: Editable) -> str:
    """Name the file as people speak of it."""
    if file.file.startswith(office_days.FILE):
        return gettext("Office days: %(name)s") % {"name": _whose(file.file.removeprefix(office_days.FILE))}
    if file.file.startswith(current.FILE):
        return gettext("Standards of complaints: %(name)s") % {"name": _whose(file.file.removeprefix(current.FILE))}
    if not file.vocabulary:
        return str(FILES[file.file][0])
    return gettext("Words of the utility: %(name)s") % {"name": _whose(file.vocabulary)}


def _whose(name: str) -> str:
    return gettext("all without their own") if name == COMMON else name.upper()


def what_of(file: Editable) -> str:
    """Say what stands in the file."""
    if file.file.startswith(office_days.FILE):
        return str(OFFICE_DAYS)
    if file.file.startswith(current.FILE):
        return str(STANDARDS)
    return str(VOCABULARY if file.vocabulary else FILES[file.file][1])
