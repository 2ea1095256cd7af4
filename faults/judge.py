"""The promises, each held to both sides' books, to the last row."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from faults.books import TRIED, Books, Letter, Step, Try

SETTLED = frozenset({"reached", "exhausted", "expired", "withdrawn"})
QUEUED, CLAIMED, UNSURE, ACCEPTED, FAILED, DELIVERED = 0, 10, 20, 30, 50, 60
#: States in which we know that the message has, or may have, left us.
LEFT_US = frozenset({UNSURE, ACCEPTED, 40, FAILED, DELIVERED, 70})
#: States that only a carrier's word can bring about.
CARRIED = frozenset({ACCEPTED, 40, DELIVERED, 70})
RANKS = {
    "sent": 40, "failed": 50, "expired": 50, "rejected": 50, "bounced": 50, "delivered": 60, "read": 70,
}  # fmt: skip
OPENED, READ = "opened", 70
FAILURES = frozenset({"failed", "expired", "rejected", "bounced"})
ARRIVED = frozenset({"delivered", "read", "opened"})


class Promise(NamedTuple):
    """A promise, and what breaks it; with what is only to be counted."""

    name: str
    words: str
    looked_at: int
    broken: list[str]
    noted: dict[str, int]
    listed: list[str]


Finding = Iterator[str]


def judge(books: Books) -> list[Promise]:
    """Return the promises as the books have them."""
    late = list(late_receipts(books))
    return [
        _promise("settled", "every notice is settled", len(books.notices), settled(books), _counts(books)),
        _promise("known", "no message at a carrier is missing in our record", len(books.letters), known(books)),
        _promise("told", "each message's state is the best its carrier has told", len(books.letters), told(books)),
        _promise("opened", "who opened a page counts as a reader", len(books.letters), opened(books)),
        _promise("once", "nothing was sent twice without a known failure before", len(books.letters), once(books)),
        _promise("true", "nothing is said to have left that no carrier has", len(books.tries), true(books)),
        _promise(
            "patient", "no SMS went to whom WhatsApp had reached in time", len(books.notices), patient(books),
            {"SMS before a late receipt": len(late)}, late,
        ),
        _promise(
            "one owner", "no attempt was claimed by two engines", len(books.steps), one_owner(books), claims(books),
        ),
        _promise("unsure", "what stayed unsure is listed", len(books.tries), iter(()), *unsure(books)),
    ]  # fmt: skip


def settled(books: Books) -> Finding:
    """Yield notices that are not settled, and what was not read."""
    yield from (f"notice {notice.id} is {notice.state}" for notice in books.notices if notice.state not in SETTLED)
    yield from (f"attempt {one.id} is still in an engine's hands" for one in books.tries if one.state == CLAIMED)
    if books.unread or books.set_apart:
        yield f"{books.unread} records of carriers were not folded, {books.set_apart} set apart"


def known(books: Books) -> Finding:
    """Yield messages that our record does not know, or knows as not sent."""
    tries = _tries(books)
    for letter in books.letters:
        one = tries.get(letter.attempt)
        if one is None:
            yield f"{letter.channel} {letter.id} is of no attempt"
        elif one.state not in LEFT_US:
            yield f"{letter.channel} {letter.id} was taken, attempt {one.id} has state {one.state}"
        elif one.channel != letter.channel or one.address[-10:].lower() != letter.address[-10:]:
            yield f"{letter.channel} {letter.id} went another way than attempt {one.id}"


def told(books: Books) -> Finding:
    """Yield messages whose state is not the best that the carrier told us; who opens a page tells us himself."""
    for one, letters in _known(books):
        said = {each.status for letter in letters for each in letter.told}
        if _cannot_be_told(one) or (one.state == READ and {OPENED, TRIED} & said) or OPENED in said:
            continue
        if one.is_answered and one.state == DELIVERED:
            continue
        best = max((RANKS.get(status, 0) for status in said), default=0)
        if (best or one.state) != one.state or (not best and one.state > ACCEPTED):
            yield f"attempt {one.id} ({one.channel}) has state {one.state}, its carrier told {best or 'nothing'}"


def opened(books: Books) -> Finding:
    """Yield messages whose page a person opened and saw, and which do not count as read."""
    for one, letters in _known(books):
        if one.state != READ and any(said.status == OPENED for letter in letters for said in letter.told):
            yield f"attempt {one.id} ({one.channel}) has state {one.state}, and its page was opened"


def once(books: Books) -> Finding:
    """Yield what was sent again though we had not been told that the message before had failed."""
    tries = _tries(books)
    together: dict[object, list[Letter]] = defaultdict(list)
    for letter in books.letters:
        one = tries.get(letter.attempt)
        together[(one.notice, one.channel, one.address) if one else letter.id].append(letter)
    for letters in together.values():
        ordered = sorted(letters, key=lambda letter: letter.taken_at)
        for before, after in itertools.pairwise(ordered):
            if not any(said.status in FAILURES and said.given_at < after.taken_at for said in before.told):
                yield f"attempt {after.attempt} ({after.channel}) was sent again: {before.id}, {after.id}"


def true(books: Books) -> Finding:
    """Yield attempts that we say a carrier took, and none did."""
    taken = _by_attempt(books)
    for one in books.tries:
        if one.state in CARRIED and one.id not in taken:
            yield f"attempt {one.id} ({one.channel}) has state {one.state}, and its carrier knows nothing of it"


def patient(books: Books) -> Finding:
    """Yield notices whose SMS went out though WhatsApp's receipt had come before the wait was over."""
    for one, letter, given_at, wait_over_at in _crossed(books):
        if given_at <= wait_over_at:
            yield (
                f"notice {one.notice}: SMS at {letter.taken_at:.2f}, WhatsApp arrived {given_at:.2f}, "
                f"wait over {wait_over_at:.2f}"
            )


