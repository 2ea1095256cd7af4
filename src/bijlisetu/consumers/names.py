"""What a name is asked for by: its words, and all words of the register that are like them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile, pairwise

from bijlisetu.plumbing.database.sql import rows

#: Before a name stands, or not, as the clerk liked, whom one speaks to.
TITLES = "shri shree sri smt shrimati late lt mr mrs ms dr श्री श्रीमती श्रीमति स्व स्वर्गीय मेसर्स डॉ"
#: Whose child or spouse somebody is, and that they are a firm.
BESIDE = re.compile(r"\b[sdwc]\s*/\s*o\b|\bm\s*/\s*s\b|\b(?:son|daughter|wife)\s+of\b|(?<!\S)(?:पुत्र|पुत्री|पत्नी)(?!\S)")
APART = re.compile(r"[.,;:/\\|()\[\]{}<>_\-–—&@+*=#%$^~!?\"“”।॥\s]+")
APOSTROPHES = str.maketrans("", "", "'’`")
LONGEST, MOST_WORDS = 40, 6
NOWHERE = (0.0, 0)
PART = 3  #: the shortest part of a word that may be two
#: RK is R and K.
INITIALS = re.compile("[bcdfghjklmnpqrstvwxyz]{2,3}")
#: A letter that stands for a word fits one that begins with it about as well as a part of the word would.
BEGINS = 0.55
#: The first word tells people apart: Pushpa Kumari Devi is rather Pushpa Devi than Seema Kumari Devi.
FIRST = 1.5
#: From here on two words are one, written in another script or custom.
SAME = 0.9
#: From here on most people would take them for one, or for a slip of the finger.
ALIKE = 0.6
#: How alike a word is to the one asked for: 1 as written, less with each letter that must be changed.
NEAR = """
WITH term AS (
    SELECT asked.word, said.latin, consumers_word_keys(said.latin) AS keys
    FROM unnest(%(words)s::text[]) AS asked (word),
    LATERAL (SELECT consumers_word_in_latin(asked.word) AS latin OFFSET 0) AS said
), near AS (
    SELECT term.word AS term, term.latin AS asked, known.word, known.latin, known.keys[1] = term.keys[1] AS same_bones
    FROM term JOIN consumers_nameword known ON known.keys && term.keys
), scored AS (
    SELECT term, word,
           CASE WHEN word = term THEN 1 WHEN latin = asked THEN 0.95
                WHEN same_bones THEN 0.65 + 0.25 * alike WHEN alike >= 0.6 THEN 0.8 * alike END AS score
    FROM near, LATERAL (
        SELECT 1 - levenshtein(latin, asked)::float / greatest(length(latin), length(asked)) AS alike
    ) AS compared
    UNION ALL
    SELECT term.word, known.word,
           0.3 + 0.3 * length(term.latin) / length(known.latin) + 0.1 * (known.latin ^@ term.latin)::int
    FROM term JOIN consumers_nameword known ON known.latin LIKE '%%' || term.latin || '%%' AND length(term.latin) > 2
    UNION ALL
    -- Of half a word the last vowel may be the end of a syllable only: विजय of विजयलक्ष्मी.
    SELECT term.word, known.word, 0.3 + 0.3 * length(half) / length(known.latin)
    FROM term CROSS JOIN rtrim(term.latin, 'aeiou') AS half
    JOIN consumers_nameword known ON known.latin LIKE half || '%%' AND length(half) > 2 AND half <> term.latin
    UNION ALL
    SELECT term.word, known.word, 0.5
    FROM term JOIN consumers_nameword known ON known.keys && ARRAY[left(term.latin, 1)] AND length(known.latin) = 1
), best AS (
    SELECT term, word, max(score) AS score, row_number() OVER (PARTITION BY term ORDER BY max(score) DESC, word) AS nth
    FROM scored WHERE score IS NOT NULL GROUP BY term, word
)
SELECT term, word, score FROM best WHERE nth <= %(most)s
"""


#: A letter alone, R or आर, stands for a word that begins with it.
LETTERS = """
SELECT word, latin FROM unnest(%(words)s::text[]) AS word, LATERAL consumers_word_in_latin(word) AS latin
WHERE length(latin) = 1
"""
IN_LATIN = "SELECT word, latin FROM consumers_nameword WHERE word = ANY(%(words)s)"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand what was written: for each word, those of the register that it may be, and how much so."""

    words: tuple[Mapping[str, float], ...]
    is_as_written: bool  #: no words were joined or parted for it
    letters: Mapping[int, str] = field(
        default_factory=dict
    )  #: by place, words of which only the first one stands there

    def at_least(self, score: float) -> list[list[str]]:
        """Return for each word those that are so much like it."""
        return [[word for word, its in one.items() if its >= score] for one in self.words]

    def beside_letters(self) -> list[list[str]]:
        """Return for each word that stands there whole those that most people would take for it."""
        return [words for place, words in enumerate(self.at_least(ALIKE)) if place not in self.letters]

    def spelt_out(self, words: Iterable[str]) -> Reading:
        """Return the reading in which a letter may be each of these words that begins with it."""
        latin = rows(IN_LATIN, words=list(words))
        return replace(self, words=tuple(
            one if place not in self.letters
            else {**{word: BEGINS for word, said in latin if said.startswith(self.letters[place])}, **one}
            for place, one in enumerate(self.words)
        ))  # fmt: skip

    def score_of(self, name: Sequence[str]) -> float:
        """Return how well the words of a name fit, 1 at most: words left over count against it, and another order."""
        fits = [
            max(((one.get(word, 0.0), -place) for place, word in enumerate(name)), default=NOWHERE)
            for one in self.words
        ]
        places = [-place for _, place in fits]
        weights = [FIRST, *(1.0 for _ in fits[1:])]
        return (
            sum(score * weight for (score, _), weight in zip(fits, weights, strict=True)) / sum(weights)
            - 0.05 * max(0, len(name) - len(fits))
            - 0.03 * (places != sorted(places))
            - 0.02 * (not self.is_as_written)
        )


