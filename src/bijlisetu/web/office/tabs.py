"""The bar of the office: which words stand in it, where they lead, and which deed each needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import Seats, may, may_everywhere


@dataclass(frozen=True, slots=True)
class TabPage:
    """A page that the bar leads to."""

    name: str
    title: Promise
    url: str
    deed: Deed
    of_office: bool = False  #: its address names an office: the first where the person may do the deed
    everywhere: bool = False  #: it is for those alone who may do the deed for all companies that are kept here


@dataclass(frozen=True, slots=True)
class Tab:
    """One word of the bar, with the pages behind it."""

    title: Promise
    pages: tuple[TabPage, ...]


#: What people come for, one word each; further words come with their pages (LOOK.md names seven).
TABS = (
    Tab(
        _("Reach"),
        (
            TabPage("reach", _("Reach"), "office:reach", Deed.SEE_REACH, of_office=True),
            TabPage("evening", _("Evening report"), "office:evening", Deed.SEE_REACH, of_office=True),
        ),
    ),
    Tab(
        _("Work"),
        (
            TabPage("worklist", _("Worklist"), "office:worklist", Deed.SEE_PEOPLE, of_office=True),
            TabPage("counter", _("Counter"), "office:counter", Deed.SERVE_COUNTER),
            TabPage("calls", _("Numbers to call"), "office:calls", Deed.SERVE_COUNTER, of_office=True),
            TabPage("drive", _("Drive"), "office:drive", Deed.SEE_DRIVE, of_office=True),
            TabPage("sheets", _("Beat sheets"), "office:sheets", Deed.KEY_IN_SHEETS, of_office=True),
            TabPage("kyc", _("KYC"), "office:kyc", Deed.SEE_HYGIENE, of_office=True),
            TabPage("hygiene", _("Doubtful numbers"), "office:hygiene", Deed.SEE_HYGIENE, of_office=True),
            TabPage("corrections", _("Corrections asked"), "office:corrections", Deed.SEE_PEOPLE, of_office=True),
            TabPage("next_door", _("My next door"), "field:next_door", Deed.VISIT_DOORS),
        ),
    ),
    Tab(
        _("Power"),
        (
            TabPage("outages", _("Outages"), "office:outages", Deed.SEE_OUTAGES, of_office=True),
            TabPage("outage_report", _("Told and promised"), "office:outage_report", Deed.SEE_OUTAGES, of_office=True),
            TabPage(
                "outage_indices",
                _("Reliability indices"),
                "office:outage_indices",
                Deed.SEE_OUTAGES,
                of_office=True,
            ),
            TabPage("switchings", _("Switching"), "office:switchings", Deed.SEE_OUTAGES, of_office=True),
        ),
    ),
    Tab(
        _("Complaints"),
        (
            TabPage("complaints", _("Complaint board"), "office:complaints", Deed.SEE_COMPLAINTS, of_office=True),
            TabPage("complaint_new", _("Take a complaint"), "office:complaint_new", Deed.SERVE_COUNTER, of_office=True),
            TabPage(
                "complaint_report",
                _("How complaints ended"),
                "office:complaint_report",
                Deed.SEE_COMPLAINTS,
                of_office=True,
            ),
            TabPage(
                "complaint_heads",
                _("Are the heads active?"),
                "office:complaint_heads",
                Deed.SEE_COMPLAINTS,
                of_office=True,
            ),
        ),
    ),
    Tab(
        _("Money"),
        (
            TabPage("till", _("My till"), "office:till", Deed.TAKE_MONEY),
            TabPage("tills", _("Tills"), "office:tills", Deed.SEE_TILLS, of_office=True),
            TabPage("payments", _("Payments of a day"), "office:payments", Deed.SEE_PAYMENTS, of_office=True),
            TabPage("arrears", _("Arrears to see to"), "office:arrears", Deed.SEE_PAYMENTS, of_office=True),
            TabPage("notices", _("Notices in force"), "office:notices", Deed.SEE_PAYMENTS, of_office=True),
            TabPage("arrears_ages", _("Arrears by age"), "office:arrears_ages", Deed.SEE_PAYMENTS, of_office=True),
            TabPage("saved", _("What it saves"), "office:saved", Deed.SEE_REACH, of_office=True),
            TabPage(
                "mismatches", _("Arrears that differ"), "office:mismatches", Deed.DECIDE_ON_ACCOUNT, of_office=True
            ),
            TabPage("sanctions", _("Changes asked for"), "office:sanctions", Deed.DECIDE_ON_ACCOUNT, of_office=True),
            TabPage("meters", _("Prepaid meters"), "office:meters", Deed.SEE_PEOPLE, of_office=True),
            TabPage("suspense", _("Whose money is this?"), "office:suspense", Deed.PLACE_PAYMENT, everywhere=True),
            TabPage("disagreeing", _("Amounts that differ"), "office:disagreeing", Deed.PLACE_PAYMENT, everywhere=True),
        ),
    ),
    Tab(
        _("Messages"),
        (
            TabPage("runs", _("Runs"), "office:runs", Deed.SEE_RUNS),
            TabPage("campaigns", _("Notice to all"), "office:campaigns", Deed.SEE_CAMPAIGNS, of_office=True),
            TabPage("delivery", _("Delivery"), "office:delivery", Deed.SEE_DELIVERY),
            TabPage("answers", _("Answers to read"), "office:answers", Deed.READ_ANSWERS, of_office=True),
        ),
    ),
    Tab(
        _("People and offices"),
        (
            TabPage("staff", _("People at work"), "office:staff", Deed.MANAGE_STAFF, of_office=True),
            TabPage("imports", _("Files"), "office:imports", Deed.IMPORT_FILES, everywhere=True),
            TabPage("settings", _("Settings"), "office:settings", Deed.EDIT_SETTINGS, everywhere=True),
            TabPage("systems", _("Systems"), "office:systems", Deed.MANAGE_SYSTEMS),
            TabPage("deeds", _("Book of deeds"), "office:deeds", Deed.SEE_AUDIT),
            TabPage("breaches", _("Breaches of data"), "office:breaches", Deed.SEE_BREACHES),
            TabPage("erasures", _("Requests to erase"), "office:erasures", Deed.DECIDE_ERASURE, of_office=True),
            TabPage("holds", _("Kept for courts"), "office:holds", Deed.DECIDE_ERASURE, of_office=True),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class TabLink:
    """A word that leads to a page, or stands for the one that is open."""

    title: Promise
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class TabBar:
    """The words that one person may use, and the pages behind the open one if there are several."""

    tabs: tuple[TabLink, ...]
    pages: tuple[TabLink, ...]


def bar_for(who: Seats, *, page: str) -> TabBar:
    """Return the bar for somebody with these posts, who has that page open."""
    tabs: list[TabLink] = []
    pages: tuple[TabLink, ...] = ()
    for tab in TABS:
        links = tuple(_link(one, who, page) for one in tab.pages if _is_theirs(one, who))
        if links:
            is_current = any(link.is_current for link in links)
            tabs.append(TabLink(tab.title, links[0].address, is_current))
            pages = links if is_current and len(links) > 1 else pages
    return TabBar(tuple(tabs), pages)


def _is_theirs(page: TabPage, who: Seats) -> bool:
    if page.of_office and not who.offices_for(page.deed):
        return False  # of some deeds a superuser without a post has no office that the address could name
    return may(who, page.deed) and (not page.everywhere or may_everywhere(who, page.deed))


def _link(page: TabPage, who: Seats, current: str) -> TabLink:
    office = who.offices_for(page.deed)[:1] if page.of_office else []
    return TabLink(page.title, reverse(page.url, args=office), page.name == current)