def late_receipts(books: Books) -> Finding:
    """Yield notices whose SMS went out before a receipt that came after the wait was over."""
    for one, _, given_at, wait_over_at in _crossed(books):
        if given_at > wait_over_at:
            yield f"notice {one.notice}: receipt {given_at - wait_over_at:.1f} s after the wait"


def one_owner(books: Books) -> Finding:
    """Yield attempts claimed while another claim stood, written to by another engine, or whose state fell."""
    tries = _tries(books)
    for step in books.steps:
        if step.state == CLAIMED:
            if step.was not in (None, QUEUED):
                yield f"attempt {step.attempt} was claimed by {step.engine} from state {step.was} of {step.was_engine}"
        elif step.was_engine is not None and step.engine != step.was_engine:
            yield f"attempt {step.attempt} of {step.was_engine} was written to by {step.engine}"
        elif step.was is not None and step.state < step.was and (step.was, step.state) != (CLAIMED, QUEUED):
            yield f"attempt {step.attempt} fell from state {step.was} to {step.state}"
    yield from _beside_its_claim(books)
    for attempt, letters in _by_attempt(books).items():
        one = tries.get(attempt)
        senders = {letter.sender for letter in letters if letter.channel == "whatsapp"}
        if one and one.sender and senders and senders != {one.sender.partition(":")[2]}:
            yield f"attempt {attempt} of {one.sender} was sent by {', '.join(sorted(senders))}"


def claims(books: Books) -> dict[str, int]:
    """Return how many claims there were, of how many lives of engines, and what each number of ours sent."""
    owners = [step.engine for step in books.steps if step.state == CLAIMED]
    sent = Counter(letter.sender for letter in books.letters if letter.channel == "whatsapp")
    return {
        "claims": len(owners), "lives of engines": len(set(owners)),
        **{f"WhatsApp from {sender}": count for sender, count in sorted(sent.items())},
    }  # fmt: skip


def unsure(books: Books) -> tuple[dict[str, int], list[str]]:
    """Return how many attempts stayed unsure, by channel and whether their carrier has them, and which."""
    taken = _by_attempt(books)
    noted: Counter[str] = Counter()
    listed = []
    for one in books.tries:
        if one.state == UNSURE:
            where = "at the carrier" if one.id in taken else "never arrived"
            noted[f"{one.channel} {where}"] += 1
            listed.append(f"attempt {one.id} ({one.channel}), {where}")
    return dict(sorted(noted.items())), listed


