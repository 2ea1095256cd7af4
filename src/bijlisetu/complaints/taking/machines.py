"""Words that no person wrote of a fault: our own, said back, and what a phone answers by itself. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Kind

#: What stands in a text of ours in place of a fact.
BLANK = re.compile(r"\{\{[^{}]*\}\}|\{[^{}]*\}")
#: A text of fewer letters of its own could be anybody's.
FEWEST_OF_OURS = 24
#: No fact of ours is longer: what stands further on is the person's.
LONGEST_FACT = 120
#: Many texts of ours end with their code, in small letters here.
CODE = re.compile(r"\s*(?=[a-z]{0,19}\d)[0-9a-z]{11,20}(?![0-9a-z])")
#: What a shop's phone, or that of somebody away, says by itself.
BY_ITSELF = re.compile(
    r"(thank(s| ?you)|thanx) (you )?for (contacting|reaching|messaging|texting|writing|your (message|enquiry|inquiry))"
    r"|(we|i)( will|'ll| shall)? (get back to you|reply to you|be in touch|respond) (soon|shortly|as soon|within)"
    r"|auto(matic|mated|[- ]?generated)?[- ](reply|response|message)|out of (the )?office|do not reply to this"
    r"|(currently|presently) (unavailable|not available|away|closed)"
    r"|outside (of )?(our )?(business|working|office) hours"
    r"|(संपर्क करने|मैसेज करने|संदेश भेजने|लिखने|आपके (संदेश|मैसेज)) (के लिए|का) (आपका )?(बहुत )?(धन्यवाद|शुक्रिया)"
    r"|(जल्द|शीघ्र)( ही| से जल्द)? (आपसे )?(संपर्क|जवाब|उत्तर) (करेंगे|देंगे|दूँगा|दूंगा|करूँगा|करूंगा)"
    r"|(स्वचालित|स्वतः|ऑटोमैटिक) (उत्तर|जवाब|संदेश|मैसेज)|ऑटो ?रिप्लाई"
    r"|(sampark|message|contact) kar(ne|ney) ke li(ye|e) (dhanya[vw]aa?d|shukriya)",
    re.IGNORECASE,
)


def answers_by_itself(text: str) -> bool:
    """Return whether a machine answers for whoever holds the number: nothing is complained of."""
    return BY_ITSELF.search(_in_one_line(text).replace("’", "'")) is not None


def without_ours(text: str, *, asked: Iterable[str] = ()) -> str:
    """Return the text without the messages and questions of ours in it: what is left are the person's own words."""
    told = _in_one_line(text)
    for pieces in [*((_in_one_line(one),) for one in asked), *_ours()]:
        while (found := _where(told, pieces)) is not None:
            told = f"{told[: found[0]]} {told[found[1] :]}".strip()
    return told


def _where(told: str, pieces: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where a text of ours begins and ends, of which the pieces follow each other with facts between."""
    begins = ends = told.find(pieces[0])
    for piece in pieces:
        at = told.find(piece, ends)
        if at < 0 or at - ends > LONGEST_FACT:
            return None
        ends = at + len(piece)
    code = CODE.match(told, ends)
    return begins, code.end() if code else ends


@cache
def _ours() -> list[tuple[str, ...]]:
    """Return the words that stand between the facts, of each text that we send; the longest texts first."""
    found = {
        tuple(piece for part in BLANK.split(text) if (piece := _in_one_line(part)))
        for kind in kinds().values()
        for text in _texts(kind)
    }
    return sorted(
        (one for one in found if sum(map(len, one)) >= FEWEST_OF_OURS), key=lambda one: (-sum(map(len, one)), one)
    )


def _texts(kind: Kind) -> Iterator[str]:
    for written in kind.whatsapp.values():
        yield from (written.text, f"{written.text} {written.footer}", written.footer)
    for short in (*kind.sms.values(), *kind.short_sms.values()):
        yield short.text
    for letter in kind.email.values():
        yield letter.text
    answers: Iterable[str] = (
        text for one in kind.answers.values() for text in (*one.reply.values(), *one.told.values())
    )
    yield from (*kind.session.values(), *kind.unclear.values(), *answers)


def _in_one_line(text: str) -> str:
    return " ".join(text.replace("*", " ").split()).casefold()
