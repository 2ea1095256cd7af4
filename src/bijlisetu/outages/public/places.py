"""Which outages are at the place that somebody wrote, in whichever script: दुद्धी is DUDDHI on the lines' list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bijlisetu.consumers.names import words_of
from bijlisetu.network.companies import companies_named
from bijlisetu.outages.public.lists import Board, Known
from bijlisetu.plumbing.database.sql import rows

#: A shorter beginning of a word would find half of all places.
SHORTEST = 3
#: How words are said, whatever letters they are written in, and the consonants of that.
SOUNDS = """
SELECT word, latin, (consumers_word_keys(latin))[1] FROM unnest(%(words)s::text[]) AS word,
LATERAL (SELECT consumers_word_in_latin(word) AS latin OFFSET 0) AS said
"""


class Sound(NamedTuple):
    """How a word is said."""

    latin: str
    bones: str  #: its consonants

    def is_like(self, other: Sound) -> bool:
        """Return whether the other word begins so, or is one that most people would take for it."""
        if len(self.latin) < SHORTEST:
            return self.latin == other.latin
        return other.latin.startswith(self.latin) or self.bones == other.bones


class Places(NamedTuple):
    """By what the outages of a board are found."""

    names: Mapping[int, tuple[str, ...]]  #: by the outage's id, as they are written, in small letters
    sounds: Mapping[int, frozenset[Sound]]  #: of all their words


def places_of(board: Board) -> Places:
    """Return by what the outages are found: their places, and all offices above them."""
    companies = companies_named()
    areas = {
        one.id: (one.name, *((company.hi, company.en) if (company := companies.get(one.name)) else ()))
        for one in board.areas.values()
    }
    names = {
        one.id: tuple(name.casefold() for name in (*one.said, *(name for area in one.areas for name in areas[area])))
        for one in board.outages
    }
    sounds = _sounds_of(name for said in names.values() for name in said)
    return Places(names, {
        outage: frozenset(sounds[word] for name in said for word in words_of(name)) for outage, said in names.items()
    })  # fmt: skip


def at_place(board: Board, places: Places, text: str) -> tuple[Known, ...]:
    """
    Return the outages of which a name holds the text; of none, those that share most of its words.

    Not all words need be there: who writes ग्राम दुद्धी must not read that nothing is off in DUDDHI.
    """
    wanted = text.casefold()
    if found := tuple(one for one in board.outages if any(wanted in name for name in places.names[one.id])):
        return found
    asked = _sounds_of([text]).values()
    shared = {
        outage: sum(any(one.is_like(other) for other in said) for one in asked)
        for outage, said in places.sounds.items()
    }
    most = max(shared.values(), default=0)
    return tuple(one for one in board.outages if most and shared[one.id] == most)


def _sounds_of(names: Iterable[str]) -> dict[str, Sound]:
    words = {word for name in names for word in words_of(name)}
    return {word: Sound(latin, bones) for word, latin, bones in rows(SOUNDS, words=sorted(words))}
