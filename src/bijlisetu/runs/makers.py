"""Who makes a run, and whose people it tells: those under its maker's posts, of one company."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

import bijlisetu.staff.queries as staff
from bijlisetu.network.companies import tops_of_feeders
from bijlisetu.network.queries import feeders_below
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed


class NoNamedOfficer(Refusal):
    """A run is made by somebody who answers for it, not by a machine or a stranger."""


class NobodyUnderTheirPost(Refusal):
    """None of the people to be told is of an office that the maker's post covers."""


@dataclass(frozen=True, slots=True)
class Share:
    """Whom one run tells, of all that are to be told."""

    company: str  #: the code of the office at its top; empty where there is but one, or none
    feeders: tuple[int, ...]

    def key(self, key: str) -> str:
        """Return the key of the share's run: it names the company where there are several."""
        return f"{key}:{self.company}" if self.company else key


def shares(*, by: str, at: datetime, office: int | None = None) -> list[Share]:
    """
    Return whom the officer may tell: the feeders under their posts, company by company; of one office, if it is given.

    :raises NoNamedOfficer: if nobody is called so, or their post makes no runs
    """
    who = staff.seats_named(by, on=timezone.localdate(at))
    if not staff.may(who, Deed.MAKE_RUN):
        raise NoNamedOfficer(f"{by!r} is no officer or operator here: name who makes the run, as in --by ramesh")
    tops = tops_of_feeders()
    theirs = staff.covered(who, Deed.MAKE_RUN, list(tops))
    if office is not None:
        theirs &= feeders_below(office)
    companies = {top for top in tops.values() if top}
    if len(companies) < 2:
        return [Share("", tuple(sorted(theirs)))] if theirs else []
    by_company = defaultdict(list)
    for feeder in sorted(theirs):
        by_company[tops[feeder]].append(feeder)
    # Whose the people are of a feeder that no section looks after is not known: only who sits over all may tell them.
    if not companies <= by_company.keys():
        by_company.pop("", None)
    # A slash parts the key from the number of a further run under it.
    return [Share(top.replace("/", "-"), tuple(feeders)) for top, feeders in sorted(by_company.items())]
