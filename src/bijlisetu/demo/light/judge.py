"""
What came of the story, counted from its truth and from the carriers' own log of what came to which phone.

Our tables are asked only what they claim: which complaints are open again, and which are closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bijlisetu.complaints.lists import State, What
from bijlisetu.complaints.models import Complaint, ComplaintEvent
from bijlisetu.complaints.numbers import number_in
from bijlisetu.demo.light.crew import Crews, Resolved
from bijlisetu.demo.light.desk import Entered
from bijlisetu.demo.light.ground import Ground
from bijlisetu.demo.light.letters import Letter, Press
from bijlisetu.simulator.cuts.cut import Cut, Desk, Sort

#: What a letter of these kinds says: that it is dark, or will be; or that it is over.
CUT = frozenset({"outage_planned", "outage_breakdown", "outage_soon", "outage_changed", "outage_unknown"})
OVER = frozenset({"outage_back", "outage_cancelled"})
#: A letter that an engine has in hand when the light comes back cannot be called back any more.
IN_HAND = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Heard:
    """A letter about a cut that the desk had entered, with whose it is."""

    letter: Letter
    entered: Entered
    account: str  #: empty, where the address is not its account's own

    @property
    def taken_at(self) -> datetime:
        """When a carrier took it."""
        return datetime.fromtimestamp(self.letter.taken_at, UTC)

    @property
    def arrived_at(self) -> datetime | None:
        """When it came, if it did."""
        return None if self.letter.arrived_at is None else datetime.fromtimestamp(self.letter.arrived_at, UTC)


def heard(letters: Iterable[Letter], *, ground: Ground, diary: Mapping[str, Entered]) -> Iterator[Heard]:
    """Yield the letters about cuts, each with the cut that the desk had entered last under the area that it names."""
    for letter in letters:
        if letter.kind in CUT | OVER and (entered := _spoken_of(letter, diary.values(), ground=ground)):
            house = ground.house_of(letter.address, letter.account_end)
            yield Heard(letter, entered, house.account if house else "")


def told(all_heard: Sequence[Heard], *, ground: Ground, cuts: Iterable[Cut]) -> dict[str, int]:
    """Return how many people truly touched by a cut heard of it in time, late, or not; blinks are told to nobody."""
    counts = dict.fromkeys(("touched", "told_before", "told_late", "not_told", "not_told_wrong_wire"), 0)
    first = _first_heard(all_heard)
    for cut in cuts:
        if cut.sort is Sort.MOMENTARY or cut.sort is Sort.HOUSE or cut.begins_at == cut.ends_at:
            continue
        in_time = cut.begins_at if cut.sort is Sort.PLANNED else cut.ends_at
        for house in (one for one in ground.houses if one.hangs_on(cut.element)):
            at = first.get((cut.name, house.account))
            counts["touched"] += 1
            counts["told_before"] += at is not None and at <= in_time
            counts["told_late"] += at is not None and at > in_time
            counts["not_told"] += at is None
            counts["not_told_wrong_wire"] += at is None and cut.element not in house.said.line
    return counts


def after_light(all_heard: Sequence[Heard]) -> int:
    """Return how many letters of a cut were handed to a carrier when it was over, or came after the word that it is."""
    over_on: dict[tuple[int, str, str], datetime] = {}
    for one in all_heard:
        if one.letter.kind in OVER and one.arrived_at is not None:
            key = _phone(one)
            over_on[key] = min(over_on.get(key, one.arrived_at), one.arrived_at)
    return sum(_is_after(one, over_on.get(_phone(one))) for one in all_heard if one.letter.kind in CUT)


def restored_without_cut(all_heard: Sequence[Heard]) -> int:
    """Return how many heard that a cut is over of which nothing had gone to that phone before."""
    gone: dict[tuple[int, str, str], float] = {}
    for one in all_heard:
        if one.letter.kind in CUT:
            key = _phone(one)
            gone[key] = min(gone.get(key, one.letter.taken_at), one.letter.taken_at)
    return sum(
        gone.get(_phone(one), one.letter.taken_at) >= one.letter.taken_at
        for one in all_heard
        if one.letter.kind in OVER and one.arrived_at is not None
    )


def of_complaints(crews: Crews, *, presses: Sequence[Press], letters: Sequence[Letter]) -> dict[str, int]:
    """Return how many complaints there were, how many were called mended falsely, and what became of these."""
    said = _said_of(presses, letters)
    false = [one for one in crews.diary if not one.is_true]
    ended = [str(State.CONFIRMED), str(State.CLOSED_UNCONFIRMED)]
    closed = list(Complaint.objects.filter(state__in=ended).select_related("consumer"))
    return {
        "complaints": Complaint.objects.count(),
        "false_resolutions": len(false),
        "false_resolutions_asked": sum(_was_asked(one, letters) for one in false),
        "false_resolutions_caught": sum(_is_caught(one, said) for one in false),
        "confirmed": sum(one.state == State.CONFIRMED for one in closed),
        "closed_by_evidence": sum(one.state == State.CLOSED_UNCONFIRMED for one in closed),
        "closed_unconfirmed": sum(not _is_backed(one, said, crews) for one in closed),
        "reopened": ComplaintEvent.objects.filter(what=str(What.SAID_NO)).count(),
    }


def complaint_of(letter: Letter) -> Complaint | None:
    """Return the complaint that the letter names."""
    number = number_in(letter.facts.get("number", ""))
    return Complaint.objects.select_related("consumer").filter(number=number).first() if number else None


def figures(
    cuts: Sequence[Cut], *, ground: Ground, diary: Mapping[str, Entered], crews: Crews, letters: Sequence[Letter],
    presses: Sequence[Press],
) -> dict[str, Any]:  # fmt: skip
    """Return what is counted of letters and complaints."""
    all_heard = list(heard(letters, ground=ground, diary=diary))
    return {
        **told(all_heard, ground=ground, cuts=cuts),
        "told_after_light": after_light(all_heard),
        "restored_without_cut": restored_without_cut(all_heard),
        **of_complaints(crews, presses=presses, letters=letters),
        "announced": len(diary),
        "announced_falsely_over": sum(one.cut.desk is Desk.LIES for one in diary.values()),
    }


def _spoken_of(letter: Letter, diary: Iterable[Entered], *, ground: Ground) -> Entered | None:
    """Return what the letter speaks of: by its area; a short SMS names none, and then by the account's records."""
    at = datetime.fromtimestamp(letter.taken_at, UTC)
    area = letter.facts.get("area")
    houses = ground.by_end.get(letter.account_end, ())
    found = [
        one
        for one in diary
        if one.at - IN_HAND <= at
        and (area in one.areas if area else any(one.cut.element in house.said.line for house in houses))
    ]
    return max(found, key=lambda one: one.at, default=None)


