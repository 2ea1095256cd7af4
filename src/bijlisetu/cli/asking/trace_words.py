"""A trace in words, as a tree: the consumer, each notice, each try, and what was heard of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import get_language, gettext
from rich.text import Text
from rich.tree import Tree

from bijlisetu.contact.health.queries import Condition
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.india import INDIA
from bijlisetu.reports import words
from bijlisetu.reports.story.deeds import DEEDS
from bijlisetu.reports.story.told import Address, Attempt, Consumer, Evidence, Notice, Trace, Turn, Unclear
from bijlisetu.values import Language, dates

GOOD, BAD, QUIET, HEAD = "green", "red", "dim", "bold"
STYLES = {"read": GOOD, "delivered": GOOD, "reached": GOOD, "failed": BAD, "exhausted": BAD, "expired": BAD}
#: The steps of a try that have a time of their own, in their order.
STEPS = ("claimed", "accepted", "sent", "delivered", "read", "failed")


def story(made: Trace) -> Tree:
    """Return the trace as a tree for the terminal, in the language that is active."""
    tree = Tree(_head(made))
    _tell_consumer(tree, made.consumer)
    for notice in made.notices:
        _tell_notice(tree, notice)
    if not made.notices:
        none = tree.add(gettext("No notice was made for this account."))
        none.add(gettext("Its bill comes with bijlisetu import-bills FILE; bijlisetu notify-bills then tells it."))
    if made.older_notices:
        tree.add(Text(gettext("older notices, not told: %(n)s") % {"n": made.older_notices}, QUIET))
    if not made.evidence_complete:
        tree.add(Text(gettext("Not all raw records of those times were looked through."), QUIET))
    return tree


def _head(made: Trace) -> Text:
    consumer = made.consumer
    place = f"{consumer.feeder}, {consumer.section}" if consumer.section else consumer.feeder
    taken = gettext("taken as %(what)s") % {"what": words.say(words.TRACED, made.taken_as)}
    account = gettext("account %(account)s") % {"account": consumer.account}
    return Text.assemble((account, HEAD), (f"  {place} · {consumer.language} · {taken}", QUIET))


def _tell_consumer(tree: Tree, consumer: Consumer) -> None:
    _tell_numbers(tree.add(Text(gettext("Numbers on file"), HEAD)), consumer)
    for standing in consumer.standings:
        told = words.say(words.STANDINGS, standing.degree)
        why = f" {words.say(words.REASONS, standing.reason)}." if standing.reason else ""
        occasion, language = Occasion(standing.ledger, standing.occasion), Language(_language())
        when = f"{occasion.title(language)}, {occasion.in_words(language)}"
        tree.add(Text(f"{when}: {told}{why}", GOOD if standing.reached else ""))
    for task in consumer.tasks:
        ends = gettext("done %(at)s") % {"at": moment(task.closed_at)} if task.closed_at else gettext("not done yet")
        reason, given = words.say(words.REASONS, task.reason), gettext("Given to the field")
        tree.add(f"{given} {moment(task.opened_at)}: {reason}; {ends}")
    for unclear in consumer.unclear:
        tree.add(_unclear(unclear))
    for deed in consumer.deeds:
        tree.add(Text(f"{moment(deed.at)}: {words.say(DEEDS, deed.deed)} ({words.say(words.WHO, deed.by)})", QUIET))


def _tell_numbers(held: Tree, consumer: Consumer) -> None:
    for address in consumer.addresses:
        branch = held.add(_address(address))
        if address.health:
            _tell_health(branch, address.health)
    if not consumer.addresses:
        held.add(words.say(words.REASONS, "no_address"))
    for untaken in consumer.untaken:
        where = {"file": untaken.file, "line": untaken.line, "text": untaken.text}
        why = words.say(words.UNTAKEN, untaken.why)
        held.add(Text(gettext("Not taken from %(file)s, line %(line)s: %(text)s") % where + f" ({why})", BAD))
    for refusal in consumer.refusals:
        purpose, refused = words.say(words.PURPOSES, refusal.purpose), gettext("refused")
        how = words.say(words.WISHED_BY, refusal.how)
        held.add(Text(f"{refusal.address}: {refused}: {purpose}, {how}, {moment(refusal.at)}", BAD))
    for wish in consumer.wishes:
        said = (words.say(words.WISHES[wish.is_wanted], wish.purpose), words.say(words.WISHED_BY, wish.how))
        held.add(Text(f"{wish.address}: {', '.join(said)}, {moment(wish.at)}", QUIET))


def _unclear(answer: Unclear) -> str:
    read = gettext("waits to be read")
    if answer.decision:
        made_of_it = words.decided(answer.kind, answer.decision, Language(_language()))
        read = f"{made_of_it} ({answer.decided_by})"
    return f"{moment(answer.at)}: “{answer.text}” {read}"


def _tell_health(tree: Tree, health: Condition) -> None:
    if health.finding:
        shut = ", ".join(words.say(words.CHANNELS, channel) for channel in health.shut)
        told = gettext("not used: %(channels)s, until %(at)s") % {"channels": shut, "at": moment(health.until)}
        tree.add(Text(f"{words.say(words.FINDINGS, health.finding)} {told}", BAD))
    for sign in health.signs:
        said = f"{dates.short_day(sign.day, _language())}, {words.say(words.CHANNELS, sign.channel)}"
        counts = gettext(" (not counted)") if sign.suspended else ""
        tree.add(Text(f"{said}: {words.say(words.SIGNS, sign.says)}{counts}", QUIET))
    if health.alive_on:
        day = {"day": dates.short_day(health.alive_on, _language())}
        tree.add(Text(gettext("Last sign of life: %(day)s") % day, GOOD))


def _address(address: Address) -> Text:
    channels = ", ".join(words.say(words.CHANNELS, channel) for channel in address.channels)
    owner = words.say(words.OWNERS, address.owner)
    said = (words.say(words.PROOFS, address.proof), words.say(words.WHO, address.owner_by), moment(address.owner_at))
    named = (words.say(words.SOURCES, address.source), words.say(words.WHO, address.by), moment(address.known_at))
    style = {"proved": GOOD, "not_owner": BAD}.get(address.owner, "")
    return Text.assemble(
        (address.address, HEAD),
        f"  {channels} · ",
        (", ".join(filter(None, (owner, *said))), style),
        " · ",
        ", ".join(filter(None, named)),
    )


def _tell_notice(tree: Tree, notice: Notice) -> None:
    state = words.say(words.NOTICES, notice.state)
    reason = f" ({notice.reason})" if notice.reason else ""
    head = Text.assemble(
        (f"{notice.kind} {notice.key}", HEAD), "  ", (f"{state}{reason}", STYLES.get(notice.state, "")),
    )  # fmt: skip
    branch = tree.add(head)
    lane = words.say(words.LANES_BY_WORD, notice.lane)
    run = gettext("run %(key)s (%(state)s)") % asdict(notice.run) if notice.run else ""
    posted = gettext("posted %(at)s") % {"at": moment(notice.posted_at)}
    good = gettext("good until %(at)s") % {"at": moment(notice.expires_at)}
    settled = gettext("settled %(at)s") % {"at": moment(notice.settled_at)} if notice.settled_at else ""
    branch.add(Text(" · ".join(filter(None, (lane, run, posted, good, settled))), QUIET))
    for attempt in notice.attempts:
        _tell_attempt(branch, attempt, kind=notice.kind)
    if notice.turn:
        branch.add(_turn(notice.turn))


def _turn(turn: Turn) -> Text:
    why = words.say(words.TURNS, turn.why)
    where = f" ({words.say(words.CHANNELS, turn.channel)})" if turn.channel else ""
    at = gettext("looked at next: %(at)s") % {"at": moment(turn.at)}
    return Text(f"{at}: {why}{where}", HEAD)


def _tell_attempt(tree: Tree, attempt: Attempt, *, kind: str) -> None:
    state = words.say(words.STEPS, attempt.state)
    channel = words.say(words.CHANNELS, attempt.channel)
    head = Text.assemble(
        gettext("attempt %(id)s: ") % {"id": attempt.id}, (f"{channel} {attempt.address}", HEAD), "  ",
        (state, STYLES.get(attempt.state, "")),
    )  # fmt: skip
    branch = tree.add(head)
    times = {step: getattr(attempt, f"{step}_at") for step in STEPS}
    told = [f"{words.say(words.STEPS, step)} {moment(at)}" for step, at in times.items() if at]
    branch.add(" › ".join(told))
    if attempt.reason or attempt.detail:
        reason = words.say(words.REASONS, attempt.reason)
        branch.add(Text(": ".join(filter(None, (reason, attempt.detail))), STYLES.get(attempt.state, "")))
    branch.add(Text(_carried(attempt), QUIET))
    if attempt.told_twice:
        twice = gettext("Told twice: the next message had gone before this one was known to have arrived.")
        branch.add(Text(twice, BAD))
    for part in attempt.parts:
        name = gettext("part %(id)s: ") % {"id": part.carrier_id}
        branch.add(Text(f"{name}{words.say(words.STEPS, part.state)}", QUIET))
    for record in attempt.evidence:
        branch.add(_evidence(record))
    for early in attempt.early_reports:
        waits = gettext("kept for later: the report came before the carrier's answer")
        branch.add(f"{words.say(words.STEPS, early.state)} {moment(early.at)}, {waits}")
    for reply in attempt.replies:
        said = f"“{reply.text}” " if reply.text else ""
        branch.add(f"{moment(reply.at)}: {said}{words.answered(kind, reply.meaning, Language(_language()))}")


def _carried(attempt: Attempt) -> str:
    charged = {True: gettext("charged"), False: gettext("free of charge"), None: ""}[attempt.billable]
    return " · ".join(
        filter(
            None,
            (
                gettext("from %(sender)s") % {"sender": attempt.sender} if attempt.sender else "",
                gettext("carrier's id %(id)s") % {"id": attempt.carrier_id} if attempt.carrier_id else "",
                gettext("tries: %(n)s") % {"n": attempt.tries},
                charged,
                attempt.category,
            ),
        )
    )


def _evidence(record: Evidence) -> Text:
    said = ", ".join(words.say(words.STEPS, word) for word in record.says)
    came = gettext("record %(id)s came %(at)s") % {"id": record.record, "at": moment(record.received_at)}
    read = gettext("read %(at)s") % {"at": moment(record.folded_at)} if record.folded_at else gettext("not read yet")
    fault = gettext(": it cannot be read (%(fault)s)") % {"fault": record.fault} if record.fault else ""
    return Text(f"{came}, {read}{f': {said}' if said else ''}{fault}", BAD if fault else QUIET)


def moment(at: datetime | None) -> str:
    """Return the moment by India's clock, with its seconds."""
    if at is None:
        return ""
    here = at.astimezone(INDIA)
    return f"{dates.short_day(here.date(), _language())} {here:%H:%M:%S}"


def _language() -> str:
    return "en" if (get_language() or "hi").startswith("en") else "hi"
