"""Kinds as files: one each, read once. A utility's own folder may add some, or put its words in place of ours."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.kinds.kind import (
    DOCUMENTS,
    PAGES,
    PURPOSES,
    Action,
    Answer,
    CampaignRules,
    Fact,
    FactType,
    Kind,
    Lane,
    MailText,
    RunRules,
    SmsText,
    Step,
    WhatsAppText,
)
from bijlisetu.plumbing import env
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind, Language

FOLDER = Path(__file__).resolve().parent

#: What a fact looks like when it is long; of text and words the kind's file says it.
LONGEST = {
    FactType.NUMBER: dict.fromkeys(Language, "99,999"),
    FactType.RUPEES: dict.fromkeys(Language, "99,99,999.00"),
    FactType.DAY: dict.fromkeys(Language, "31-12-2026"),
    FactType.MONTH: {Language.HINDI: "सितम्बर 2026", Language.ENGLISH: "September 2026"},
    FactType.MOMENT: dict.fromkeys(Language, "31-12-2026 18:30"),
    FactType.CODE: dict.fromkeys(Language, "000000"),
    FactType.CHOICES: dict.fromkeys(Language, "[]"),
}
MOST_HOURS = 10_000  #: more than a year
#: All that a file may say at its top.
KNOWN = frozenset({
    "title", "lane", "purpose", "valid_for_hours", "missed_for_hours", "quiet_hours", "ladder", "facts", "ledger",
    "ledger_title", "occasion", "task_after", "opens", "attaches", "answers", "whatsapp", "sms", "email", "run",
    "campaign",
})  # fmt: skip
#: Parts of [answers] that are not answers themselves.
NOT_ANSWERS = ("yes", "no", "by_account", "unclear")


class KindNotUsable(Refusal):
    """A kind's file cannot be used as it stands."""


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its name; :raises KindNotUsable: naming the file and what is wrong with it."""
    return {name: read(path) for name, path in paths().items()}


def paths() -> dict[str, Path]:
    """Return the file of every kind, by the kind's name; one of a department's own folder stands in place of ours."""
    folders = (FOLDER, env.folder("KINDS"))
    return {path.stem: path for folder in folders if folder for path in sorted(folder.glob("*.toml"))}


def kind_of_ledger(ledger: str) -> Kind | None:
    """Return a kind that counts in the ledger: it knows how its occasions are written."""
    return next((kind for kind in kinds().values() if kind.ledger == ledger), None)


def read(path: Path) -> Kind:
    """Return the kind written in the file."""
    try:
        return _kind(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise KindNotUsable(f"{path}: {error}") from None
    except KeyError as missing:
        raise KindNotUsable(f"{path}: {missing} is missing") from None
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise KindNotUsable(f"{path}: {error}") from None


def _kind(name: str, table: dict[str, Any]) -> Kind:
    if unknown := sorted(table.keys() - KNOWN):
        raise ValueError(f"nothing here is called {', '.join(unknown)}")
    facts = {fact: _fact(fact, of) for fact, of in table["facts"].items()}
    answers = table.get("answers", {})
    return Kind(
        name=name,
        title=_in_both(table["title"]),
        lane=Lane[table["lane"].upper()],
        purpose=_one_of(PURPOSES, table["purpose"], "purpose"),
        valid_for=_hours(table["valid_for_hours"], "valid_for_hours", least=0.01),
        missed_for=_hours(table.get("missed_for_hours", 0), "missed_for_hours"),
        quiet=_quiet(table.get("quiet_hours")),
        ladder=tuple(
            Step(channel=ChannelKind(step["channel"]), wait=_hours(step["wait_hours"], "wait_hours"))
            for step in table["ladder"]
        ),
        facts=facts,
        posted={name: fact.type for fact in facts.values() for name in fact.posted_as},
        ledger=table.get("ledger", ""),
        ledger_title=_in_both(table.get("ledger_title", table["title"])),
        occasion=_one_of(facts, table["occasion"], "occasion") if table.get("ledger") else "",
        task_after=int(table.get("task_after", 1 if table.get("ledger") else 0)),
        opens=_one_of(PAGES, table.get("opens", ""), "opens"),
        attaches=_one_of(DOCUMENTS, table.get("attaches", ""), "attaches"),
        answers={one: _answer(one, answers[one]) for one in answers if one not in NOT_ANSWERS},
        yes=_meaning(answers, "yes"),
        no=_meaning(answers, "no"),
        by_account=answers.get("by_account", False) is True,
        unclear=_in_both(answers.get("unclear", {}).get("reply", {})),
        **_texts(table),
        run=RunRules(**table.get("run", {})),
        campaign=_campaign(table["campaign"]) if "campaign" in table else None,
    )


def _campaign(table: dict[str, Any]) -> CampaignRules:
    """Read [campaign]: empty, or with the words to choose from, [campaign.choices.place] camp = { hi = …, en = … }."""
    if unknown := sorted(table.keys() - {"choices"}):
        raise ValueError(f"nothing in [campaign] is called {', '.join(unknown)}")
    return CampaignRules(
        choices={
            fact: {key: _in_both(words) for key, words in offered.items()}
            for fact, offered in table.get("choices", {}).items()
        }
    )


def _texts(table: dict[str, Any]) -> dict[str, Any]:
    """Return the words of each channel; a kind need not have any for a channel that is not on its ladder."""
    whatsapp, sms, email = (table.get(channel, {}) for channel in ("whatsapp", "sms", "email"))
    own_words = whatsapp and "template" not in whatsapp
    return {
        "whatsapp": {language: _whatsapp(whatsapp, language) for language in Language if "template" in whatsapp},
        "session": {language: whatsapp[language]["session"] for language in Language if own_words},
        "sms": {language: _sms(sms, sms, language) for language in Language if sms},
        "short_sms": {language: _sms(sms, sms["short"], language) for language in Language if sms},
        "email": {language: MailText(**email[language]) for language in Language if email},
        "mail_has_document": bool(email.get("with_document", False)),
    }


def _fact(name: str, told: str | dict[str, str]) -> Fact:
    """Read `due = "day"`, or `area = { type = "words", hi = …, en = … }` with the longest there is."""
    table = {"type": told} if isinstance(told, str) else told
    kind = FactType(table["type"])
    longest = LONGEST.get(kind, {language: table.get(language, table.get("longest", "")) for language in Language})
    if not all(longest.values()):
        raise ValueError(f"facts.{name} must say how it looks when it is long: longest, or hi and en")
    return Fact(name=name, type=kind, longest=longest)


def _answer(meaning: str, table: dict[str, Any]) -> Answer:
    return Answer(
        meaning=meaning,
        button=_in_both(table.get("button", {})),
        told=_in_both(table["told"]),
        reply=_in_both(table.get("reply", {})),
    )


def _meaning(answers: dict[str, Any], word: str) -> str:
    """Return what the bare word means: the name of one of the answers, or nothing."""
    known = {"", *(one for one in answers if one not in NOT_ANSWERS)}
    return _one_of(known, answers.get(word, ""), f"answers.{word}")


def _in_both(words: Mapping[str, str]) -> dict[Language, str]:
    """Return the words in every language; both are written, or neither."""
    return {language: words[language] for language in Language} if words else {}


def _hours(told: float, where: str, *, least: float = 0) -> timedelta:
    if isinstance(told, bool) or not least <= told <= MOST_HOURS:
        raise ValueError(f"{where} must be a number from {least:g} to {MOST_HOURS:,}")
    return timedelta(hours=told)


def _quiet(hours: list[str] | None) -> tuple[time, time] | None:
    if hours is None:
        return None
    begins, ends = map(time.fromisoformat, hours)
    if begins.tzinfo or ends.tzinfo:
        raise ValueError("quiet_hours are India's and bear no zone")
    return begins, ends


def _one_of(known: Collection[str], word: str, where: str) -> str:
    if word not in known:
        raise ValueError(f"{where} must be one of {', '.join(sorted(filter(None, known)))}, not {word!r}")
    return word


def _whatsapp(table: dict[str, Any], language: Language) -> WhatsAppText:
    words = table[language]
    return WhatsAppText(
        template=table["template"],
        category=table["category"],
        parameters=tuple(table["body"]),
        quick_replies=tuple(table.get("quick_replies", ())),
        text=words.get("text", "") if table["category"] == "AUTHENTICATION" else words["text"],
        footer=words.get("footer", ""),
        buttons=tuple(words.get("buttons", ())),
        named=table.get("named", False),
        header=table.get("header", ""),
        header_facts=tuple(table.get("header_facts", ())),
        header_text=words.get("header", ""),
        actions=tuple(Action(**action) for action in table.get("actions", ())),
        ttl_seconds=table.get("ttl_seconds"),
    )


def _sms(table: dict[str, Any], texts: dict[str, Any], language: Language) -> SmsText:
    return SmsText(
        header=table["header"],
        entity_id=table["entity_id"],
        category=table["category"],
        urls=tuple(table.get("urls", ())),
        call_back_numbers=tuple(table.get("call_back_numbers", ())),
        **texts[language],
    )
