"""The gates of a run that look at its notices: nobody is told twice, nothing is blank, every text fits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import orjson

from bijlisetu.kinds.fill import as_read, fill
from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.lint.fault import TextFault
from bijlisetu.kinds.lint.texts import LONG_LINK, facts_of, faults_with, longest
from bijlisetu.outbox import registry
from bijlisetu.outbox.models import RegisteredTemplate
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.gates.gate import EXAMPLES, Gate, Gathered
from bijlisetu.values import ChannelKind, Language, in_indian_groups

#: So many notices, spread over the run, are written in full on every channel as a trial.
TRIED = 40
CANNOT_BE_WRITTEN = (
    "it cannot be written: a fact is missing or of a wrong form",
    "लिखा नहीं जा सकता: कोई बात खाली है या गलत रूप में है",
)
FACT = re.compile(r"[a-z][a-z0-9_]*")
LONG_ADDRESS = "https://bill.example.in"

TOLD_TWICE = """
SELECT count(*), coalesce(sum(times - 1), 0) FROM (
    SELECT count(*) AS times FROM outbox_notice WHERE run_id = %(run)s GROUP BY consumer_id HAVING count(*) > 1
) AS twice
"""
#: Of a pair like utility_hi, utility_en both must be there.
EMPTY = """
SELECT count(*), (array_agg('..' || right(consumer.account, 4) ORDER BY notice.id))[1:%(examples)s]
FROM outbox_notice notice JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE run_id = %(run)s AND ({conditions})
"""
IS_EMPTY = """
(coalesce(btrim(facts ->> '{name}'), '') = ''
 AND (coalesce(btrim(facts ->> '{name}_hi'), '') = '' OR coalesce(btrim(facts ->> '{name}_en'), '') = ''))