def _first_heard(all_heard: Iterable[Heard]) -> dict[tuple[str, str], datetime]:
    first: dict[tuple[str, str], datetime] = {}
    for one in all_heard:
        if one.letter.kind in CUT and one.account and one.arrived_at is not None:
            key = (one.entered.cut.name, one.account)
            first[key] = min(first.get(key, one.arrived_at), one.arrived_at)
    return first


def _phone(one: Heard) -> tuple[int, str, str]:
    return one.entered.outage, one.letter.address, one.letter.account_end


def _is_after(one: Heard, over_came: datetime | None) -> bool:
    over_at = one.entered.over_at
    is_late = over_at is not None and one.taken_at > over_at + IN_HAND
    is_overtaken = over_came is not None and one.arrived_at is not None and one.arrived_at > over_came
    return is_late or is_overtaken


def _said_of(presses: Sequence[Press], letters: Sequence[Letter]) -> dict[str, list[Press]]:
    """Return what people pressed, by the number of the complaint that the letter above the button names."""
    numbers = {one.id: number_in(one.facts.get("number", "")) for one in letters if one.kind == "complaint_resolved"}
    said: dict[str, list[Press]] = defaultdict(list)
    for press in presses:
        if number := numbers.get(press.letter):
            said[number].append(press)
    return said


def _was_asked(resolved: Resolved, letters: Iterable[Letter]) -> bool:
    return any(
        one.kind == "complaint_resolved" and number_in(one.facts.get("number", "")) == resolved.number
        and one.arrived_at is not None and one.taken_at >= (resolved.at - IN_HAND).timestamp()
        for one in letters
    )  # fmt: skip


def _is_caught(resolved: Resolved, said: Mapping[str, Sequence[Press]]) -> bool:
    """Return whether somebody said no to it and it was opened again by that word."""
    has_said_no = any(
        one.meaning == "not_solved" and one.at >= (resolved.at - IN_HAND).timestamp()
        for one in said.get(resolved.number, ())
    )  # fmt: skip
    again = ComplaintEvent.objects.filter(
        complaint__number=resolved.number, what=str(What.SAID_NO), at__gte=resolved.at - IN_HAND
    )
    return has_said_no and again.exists()


def _is_backed(complaint: Complaint, said: Mapping[str, Sequence[Press]], crews: Crews) -> bool:
    """Return whether the end has its consumer's own word in the carriers' log, or evidence that is true."""
    if complaint.state == State.CONFIRMED:
        return any(one.meaning == "solved" for one in said.get(complaint.number, ()))
    at = complaint.resolved_at
    return at is not None and crews.is_mended(complaint, at)
