"""What crews do with complaints, some of them falsely; and what people answer who are asked whether it is mended."""

from __future__ import annotations

from datetime import timedelta

from bijlisetu.simulator.people.behaviour import share_of

#: Of all complaints so many are called mended by somebody who has not been there.
FALSELY = 0.25
#: Where it is mended, so many say yes and the others nothing; where it is not, so many no, and a few yes by mistake.
SAYS_YES, SAYS_NO, SAYS_YES_BY_MISTAKE = 0.55, 0.80, 0.03
SOONEST, SPAN = timedelta(minutes=4), timedelta(minutes=50)
#: A crew comes so long after the complaint; a false word comes sooner.
WORKS_FOR, LIES_AFTER = timedelta(minutes=150), timedelta(minutes=35)


def is_called_mended_falsely(complaint: str, *, seed: int) -> bool:
    """Return whether somebody will call the complaint mended without having been there."""
    return share_of(seed=seed, kind="falsely", name=complaint) < FALSELY


def comes_after(complaint: str, *, seed: int) -> timedelta:
    """Return after what time a crew has mended what it mends."""
    return WORKS_FOR * (0.4 + share_of(seed=seed, kind="crew", name=complaint))


def answer_of(message: str, *, is_mended: bool, seed: int) -> tuple[str, timedelta]:
    """Return what somebody presses who is asked by that message, and after what time; nothing if they are silent."""
    place = share_of(seed=seed, kind="mended", name=message)
    after = SOONEST + SPAN * share_of(seed=seed, kind="answers after", name=message)
    if is_mended:
        return ("solved" if place < SAYS_YES else ""), after
    if place < SAYS_NO:
        return "not_solved", after
    return ("solved" if place < SAYS_NO + SAYS_YES_BY_MISTAKE else ""), after