def words_of(text: str) -> list[str]:
    """Return the words of a name as somebody writes it, without titles and whose child or spouse they are."""
    bare = BESIDE.sub(" ", text.lower()).translate(APOSTROPHES)
    words = [word[:LONGEST] for word in APART.split(bare) if word]
    return (list(dropwhile(TITLES.split().__contains__, words)) or words)[:MOST_WORDS]


def readings_of(text: str, *, most: int = 150) -> list[Reading]:
    """
    Return the ways to understand a name: as it is written, then with two words as one, then with one as two.

    Words are joined and parted only where names know what comes of it.
    """
    words = words_of(text)
    if not words:
        return []
    ways = [(words, ()), *_ways(words)]
    like: dict[str, dict[str, float]] = {word: {} for way, _ in ways for word in way}
    for term, word, score in rows(NEAR, words=list(like), most=most):
        like[term][word] = float(score)
    known = {word for word, alike in like.items() if max(alike.values(), default=0.0) >= SAME}
    letters = dict(rows(LETTERS, words=list(like)))
    return [
        Reading(
            tuple({**like[word], word: 1.0} for word in way),
            is_as_written=not made,
            letters={place: letters[word] for place, word in enumerate(way) if word in letters},
        )
        for way, made in ways
        if known.issuperset(made)
    ]


def _ways(words: Sequence[str]) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """Yield the words with two as one, for Ram Chandra is Ramchandra, and with one as two; and what was made."""
    for place, (one, other) in enumerate(pairwise(words)):
        yield [*words[:place], one + other, *words[place + 2 :]], (one + other,)
    for place, word in enumerate(words):
        if INITIALS.fullmatch(word):
            yield [*words[:place], *word, *words[place + 1 :]], ()
        for cut in range(PART, len(word) - PART + 1):
            parts = word[:cut], word[cut:]
            yield [*words[:place], *parts, *words[place + 1 :]], parts
