"""For whom a cut is dangerous, or harms many: what a consumer needs electricity for, as exports and clerks write it."""

from __future__ import annotations

import re

#: The closed list, in the order in which the desk sees them.
LIFE_SUPPORT, HOSPITAL, WATER, POLICE = "life_support", "hospital", "water", "police"
NEEDS = (LIFE_SUPPORT, HOSPITAL, WATER, POLICE)
#: Words that stand in exports, joined and in small letters; a word within others counts.
WORDS = {
    LIFE_SUPPORT: ("lifesupport", "ventilator", "oxygen", "dialysis", "जीवनरक्षक", "वेंटिलेटर", "ऑक्सीजन", "डायलिसिस"),
    HOSPITAL: ("hospital", "nursinghome", "phc", "chc", "अस्पताल", "चिकित्सालय", "स्वास्थ्यकेंद्र", "स्वास्थ्यकेन्द्र"),
    WATER: ("water", "jalnigam", "jalsansthan", "जलनिगम", "जलसंस्थान", "जलकल", "पेयजल"),
    POLICE: ("police", "thana", "पुलिस", "थाना"),
}
BETWEEN = re.compile(r"[\s_./-]+")


def need_in(text: str) -> str | None:
    """Return the need that the text names; none if it names none of the list."""
    joined = BETWEEN.sub("", text.casefold())
    return next((need for need, words in WORDS.items() if any(word in joined for word in words)), None)