def _promise(
    name: str,
    words: str,
    looked_at: int,
    broken: Finding,
    noted: dict[str, int] | None = None,
    listed: list[str] | None = None,
) -> Promise:
    return Promise(name, words, looked_at, list(broken), noted or {}, listed or [])


def _counts(books: Books) -> dict[str, int]:
    states = dict(sorted(Counter(notice.state for notice in books.notices).items()))
    return {**states, "kB in the largest webhook": books.largest // 1000}


def _tries(books: Books) -> dict[int | None, Try]:
    return {one.id: one for one in books.tries}


def _known(books: Books) -> Iterator[tuple[Try, list[Letter]]]:
    """Yield each attempt that a carrier has messages of, with them."""
    tries = _tries(books)
    for attempt, letters in _by_attempt(books).items():
        if one := tries.get(attempt):
            yield one, letters


def _by_attempt(books: Books) -> dict[int, list[Letter]]:
    by_attempt: dict[int, list[Letter]] = defaultdict(list)
    for letter in books.letters:
        if letter.attempt is not None:
            by_attempt[letter.attempt].append(letter)
    return by_attempt


def _cannot_be_told(one: Try) -> bool:
    """Return whether receipts of this message name an id that we never learned; only an SMS does not echo our own."""
    return one.channel == "sms" and one.state == UNSURE and not one.carrier_id


def _beside_its_claim(books: Books) -> Finding:
    """Yield messages that no claim stood for, a second one of a claim, and what an engine sent from two numbers."""
    sent = _with_claims(books)
    for letter, claim in sent:
        if claim is None:
            yield f"attempt {letter.attempt} was sent before it was claimed: {letter.id}"
    for claim, count in Counter(claim for _, claim in sent if claim).items():
        if count > 1:
            yield f"attempt {claim.attempt} was claimed by {claim.engine} once and sent {count} times"
    senders: dict[str, set[str]] = defaultdict(set)
    for letter, claim in sent:
        if claim and letter.channel == "whatsapp":
            senders[claim.engine].add(letter.sender)
    for engine, numbers in senders.items():
        if len(numbers) > 1:
            yield f"what {engine} had claimed was sent from {', '.join(sorted(numbers))}"


def _with_claims(books: Books) -> list[tuple[Letter, Step | None]]:
    """Return each message of ours with the last claim before it."""
    claimed: dict[int, list[Step]] = defaultdict(list)
    for step in books.steps:
        if step.state == CLAIMED:
            claimed[step.attempt].append(step)
    return [
        (letter, next((step for step in reversed(claimed[attempt]) if step.at <= letter.taken_at), None))
        for attempt, letters in _by_attempt(books).items()
        for letter in letters
    ]


def _crossed(books: Books) -> Iterator[tuple[Try, Letter, float, float]]:
    """Yield each SMS beside a WhatsApp of its notice that arrived: the receipt's coming, and the end of the wait."""
    tries = _tries(books)
    by_notice: dict[int, list[tuple[Try, Letter]]] = defaultdict(list)
    for letter in books.letters:
        one = tries.get(letter.attempt)
        if one:
            by_notice[one.notice].append((one, letter))
    for letters in by_notice.values():
        for sms, letter in letters:
            for one, other in letters:
                arrived = min((said.given_at for said in other.told if said.status in ARRIVED), default=None)
                if sms.channel != "sms" or one.channel != "whatsapp" or one.is_disowned or arrived is None:
                    continue
                yield sms, letter, arrived, _wait_over_at(one, books)


def _wait_over_at(one: Try, books: Books) -> float:
    """Return the earliest moment at which the next step may have been taken: after the answer, or the lease."""
    after_the_answer = (one.accepted_at or one.claimed_at) + books.wait
    return min(after_the_answer, one.claimed_at + max(books.wait, books.lease))