"""
#: The longest of each fact in one reading: its length goes before it, so that max() finds it.
LONGEST = "substr(max(lpad(length(facts ->> '{name}')::text, 6, '0') || (facts ->> '{name}')), 7)"
TRIALS = """
SELECT facts::text FROM outbox_notice WHERE run_id = %(run)s
ORDER BY hashint8extended(id, 0) LIMIT %(tried)s
"""


class InWords(NamedTuple):
    """A fault of a text, for an officer of either language."""

    hi: str
    en: str


def told_twice(gathered: Gathered) -> Finding:
    """Nobody gets two messages of one run."""
    people, too_many = rows(TOLD_TWICE, run=gathered.run)[0]
    return Finding(
        gate="told_twice", passed=not people, title_hi="दोहराव", title_en="Told twice",
        hi=f"{_n(people)} उपभोक्ताओं को एक से ज़्यादा संदेश जाते।" if people else "हर उपभोक्ता को एक ही संदेश।",
        en=f"{_n(people)} consumers would get more than one message." if people else "One message to each consumer.",
        numbers={"consumers": people, "too_many": int(too_many)},
    )  # fmt: skip


def empty_facts(gathered: Gathered) -> Finding:
    """No message has a blank where a fact belongs."""
    conditions = " OR ".join(IS_EMPTY.format(name=name) for name in sorted(facts_of(gathered.kind)))
    empty, examples = rows(EMPTY.format(conditions=conditions), run=gathered.run, examples=EXAMPLES)[0]
    return Finding(
        gate="empty_facts", passed=not empty, title_hi="खाली जगह", title_en="Blanks",
        hi=f"{_n(empty)} संदेशों में कोई ज़रूरी बात खाली है।" if empty else "किसी संदेश में कोई बात खाली नहीं।",
        en=f"{_n(empty)} messages have a blank where a fact belongs." if empty else "No message has a blank.",
        numbers={"messages": empty}, examples=tuple(examples or ()),
    )  # fmt: skip


def texts(gathered: Gathered) -> Finding:
    """Find whether the longest real facts fit the limits of all channels, and a sample can be written on each."""
    trials = [orjson.loads(facts) for (facts,) in rows(TRIALS, run=gathered.run, tried=TRIED)]
    faults = [*_faults_at_length(gathered, sorted(set().union(*trials))), *_faults_of(trials, gathered.kind)]
    found = tuple(dict.fromkeys(faults))[:EXAMPLES]
    are = "कमी है" if len(found) == 1 else "कमियाँ हैं"
    return Finding(
        gate="texts", passed=not found, title_hi="संदेश का पाठ", title_en="Texts",
        hi=f"पाठ में {len(found)} {are}।" if found else "सबसे लंबे पाठ भी DLT और हर माध्यम की सीमा में हैं।",
        en=f"Faults in the texts: {len(found)}." if found else "The longest texts are within DLT’s and all limits.",
        numbers={"faults": len(found), "tried": TRIED}, examples=tuple(en for _, en in found),
        examples_hi=tuple(hi for hi, _ in found),
    )  # fmt: skip


def templates(gathered: Gathered) -> Finding:
    """WhatsApp's registrar lets the kind's template pass in both languages."""
    name = {text.template for text in gathered.kind.whatsapp.values()}
    shut = sorted(f"{one} ({language})" for one, language in registry.shut(at=gathered.at) if one in name)
    known = RegisteredTemplate.objects.filter(name__in=name).count()
    unknown = len(gathered.kind.whatsapp) - known
    hi, en = "WhatsApp का टेम्पलेट स्वीकृत है।", "The WhatsApp template is approved."
    if shut:
        hi, en = "WhatsApp का टेम्पलेट रुका है या अस्वीकृत है।", "The WhatsApp template is paused or refused."
    elif unknown:
        hi = "WhatsApp ने टेम्पलेट पर अब तक कोई रोक नहीं बताई।"
        en = "WhatsApp has told of nothing against the template yet."
    return Finding(
        gate="templates", passed=not shut, compared=bool(shut or unknown <= 0), title_hi="टेम्पलेट",
        title_en="Template", hi=hi, en=en,
        numbers={"refused": len(shut), "unknown": max(unknown, 0)}, examples=tuple(shut),
    )  # fmt: skip


#: What every run passes, whatever it says.
GATES: tuple[Gate, ...] = (told_twice, empty_facts, texts, templates)


def _faults_at_length(gathered: Gathered, names: Sequence[str]) -> list[InWords]:
    names = [name for name in names if FACT.fullmatch(name)]
    if not names:
        return [InWords("संदेशों में कोई बात दर्ज नहीं", "the messages have no facts")]
    columns = ", ".join(LONGEST.format(name=name) for name in names)
    values = rows(f"SELECT {columns} FROM outbox_notice WHERE run_id = %(run)s", run=gathered.run)[0]
    found = {name: value for name, value in zip(names, values, strict=True) if value}
    try:
        facts = {language: _at_length(gathered.kind, found, language) for language in Language}
    except (ValueError, ArithmeticError):
        return [InWords("एक बात ऐसे लिखी है कि शब्दों में नहीं आती", "a fact is written so that it cannot be put into words")]
    return [_in_words(fault) for fault in faults_with(gathered.kind, facts)]


def _at_length(kind: Kind, found: Mapping[str, str], language: Language) -> dict[str, str]:
    """Return the longest facts of the run in words; of one that is missing the usual longest: its own gate tells it."""
    usual = longest(kind, language)
    known = {name for name, fact in kind.facts.items() if set(fact.posted_as) <= found.keys()}
    return {**usual, **{name: as_read(kind.facts[name], found, language) for name in known}}


def _in_words(fault: TextFault) -> InWords:
    return InWords(fault.told(Language.HINDI), fault.told(Language.ENGLISH))


def _faults_of(trials: Sequence[Mapping[str, str]], kind: Kind) -> Iterator[InWords]:
    channels = sorted({step.channel for step in kind.ladder} - {ChannelKind.CALL})
    for facts, channel, language in itertools.product(trials, channels, Language):
        try:
            fill(
                kind, channel, language=language, facts=facts, attempt=0, link=LONG_LINK,
                document_link=LONG_ADDRESS, public_url=LONG_ADDRESS,
            )  # fmt: skip
        except (ValueError, ArithmeticError, LookupError):
            yield _in_words(TextFault(f"{channel}.{language}", *CANNOT_BE_WRITTEN))


def _n(number: int) -> str:
    return in_indian_groups(number)
