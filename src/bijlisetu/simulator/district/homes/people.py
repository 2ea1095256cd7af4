"""Invented consumers: common given names, and family names that are Hindi words for sample."""

from __future__ import annotations

import random
from dataclasses import dataclass

from bijlisetu.simulator.district.cards import pick

GIVEN = (
    ("Ramesh", "रमेश"),
    ("Suresh", "सुरेश"),
    ("Mahesh", "महेश"),
    ("Dinesh", "दिनेश"),
    ("Rajesh", "राजेश"),
    ("Mukesh", "मुकेश"),
    ("Sanjay", "संजय"),
    ("Vijay", "विजय"),
    ("Ajay", "अजय"),
    ("Anil", "अनिल"),
    ("Sunil", "सुनील"),
    ("Manoj", "मनोज"),
    ("Vinod", "विनोद"),
    ("Pramod", "प्रमोद"),
    ("Ashok", "अशोक"),
    ("Santosh", "संतोष"),
    ("Salim", "सलीम"),
    ("Imran", "इमरान"),
    ("Joseph", "जोसेफ"),
    ("Gurpreet", "गुरप्रीत"),
    ("Sunita", "सुनीता"),
    ("Anita", "अनीता"),
    ("Kavita", "कविता"),
    ("Sarita", "सरिता"),
    ("Geeta", "गीता"),
    ("Seema", "सीमा"),
    ("Rekha", "रेखा"),
    ("Meena", "मीना"),
    ("Usha", "उषा"),
    ("Asha", "आशा"),
    ("Pushpa", "पुष्पा"),
    ("Kamla", "कमला"),
    ("Shanti", "शांति"),
    ("Savitri", "सावित्री"),
    ("Parvati", "पार्वती"),
    ("Rukhsana", "रुखसाना"),
)
MIDDLE = (("", ""), ("", ""), ("Kumar", "कुमार"), ("Prasad", "प्रसाद"), ("Lal", "लाल"), ("Devi", "देवी"))
FAMILY = (
    ("Namuna", "नमूना"),
    ("Kalpit", "कल्पित"),
    ("Kalpanik", "काल्पनिक"),
    ("Udaharan", "उदाहरण"),
    ("Misal", "मिसाल"),
    ("Pratirup", "प्रतिरूप"),
    ("Banavati", "बनावटी"),
    ("Parikshan", "परीक्षण"),
)
#: Nobody's, and none of those that an import refuses because they are kept for examples.
DOMAIN = "example.in"


@dataclass(frozen=True, slots=True)
class Namesake:
    """A consumer who does not exist."""

    name: str
    other_spelling: str  #: the same name in the other script, as a second clerk would enter it
    hindi: bool
    mailbox_name: str

    def mailbox(self, serial: int) -> str:
        """Return a mailbox on a domain that stands for all."""
        return f"{self.mailbox_name}.{serial}@{DOMAIN}"

    def address(self, *, house: int, feeder: str, urban: bool) -> str:
        """Return where the person lives, in the script of the name."""
        if self.hindi:
            return f"मकान {house}, {'मोहल्ला' if urban else 'ग्राम'} {feeder}"
        return f"House {house}, {'Mohalla' if urban else 'Gram'} {feeder}"


def invent(*, devanagari: float, rng: random.Random) -> Namesake:
    """Return a person, written in Devanagari in that share of cases."""
    names = (pick(GIVEN, rng=rng), pick(MIDDLE, rng=rng), pick(FAMILY, rng=rng))
    latin = " ".join(name[0] for name in names if name[0])
    hindi = " ".join(name[1] for name in names if name[1])
    mailbox_name = f"{names[0][0]}.{names[2][0]}".lower()
    if rng.random() < devanagari:
        return Namesake(hindi, latin, True, mailbox_name)
    return Namesake(latin, hindi, False, mailbox_name)
