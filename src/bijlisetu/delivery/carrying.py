"""One letter's way: written, carried, and once more in another language where its own is not registered."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bijlisetu.channels.letter import Letter, Outcome, Reason, Remedy, Verdict
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.rules import Ladder

logger = logging.getLogger(__name__)


async def carry(
    claimed: Claimed, *, line: Line, pen: Pen, ladder: Ladder, late_after: datetime, now: Callable[[], datetime]
) -> Answered:
    """Return what became of the try; the ladder says which languages are open."""

    async def attempt(wanted: Claimed, *, again: bool = False) -> Answered:
        verdict = await send(
            line, lambda: pen.write(wanted, at=now()), what=f"attempt {wanted.attempt}", late_after=late_after, now=now,
            again=again,
        )  # fmt: skip
        return Answered(wanted, verdict, line.name)

    first = await attempt(claimed)
    other = _in_other_language(claimed, ladder) if first.verdict.remedy is Remedy.OTHER_LANGUAGE else None
    if other is None:
        return first
    second = await attempt(other, again=True)
    # Where the second letter is put off, the next claim would write the first one again. So the refusal of the first
    # stands, and the ladder goes on.
    return first if second.verdict.reason is Reason.HELD_BY_US else second._replace(before=first)


async def send(
    line: Line, write: Callable[[], Letter], *, what: str, late_after: datetime, now: Callable[[], datetime],
    again: bool = False,
) -> Verdict:  # fmt: skip
    """Return the verdict on one letter, whatever breaks; what it is the try of is said to the log."""
    try:
        letter = write()
    except Exception as error:
        # Nothing has left us: our own text is at fault, and the next channel may do better.
        logger.exception("No letter could be written for %s", what)
        return Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_FAULT, detail=type(error).__name__)
    try:
        return await line.carry(letter, late_after=late_after, now=now, again=again)
    except Exception as error:  # one bad letter must not lose its neighbours
        logger.exception("Channel %s broke on %s", line.channel, what)
        return Verdict(outcome=Outcome.UNSURE, reason=Reason.OTHER, detail=type(error).__name__)


def _in_other_language(claimed: Claimed, ladder: Ladder) -> Claimed | None:
    """Return the try in the other language of its kind, if that may be sent."""
    languages = (
        rung.language
        for rung in ladder
        if (rung.kind, rung.channel) == (claimed.kind, claimed.channel) and rung.shut is None
    )
    return next((replace(claimed, language=one) for one in languages if one is not claimed.language), None)
