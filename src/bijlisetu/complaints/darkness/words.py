"""Words by which people say that the light is on, or that it is off in their house alone. No Django."""

from __future__ import annotations

from bijlisetu.complaints.categories import lexicon, tokens_of, told_of
from bijlisetu.complaints.darkness.sentences import BE, FILLERS, joined, last_said


def _listed(words: str) -> frozenset[str]:
    return frozenset(tokens_of(words))


#: It is off again, never came, or is asked for.
NOT_SO = _listed(
    "nahi nahin nhi nai nay na ni no not isnt hasnt didnt without kab kabtak when chali chala gul off band cut "
    "नहीं नही नहि ना कब गुल बंद चली चला bill bil bills बिल jayegi jaayegi aayegi aajayegi aaegi "
    "jani bhejo karo kar do कर करो दो"
)
ASKS = _listed("kya क्या")
#: "hamare yahan light hai": nothing else is said.
HERE = _listed(
    "haan han ha yes ji sir hamare hamaare humare mere mera yahan yaha ghar me mein main par the there is "
    "हां जी सर हमारे मेरे यहां यहा घर में मे पर"
)
IS = _listed("hai h he is है")
ONLY = _listed("only sirf kewal keval bas just सिर्फ केवल बस")
HOUSE = _listed("house home ghar makan flat mere mera meri my yahan hamare घर मकान मेरे मेरी हमारे यहां यहाँ")


def says_light_is_on(text: str) -> bool:
    """Return whether the words say that the light is there: not that it has not come, nor when it will."""
    known, told = lexicon(), tokens_of(text)
    words = last_said(told_of(told), known)
    said = joined(words)
    is_asked = "?" in text or not ASKS.isdisjoint(told)
    if is_asked or not said & known["SUPPLY"] or said & NOT_SO:
        return False
    is_there = bool(said & IS) and set(words) <= known["SUPPLY"] | FILLERS | BE | HERE
    return is_there or bool(said & known["BACK"])


def says_only_here(text: str) -> bool:
    """Return whether the words say that it is off in the person's own house alone: no outage explains that."""
    words = frozenset(tokens_of(text))
    return bool(words & ONLY and words & HOUSE)
