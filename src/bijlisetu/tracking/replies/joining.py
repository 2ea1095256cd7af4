"""An SMS too long for one comes in parts; where all of them are at hand they are read as one text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bijlisetu.channels.letter import Part, Reply
from bijlisetu.channels.outside import FOREIGN


def joined(replies: Sequence[Reply]) -> list[Reply]:
    """
    Return the replies, with the parts of one text as one reply where each of them is there.

    A part whose others do not come, or which comes twice in different words, stays what it is: a clerk's to read.
    """
    whole: dict[int, Reply] = {}  # by the place in memory of each part: two may be equal
    for (_, text), pieces in _by_text(replies).items():
        if _is_whole(text, pieces):
            one = _one([pieces[number][0] for number in range(1, text.total + 1)])
            whole |= {id(part): one for same in pieces.values() for part in same}
    told: dict[int, Reply] = {}
    for reply in replies:
        one = whole.get(id(reply), reply)
        told.setdefault(id(one), one)
    return list(told.values())


def alone(replies: Sequence[Reply]) -> list[Reply]:
    """Return the parts of which others are still to come."""
    return [
        part
        for (_, text), pieces in _by_text(replies).items() if len(pieces) < text.total
        for same in pieces.values() for part in same
    ]  # fmt: skip


def _by_text(replies: Sequence[Reply]) -> dict[tuple[str, Part], dict[int, list[Reply]]]:
    parts: dict[tuple[str, Part], dict[int, list[Reply]]] = defaultdict(lambda: defaultdict(list))
    for reply in replies:
        if reply.part and reply.sender not in ("", FOREIGN):
            of_all = reply.part._replace(number=0)
            parts[reply.sender, of_all][reply.part.number].append(reply)
    return parts


def _is_whole(text: Part, pieces: dict[int, list[Reply]]) -> bool:
    said_once = all(len({part.text for part in same}) == 1 for same in pieces.values())
    return said_once and sorted(pieces) == list(range(1, text.total + 1))


def _one(parts: Sequence[Reply]) -> Reply:
    text = "".join(part.text for part in parts)
    return replace(parts[0], text=text, kind="text", part=None, at=min(part.at for part in parts))
