"""What somebody asks about: an account, an attempt of ours, a carrier's id, or a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bijlisetu.channels.sms.ids import id_variants
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.logs import HIDDEN, SHOWN_OF_AN_ID, without_id
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Email, Mobile, NotAMobile, NotAnEmail

LARGEST = 2**63 - 1
NAMED = 12  #: accounts of one number that are named

ACCOUNT = "SELECT id FROM consumers_consumer WHERE account = %(account)s"
ATTEMPT = """
SELECT notice.consumer_id, notice.id, attempt.id
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id WHERE attempt.id = %(attempt)s
"""
#: Carriers use their ids again after some time: the newest is meant. The id as given goes before its other forms.
CARRIER = """
SELECT notice.consumer_id, notice.id, attempt.id
FROM unnest(%(forms)s::text[]) WITH ORDINALITY AS form (carrier_id, rank),
     LATERAL (SELECT id FROM outbox_attempt
              WHERE outbox_attempt.carrier_id = form.carrier_id AND outbox_attempt.carrier_id <> ''
              UNION SELECT attempt_id FROM outbox_part WHERE outbox_part.carrier_id = form.carrier_id) AS named
JOIN outbox_attempt attempt ON attempt.id = named.id JOIN outbox_notice notice ON notice.id = attempt.notice_id
ORDER BY form.rank, attempt.claimed_at DESC, attempt.id DESC LIMIT 1
"""
#: As the log and this report show a WhatsApp id. No index knows it; the newest messages are looked at first.
ENDING = """
SELECT notice.consumer_id, notice.id, attempt.id
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE attempt.channel = 'whatsapp' AND right(attempt.carrier_id, %(length)s) = %(ending)s
ORDER BY attempt.id DESC LIMIT 1
"""
NUMBER = """
SELECT consumer.id, consumer.account FROM contact_address address
JOIN consumers_consumer consumer ON consumer.id = address.consumer_id
WHERE address.value = %(value)s ORDER BY consumer.account LIMIT %(most)s
"""


LOOK_FOR = "look for the person by name on the page of search, or import the consumers: bijlisetu import-consumers FILE"


class NothingKnown(Refusal):
    """Nothing of that name is known here."""


class SeveralAccounts(Refusal):
    """The number stands on several accounts, and each has a story of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was meant: a consumer, or one notice of theirs."""

    asked: str
    taken_as: str
    consumer: int
    notice: int | None = None
    attempt: int | None = None


def find(asked: str) -> Found:
    """
    Return what is meant: account:…, attempt:…, carrier:… or number:…; without such a word the first that is known.

    :raises NothingKnown: if there is no such thing
    :raises SeveralAccounts: if a number stands on several accounts
    """
    text = asked.strip()
    word, colon, rest = text.partition(":")
    if colon and word in READINGS:
        found = READINGS[word](rest.strip())
        if found is None:
            raise NothingKnown(f"no {SAID[word]} of this name is known here; {LOOK_FOR}")
        return _unnamed(found, word, rest.strip())
    for word, read in READINGS.items():
        if (found := read(text)) is not None:
            return _unnamed(found, word, text)
    raise NothingKnown(
        f"neither an account nor an attempt, carrier's id or number of this name is known here; {LOOK_FOR}"
    )


def _unnamed(found: Found, word: str, text: str) -> Found:
    """Return what was found, with a number asked for no longer in clear, be it in an id."""
    return replace(found, asked=f"{word}:…" if word == "number" else f"{word}:{without_id(text)}")


def _account(text: str) -> Found | None:
    for (consumer,) in rows(ACCOUNT, account=text):
        return Found(asked=text, taken_as="account", consumer=consumer)
    return None


def _attempt(text: str) -> Found | None:
    # Python refuses to read thousands of digits as a number.
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST)) or int(text) > LARGEST:
        return None
    return _message("attempt", rows(ATTEMPT, attempt=int(text)))


def _carrier(text: str) -> Found | None:
    ending = text.removeprefix(HIDDEN)
    if text.startswith(HIDDEN) and len(ending) == SHOWN_OF_AN_ID:
        return _message("carrier", rows(ENDING, ending=ending, length=SHOWN_OF_AN_ID))
    return _message("carrier", rows(CARRIER, forms=list(dict.fromkeys((text, *id_variants(text)))))) if text else None


def _message(taken_as: str, found: list[tuple[int, ...]]) -> Found | None:
    for consumer, notice, attempt in found:
        return Found(asked="", taken_as=taken_as, consumer=consumer, notice=notice, attempt=attempt)
    return None


def _number(text: str) -> Found | None:
    try:
        value = Email.written(text).mailbox if "@" in text else Mobile.parse(text).e164
    except (NotAMobile, NotAnEmail):
        return None
    found = rows(NUMBER, value=value, most=NAMED)
    if len(found) > 1:
        named = ", ".join(account for _, account in found)
        more = " and more" if len(found) == NAMED else ""
        raise SeveralAccounts(f"this number stands on several accounts, ask for one of them: {named}{more}")
    return Found(asked="", taken_as="number", consumer=found[0][0]) if found else None


#: In this order where nothing says which is meant: digits that are an account are that account.
READINGS: dict[str, Callable[[str], Found | None]] = {
    "account": _account,
    "attempt": _attempt,
    "carrier": _carrier,
    "number": _number,
}
SAID = {"account": "account", "attempt": "attempt", "carrier": "carrier's id", "number": "number"}
