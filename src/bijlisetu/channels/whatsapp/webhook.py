"""Meta's webhooks: proof that they are Meta's, and what they say."""

from __future__ import annotations

import hmac
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import orjson

from bijlisetu.channels.letter import Reply, Report
from bijlisetu.channels.news import News
from bijlisetu.channels.outside import identifier, moment, objects, words
from bijlisetu.channels.whatsapp.account import READERS, account_faults
from bijlisetu.channels.whatsapp.replies import moved_of, reply_of
from bijlisetu.channels.whatsapp.statuses import report_of

#: Nothing of Meta's is nested so deep, and Python reads far deeper.
DEEPEST = 50
LONGEST_NUMBER = 25  #: digits
READ_TWICE = 16 * 1024  #: octets; a message of a person's, the longest there is
MARKS = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


class NotAWebhook(ValueError):
    """The body is no JSON object, so nothing can be read from it."""


def verify(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Return whether the header X-Hub-Signature-256 signs these very bytes with one of our app secrets."""
    scheme, _, signature = (header or "").partition("=")
    if scheme.strip().lower() != "sha256":
        return False
    claimed = signature.strip().lower().encode("utf-8", "replace")
    if _is_signed(body, claimed, secrets):
        return True
    # Meta signs the text with its escapes and sends that very text, but a gateway may have resolved them. Nothing is
    # proved yet, so only a short body is given a second reading: a long one costs one pass over its octets, whatever
    # stands in it.
    return len(body) <= READ_TWICE and not body.isascii() and _is_signed(_escaped(body), claimed, secrets)


def challenge(mode: str | None, token: str | None, verify_token: str) -> bool:
    """Return whether a subscription may be confirmed, by echoing its hub.challenge as plain text."""
    if mode != "subscribe" or not token or not verify_token:
        return False
    return hmac.compare_digest(token.encode("utf-8", "replace"), verify_token.encode("utf-8", "replace"))


def parse(
    body: bytes, skipped: Counter[str] | None = None, numbers: Collection[str] = ()
) -> Iterator[Report | Reply | News]:
    """
    Yield all that a webhook says; count in skipped what says nothing to us.

    An app hears of every number of the account, those of other teams among them. Where the ids of our own numbers are
    given, what names another number is theirs. What names none, as of templates and the account, concerns all.

    :raises NotAWebhook: if the body is no JSON object
    """
    passed_over: Counter[str] = Counter() if skipped is None else skipped
    root = _load(body)
    if root.get("object") != "whatsapp_business_account":
        passed_over["object"] += 1
        return
    for entry in objects(root.get("entry")):
        for change in objects(entry.get("changes")):
            field, value = words(change.get("field"), longest=60), change.get("value")
            if numbers and isinstance(value, dict) and _number_of(value) not in ("", *numbers):
                passed_over["somebody else's number"] += 1
            elif field == "messages" and isinstance(value, dict):
                yield from _traffic(value, entry, passed_over)
            elif field in READERS and isinstance(value, dict):
                told = list(READERS[field](value, moment(entry.get("time"))))
                passed_over.update([] if told else [f"field {field}"])
                yield from told
            else:
                passed_over[f"field {field}"] += 1


def _number_of(value: dict[str, Any]) -> str:
    """Return the id of the number that a change is about; nothing where it names none."""
    about = value.get("metadata")
    return identifier(about.get("phone_number_id")).strip() if isinstance(about, dict) else ""


def _is_signed(body: bytes, claimed: bytes, secrets: Sequence[str]) -> bool:
    # All secrets are tried even after one fits, so the time taken tells nothing.
    good = [
        hmac.compare_digest(hmac.new(secret.encode(), body, "sha256").hexdigest().encode(), claimed)
        for secret in secrets
        if secret
    ]
    return any(good)


def _escaped(body: bytes) -> bytes:
    """Return the text with everything beyond ASCII escaped, as Meta writes it."""
    escaped = json.dumps(body.decode("utf-8", "replace"))[1:-1]
    # That escaped what ASCII text has no need of too. No control mark is left in it, so NUL can stand for a backslash.
    for written, meant in (("\\\\", "\0"), ('\\"', '"'), ("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), ("\0", "\\")):
        escaped = escaped.replace(written, meant)
    return escaped.encode()


def _traffic(
    value: dict[str, Any], entry: dict[str, Any], passed_over: Counter[str]
) -> Iterator[Report | Reply | News]:
    for status in objects(value.get("statuses")):
        if report := report_of(status):
            yield report
        else:
            passed_over[f"status {words(status.get('status'), longest=60)}"] += 1
    people = objects(value.get("contacts"))
    for message in objects(value.get("messages")):
        kind = words(message.get("type"), longest=60)
        if said := moved_of(message) if kind == "system" else reply_of(message, people):
            yield said
        else:
            passed_over[f"message {kind}"] += 1
    if "errors" in value:
        yield from account_faults(value, moment(entry.get("time")))


def _load(body: bytes) -> dict[str, Any]:
    try:
        root = orjson.loads(body)
    except orjson.JSONDecodeError:
        root = _load_slowly(body)
    if not isinstance(root, dict):
        raise NotAWebhook(f"a JSON {type(root).__name__} where an object is expected")
    return root


def _load_slowly(body: bytes) -> Any:
    """Return JSON that only Python's own reader takes: in UTF-16, with NaN, with half of a surrogate pair."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _load_odd(body)


def _load_odd(body: bytes) -> Any:
    """Return the JSON without the items that are broken, too deep or too long: their neighbours are good."""
    try:
        return json.loads(_shallow(body.decode("utf-8", "replace")), parse_int=_bounded, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAWebhook(f"no JSON: {type(error).__name__}") from None


def _shallow(text: str) -> str:
    """Return the JSON with null for whatever is nested too deep."""
    kept, depth, start = [], 0, 0
    for mark in MARKS.finditer(text):
        if mark[0] in ("[", "{"):
            depth += 1
            if depth == DEEPEST + 1:
                kept += [text[start : mark.start()], "null"]
        elif mark[0] in ("]", "}"):
            if depth == DEEPEST + 1:
                start = mark.end()
            depth -= 1
    return "".join(kept) + (text[start:] if depth <= DEEPEST else "")


def _bounded(digits: str) -> int:
    return int(digits) if len(digits) <= LONGEST_NUMBER else 0
