"""
Scrubbing before the operator does it (TRAI DLT): does a text match what is registered, variable by variable?

As on the portals, spaces, punctuation and line breaks are ignored in the fixed text, and within a variable they count.
"""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from bijlisetu.channels.letter import Registration, Sms

LONGEST_VALUE = 40
FEWEST_FIXED = 10
VARIABLE = re.compile(r"\{#(\w+)#\}")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
FORBIDDEN = "<>"

#: What portals ignore in the fixed text: ASCII's punctuation, the danda, general punctuation with its joiners, spaces.
IGNORED = "!\"#%&'()*,-./:;?@[\\]_{}¡§«¶·»¿।॥" + "".join(map(chr, range(0x2000, 0x2070))) + " \t\r\n\f\v\u00a0"
GAP = re.compile(f"[{re.escape(IGNORED)}]*")


class Rule(enum.StrEnum):
    """What a text or its registration breaks."""

    TEXT_DIFFERS = "text_differs"
    VARIABLE_TOO_LONG = "variable_too_long"
    VARIABLE_TYPE = "variable_type"
    URL_NOT_WHITELISTED = "url_not_whitelisted"
    NUMBER_NOT_REGISTERED = "call_back_number_not_registered"
    HEADER_WRONG = "header_wrong"
    TEMPLATE_ID_WRONG = "template_id_wrong"
    DOUBLE_SPACE = "double_space"
    FORBIDDEN_CHARACTER = "forbidden_character"
    FIXED_TEXT_TOO_SHORT = "fixed_text_too_short"
    UNKNOWN_VARIABLE = "unknown_variable"


class VariableKind(enum.StrEnum):
    """The variables that portals know, by the word within {# and #}."""

    VAR = "var"
    NUMERIC = "numeric"
    ALPHANUMERIC = "alphanumeric"
    URL = "url"
    APP_URL = "urlott"
    CALL_BACK_NUMBER = "cbn"
    EMAIL = "email"


