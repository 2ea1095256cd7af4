"""What a system of the utility may be let do here, in the words of its key; each is a deed of the one table."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from bijlisetu.staff.deeds import Deed


class Purpose(enum.StrEnum):
    """What a system speaks with us for."""

    OUTAGES_READ = "outages.read"
    OUTAGES_WRITE = "outages.write"  #: enter a cut, and say what became of it
    OUTAGES_ANNOUNCE = "outages.announce"  #: have people told of a cut without waiting for an officer
    COMPLAINTS_READ = "complaints.read"
    COMPLAINTS_WRITE = "complaints.write"
    TOUCHED_READ = "touched.read"  #: how many people hang on a part of the network
    TOUCHED_LIST = "touched.list"  #: each of them, masked


DEEDS: Mapping[Purpose, Deed] = {
    Purpose.OUTAGES_READ: Deed.SEE_OUTAGES,
    Purpose.OUTAGES_WRITE: Deed.RUN_OUTAGES,
    Purpose.OUTAGES_ANNOUNCE: Deed.RUN_OUTAGES,
    Purpose.COMPLAINTS_READ: Deed.SEE_COMPLAINTS,
    Purpose.COMPLAINTS_WRITE: Deed.SERVE_COUNTER,
    Purpose.TOUCHED_READ: Deed.SEE_OUTAGES,
    Purpose.TOUCHED_LIST: Deed.SEE_PEOPLE,
}


def deeds_of(purposes: Iterable[str]) -> frozenset[Deed]:
    """Return the deeds that these purposes come to."""
    return frozenset(DEEDS[Purpose(one)] for one in purposes)
