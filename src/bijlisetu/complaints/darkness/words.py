"""Words by which people say that the light is on, or that it is off in their house alone. No Django."""

from __future__ import annotations

from itertools import pairwise

from bijlisetu.complaints.categories import tokens_of


def _listed(words: str) -> frozenset[str]:
    return frozenset(tokens_of(words))


LIGHT = _listed(
    "light lights lite bijli bijlee bijali bijly supply power electricity current लाइट लाईट बिजली सप्लाई पावर"
)
#: Neighbours count as one word too: "aa gayi" is "aagayi".
CAME = _listed(
    "aagayi aagai aagyi aagaya aagya aachuki aayi aagyee back restored returned wapas vapas "
    "आगई आगयी आगयीहै आचुकी वापस hascome hascame chalurestored"
)
#: Then it is off again, never came, or is asked for.
NOT_SO = _listed(
    "nahi nahin nhi nai nay na ni no not isnt hasnt didnt without kab kabtak when phir fir chali gul off band cut "
    "नहीं नही नहि ना कब फिर गुल बंद चली bill bil bills बिल jayegi jaayegi aayegi aajayegi"
)
ONLY = _listed("only sirf kewal keval bas just सिर्फ केवल बस")
HOUSE = _listed("house home ghar makan flat mere mera meri my yahan hamare घर मकान मेरे मेरी हमारे यहां यहाँ")


def says_light_is_on(text: str) -> bool:
    """Return whether the words say that the light has come back: not that it has not, nor when it will."""
    words = tokens_of(text)
    said = frozenset([*words, *map("".join, pairwise(words))])
    return "?" not in text and bool(said & LIGHT and said & CAME) and not said & NOT_SO


def says_only_here(text: str) -> bool:
    """Return whether the words say that it is off in the person's own house alone: no outage explains that."""
    words = frozenset(tokens_of(text))
    return bool(words & ONLY and words & HOUSE)
