"""The second officer of a run: who may let a run out is told that it waits, and no more once it does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bijlisetu.kinds.files import kinds
from bijlisetu.memos import seconding
from bijlisetu.outbox.models import Run
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import nearest_over
from bijlisetu.values import Language, in_indian_groups

PEOPLE = {Language.HINDI: "{title}: {many} लोगों को", Language.ENGLISH: "{title}: to {many} people"}


def ask_for_second(run: Run, *, at: datetime, by: str) -> None:
    """Tell the officers nearest above all whom the run tells, but for those who made it."""
    title, many = kinds()[run.kind].title, in_indian_groups(run.made)
    seconding.ask(
        about=f"run:{run.pk}",
        what={each: words.format(title=title[each], many=many) for each, words in PEOPLE.items()},
        page=f"/office/run/{run.pk}/",
        people=nearest_over(run.feeders, Deed.LET_RUN_OUT, on=day_in_india(at), but=run.hands),
        at=at,
        by=by,
    )


def second_is_found(runs: Iterable[int], *, at: datetime) -> None:
    """Tell nobody of these runs any more."""
    for run in runs:
        seconding.decided(about=f"run:{run}", at=at)
