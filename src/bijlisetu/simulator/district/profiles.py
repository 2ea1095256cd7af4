"""How dirty a district's records are, one file each in `profiles/`, and how people behave in every district."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from bijlisetu.plumbing.refusal import Refusal

FOLDER = Path(__file__).parent / "profiles"


class NoSuchProfile(Refusal):
    """The profile asked for is not one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Shares of a district's consumers; what is left after the bad numbers is a good one."""

    name: str
    utility: str  #: whose consumers they are: the name of its mappings, its billing system and its list of feeders
    circle: str  #: where it lies unless another circle is asked for
    consumers: int  #: how many the real district has
    urban: float
    devanagari: float  #: names written in Devanagari
    missing: float  #: no number on file at all
    unusable: float  #: nine digits, landline, dummy, NA, two numbers run together
    closed: float  #: a well-formed number that rings no longer
    stranger: float  #: a number that somebody else has by now
    untidy: float  #: well-formed numbers written with +91, spaces, hyphens or Devanagari digits


# People and their phones, in every district.
HAS_A_PHONE = 0.92  #: of those whose number on file is no good
WHATSAPP_IN_TOWN = 0.75
WHATSAPP_IN_VILLAGE = 0.55
READS_WHATSAPP = 0.60
READS_SMS = 0.30  #: opens the link, of those without WhatsApp
CONFIRMS = 1 / 3  #: presses "yes, mine", of those who read
STRANGER_OBJECTS = 0.50
SHARES_A_PHONE = 0.04  #: good numbers that begin a family's phone
FAMILY_SIZES = (2, 2, 2, 3, 3, 4)  #: accounts on one family's phone

EMAIL_IN_TOWN = 0.12
EMAIL_IN_VILLAGE = 0.02
EMAIL_DEAD = 0.25
READS_EMAIL = 0.60

# Meter readers: each writes the own number on forty of the accounts on the beat.
CONSUMERS_PER_READER = 3_000
READER_ACCOUNTS = 40
READERS_FROM = 500  #: fewer consumers than this leave no room for forty

# Lines that no import should take.
BROKEN_CONSUMERS = 0.002
BROKEN_BILLS = 0.001
BROKEN_FROM = 1_000  #: from this many consumers on there is one of each kind at least


def _profile(file: Path) -> Profile:
    return Profile(name=file.stem, **tomllib.loads(file.read_text(encoding="utf-8")))


PROFILES = {file.stem: _profile(file) for file in sorted(FOLDER.glob("*.toml"))}


def profile_named(name: str) -> Profile:
    """
    Return the profile of that name.

    :raises NoSuchProfile: if there is none
    """
    if name not in PROFILES:
        raise NoSuchProfile(f"There is no profile {name!r}; choose one of {', '.join(PROFILES)}.")
    return PROFILES[name]
