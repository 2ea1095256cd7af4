"""Who was told the same thing twice: a receipt came only when the next try had gone out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bijlisetu.reports.story.told import Attempt
from bijlisetu.tracking.replies.ownership import NOT_MINE

ARRIVED = frozenset({"delivered", "read"})
GONE = ARRIVED | {"accepted", "sent"}


def marked(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """Return the tries of one notice, in their order, each marked that arrived though a later one had gone too."""
    return tuple(
        replace(one, told_twice=any(_is_one_too_many(later, one) for later in attempts[place + 1 :]))
        for place, one in enumerate(attempts)
    )


def _is_one_too_many(later: Attempt, before: Attempt) -> bool:
    return before.state in ARRIVED and later.state in GONE and not _was_denied(before, later)


def _was_denied(attempt: Attempt, later: Attempt) -> bool:
    """Return whether the next try was right: the person there had said that the connection is not theirs."""
    return any(reply.meaning == NOT_MINE and reply.at <= later.claimed_at for reply in attempt.replies)