SHAPES: Mapping[VariableKind, re.Pattern[str]] = {
    VariableKind.NUMERIC: re.compile(r"[0-9]+"),
    # Spaces are ignored in matching, so they may stand between words.
    VariableKind.ALPHANUMERIC: re.compile(r"[A-Za-z0-9 ]+"),
    VariableKind.URL: re.compile(r"\S+"),
    VariableKind.APP_URL: re.compile(r"\S+"),
    VariableKind.CALL_BACK_NUMBER: re.compile(r"\+?[0-9 -]+"),
    VariableKind.EMAIL: re.compile(r"[^\s@]+@[^\s@]+"),
}
#: The same with their lengths, for the plain way to match; what it lets pass of the last four is looked at again.
BOUNDED: Mapping[VariableKind, str] = {
    VariableKind.VAR: ".{1,40}",
    VariableKind.NUMERIC: "[0-9]{1,40}",
    VariableKind.ALPHANUMERIC: "[A-Za-z0-9 ]{1,40}",
    VariableKind.URL: r"\S+",
    VariableKind.APP_URL: r"\S+",
    VariableKind.CALL_BACK_NUMBER: "[+0-9 -]{1,40}",
    VariableKind.EMAIL: r"\S{1,40}",
}
MOST_SIDE_BY_SIDE = 2
END = r"\Z"
LINKS = (VariableKind.URL, VariableKind.APP_URL)  # whitelisted by how they begin, and so of any length
EVERYTHING = frozenset(Rule)
PER_VARIABLE = (Rule.VARIABLE_TOO_LONG, Rule.VARIABLE_TYPE, Rule.URL_NOT_WHITELISTED, Rule.NUMBER_NOT_REGISTERED)
DIAGNOSIS = 5000  # values looked at for each guess at what is wrong
TAKES: Mapping[VariableKind, str] = {
    VariableKind.NUMERIC: "takes the digits 0 to 9 only; an amount like 1,234.50 is not numeric",
    VariableKind.ALPHANUMERIC: "takes English letters, digits and spaces; a Hindi name or an amount is neither",
    VariableKind.URL: "takes an address without spaces",
    VariableKind.APP_URL: "takes an address without spaces",
    VariableKind.CALL_BACK_NUMBER: "takes a telephone number",
    VariableKind.EMAIL: "takes a mailbox like help@example.in",
}
WORDS: Mapping[Rule, str] = {
    Rule.TEXT_DIFFERS: "the fixed words of the text are not those registered",
    Rule.URL_NOT_WHITELISTED: "a link does not begin with any of the whitelisted urls",
    Rule.NUMBER_NOT_REGISTERED: "{#cbn#} is none of the registered call_back_numbers",
    Rule.HEADER_WRONG: "the header is not the registered one; large and small letters count",
    Rule.TEMPLATE_ID_WRONG: "the template id is not the registered one",
    Rule.DOUBLE_SPACE: "no portal registers a text with double spaces",
    Rule.FORBIDDEN_CHARACTER: "< and > are not allowed",
    Rule.FIXED_TEXT_TOO_SHORT: f"the registered text needs {FEWEST_FIXED} characters or more beside its variables",
    Rule.UNKNOWN_VARIABLE: f"the registered text has a variable that is none of {', '.join(VariableKind)}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that is broken, and by which variable, counted from one."""

    rule: Rule
    place: int = 0
    kind: VariableKind | None = None

    @property
    def words(self) -> str:
        """The rule in words, for whoever edits the text; nothing of the text itself."""
        if self.kind is None or self.rule in WORDS:
            return WORDS.get(self.rule, "a variable does not take what it is given")
        where = f"variable {self.place} {{#{self.kind}#}}"
        if self.rule is Rule.VARIABLE_TOO_LONG:
            return f"{where} takes {LONGEST_VALUE} characters; register two where more are needed"
        return f"{where} {TAKES[self.kind]}"


def scrub(sms: Sms, registration: Registration) -> Breach | None:
    """Return what an operator would refuse the message for; nothing if it may go."""
    template = _template(registration.text)
    if template.fault:
        return Breach(rule=template.fault)
    if sms.header != registration.header:
        return Breach(rule=Rule.HEADER_WRONG)
    if sms.template_id != registration.template_id:
        return Breach(rule=Rule.TEMPLATE_ID_WRONG)
    if any(mark in sms.text for mark in FORBIDDEN):
        return Breach(rule=Rule.FORBIDDEN_CHARACTER)
    if not all(_is_whitelisted(link, registration.urls) for link in LINK.findall(sms.text)):
        return Breach(rule=Rule.URL_NOT_WHITELISTED)
    if template.plainly_takes(sms.text, registration) or _Match(template, sms.text, registration).holds():
        return None
    return _diagnosis(template, sms.text, registration)


@dataclass(frozen=True, slots=True)
class _Step:
    """A variable and what follows it: fixed text, with nothing before it another variable, or the end."""

    kind: VariableKind
    fixed: re.Pattern[str] | None
    is_last: bool


@dataclass(frozen=True, slots=True)
class _Template:
    fault: Rule | None
    head: re.Pattern[str]
    steps: tuple[_Step, ...]
    plain: re.Pattern[str]

    def plainly_takes(self, text: str, registration: Registration) -> bool:
        """Return whether the text matches with each value ending where it first can: nearly all do."""
        found = self.plain.fullmatch(text)
        return found is not None and not any(
            _faults(step.kind, value, registration)
            for step, value in zip(self.steps, found.groups(), strict=True)
            if step.kind in (*LINKS, VariableKind.CALL_BACK_NUMBER, VariableKind.EMAIL)
        )


@lru_cache(maxsize=256)
def _template(registered: str) -> _Template:
    if fault := _fault(registered):
        return _Template(fault, GAP, (), GAP)
    head, *rest = VARIABLE.split(registered)
    names, between = rest[::2], [_significant(fixed) for fixed in rest[1::2]]
    steps = tuple(
        _Step(VariableKind(name), _fixed(marks) if marks else None, place == len(names))
        for place, (name, marks) in enumerate(zip(names, between, strict=True), start=1)
    )
    start = _fixed(_significant(head))
    return _Template(None, start, steps, _plain(start, steps))


def _plain(head: re.Pattern[str], steps: Sequence[_Step]) -> re.Pattern[str]:
    """Return the whole as one expression that hardly goes back, so that it takes no longer for what does not match."""
    gap = f"{GAP.pattern}+"
    pieces = [gap, head.pattern, gap]
    run: list[VariableKind] = []
    for step in steps:
        run.append(step.kind)
        if step.fixed or step.is_last:
            # Numbers end by themselves; of two others side by side every parting is tried, of more the first only.
            is_loose = sum(kind is not VariableKind.NUMERIC for kind in run) <= MOST_SIDE_BY_SIDE
            values = [
                f"({BOUNDED[kind]}{'?' if is_loose and kind is not VariableKind.NUMERIC else '+'})" for kind in run
            ]
            pieces.append(f"(?>{gap.join(values)}{gap}{step.fixed.pattern if step.fixed else END}){gap}")
            run = []
    return re.compile("".join(pieces), re.DOTALL)


def _fault(registered: str) -> Rule | None:
    fixed = VARIABLE.sub("", registered)
    if any(mark in fixed for mark in FORBIDDEN):
        return Rule.FORBIDDEN_CHARACTER
    if "  " in registered:
        return Rule.DOUBLE_SPACE
    if len("".join(fixed.split())) < FEWEST_FIXED:
        return Rule.FIXED_TEXT_TOO_SHORT
    if not set(VARIABLE.findall(registered)) <= set(VariableKind):
        return Rule.UNKNOWN_VARIABLE
    return None


def _significant(fixed: str) -> str:
    return "".join(mark for mark in fixed if mark not in IGNORED)


def _fixed(marks: str) -> re.Pattern[str]:
    # A mark is never one that is ignored, so there is one way only to match: nothing to go back to.
    return re.compile(GAP.pattern.join(map(re.escape, marks)))


class _Match:
    """
    One text held against one template.

    Where a value could end in several places all of them are followed, as a set of places: the work is bounded by the
    length of the text, where a regular expression for the whole might try every combination.
    """

    def __init__(
        self,
        template: _Template,
        text: str,
        registration: Registration,
        *,
        forgiven: Mapping[int, AbstractSet[Rule]] | None = None,
        budget: float = math.inf,
    ) -> None:
        self._template = template
        self._text = text
        self._end = len(text.rstrip(IGNORED))
        self._registration = registration
        self._forgiven = forgiven or {}
        self._budget = budget

    def holds(self) -> bool:
        """Return whether the text is the registered one with allowed values in its places."""
        head = self._template.head.match(self._text, self._skip(0))
        starts = {self._skip(head.end())} if head else set()
        for place, step in enumerate(self._template.steps):
            if self._forgiven.get(place) == EVERYTHING:  # whatever follows the others follows the first too
                starts = {min(starts)} if starts else starts
            starts = {end for start in starts for end in self._ends(place, step, start)}
        return len(self._text) in starts

    def _ends(self, place: int, step: _Step, start: int) -> Iterator[int]:
        """Yield where the text can go on after the step, if it is taken up at start."""
        longest = self._end if step.kind in LINKS or place in self._forgiven else start + LONGEST_VALUE
        if step.is_last and step.fixed is None:
            stops: Iterator[tuple[int, int]] = iter([(self._end, len(self._text))])
        elif step.fixed is None:
            stops = self._anywhere(start, longest)
        else:
            stops = self._before(step.fixed, start, longest)
        for stop, further in stops:
            if start < stop and self._takes(place, step.kind, self._text[start:stop]):
                yield further

    def _anywhere(self, start: int, longest: int) -> Iterator[tuple[int, int]]:
        for stop in range(start + 1, min(longest, self._end) + 1):
            if self._text[stop - 1] not in IGNORED:
                yield stop, self._skip(stop)

    def _before(self, fixed: re.Pattern[str], start: int, longest: int) -> Iterator[tuple[int, int]]:
        found = fixed.search(self._text, start + 1)
        while found:
            stop = start + len(self._text[start : found.start()].rstrip(IGNORED))
            if stop > longest:
                return
            yield stop, self._skip(found.end())
            found = fixed.search(self._text, found.start() + 1)

    def _takes(self, place: int, kind: VariableKind, value: str) -> bool:
        if self._budget <= 0:
            return False
        self._budget -= 1
        faults = _faults(kind, value, self._registration)
        return not faults or faults <= self._forgiven.get(place, frozenset())

    def _skip(self, at: int) -> int:
        found = GAP.match(self._text, at)
        return found.end() if found else at


def _faults(kind: VariableKind, value: str, registration: Registration) -> AbstractSet[Rule]:
    faults = set()
    if kind in SHAPES and not SHAPES[kind].fullmatch(value):
        faults.add(Rule.VARIABLE_TYPE)
    if kind in LINKS:
        if not _is_whitelisted(value, registration.urls):
            faults.add(Rule.URL_NOT_WHITELISTED)
    elif len(value) > LONGEST_VALUE:
        faults.add(Rule.VARIABLE_TOO_LONG)
    if kind is VariableKind.CALL_BACK_NUMBER and _digits(value) not in map(_digits, registration.call_back_numbers):
        faults.add(Rule.NUMBER_NOT_REGISTERED)
    return faults


def _is_whitelisted(link: str, urls: tuple[str, ...]) -> bool:
    return any(_begins_with(link, url) or _begins_with(_bare(link), url) for url in urls)


def _begins_with(link: str, url: str) -> bool:
    # https://bill.example.in must not let https://bill.example.in.elsewhere.example pass.
    link += "/"  # which is ignored at the end of a value
    return link.startswith(url) and (url[-1:] in "/?#=" or link[len(url) : len(url) + 1] in ("", "/", "?", "#"))


def _bare(link: str) -> str:
    """Return the link without its scheme: some portals register it so."""
    return re.sub(r"^https?://", "", link, flags=re.IGNORECASE)


def _digits(number: str) -> str:
    return "".join(mark for mark in number if mark.isdigit())


def _diagnosis(template: _Template, text: str, registration: Registration) -> Breach:
    def holds(forgiven: Mapping[int, AbstractSet[Rule]]) -> bool:
        return _Match(template, text, registration, forgiven=forgiven, budget=DIAGNOSIS).holds()

    if not holds(dict.fromkeys(range(len(template.steps)), EVERYTHING)):
        return Breach(rule=Rule.TEXT_DIFFERS)
    for place, step in enumerate(template.steps):
        for rule in PER_VARIABLE:
            if holds({place: {rule}}):
                return Breach(rule=rule, place=place + 1, kind=step.kind)
    return Breach(rule=Rule.VARIABLE_TYPE)  # more than one of them, or too long a search
