"""Every question about who is reached; all set-based, most by feeder first and then up the tree of offices."""

from bijlisetu.reach.queries.begun import Begun, begun
from bijlisetu.reach.queries.counts import (
    Branch,
    ReachCounts,
    Survey,
    ledgers,
    occasions,
    survey,
    unreached_by_section,
)
from bijlisetu.reach.queries.feeder import OnFeeder, feeder_called, on_feeder
from bijlisetu.reach.queries.finding import FoundFeeder, FoundPerson, feeders, find, holders
from bijlisetu.reach.queries.people import DEGREES, PAGE, Listed, PeoplePage, people
from bijlisetu.reach.queries.person import Owner, Person, is_in_hand, owner_of, person
from bijlisetu.reach.queries.trend import Point, trend
from bijlisetu.reach.queries.undelivered import undelivered
from bijlisetu.reach.queries.worklist import Doorstep, Pending, Walk, Worklist, is_listed, worklist

__all__ = [
    "DEGREES",
    "PAGE",
    "Begun",
    "Branch",
    "Doorstep",
    "FoundFeeder",
    "FoundPerson",
    "Listed",
    "OnFeeder",
    "Owner",
    "Pending",
    "PeoplePage",
    "Person",
    "Point",
    "ReachCounts",
    "Survey",
    "Walk",
    "Worklist",
    "begun",
    "feeder_called",
    "feeders",
    "find",
    "holders",
    "is_in_hand",
    "is_listed",
    "ledgers",
    "occasions",
    "on_feeder",
    "owner_of",
    "people",
    "person",
    "survey",
    "trend",
    "undelivered",
    "unreached_by_section",
    "worklist",
]
