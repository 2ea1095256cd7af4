"""The crews of the story: they mend what people complain of, or say so falsely; and what is true of each complaint."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bijlisetu.complaints.actions.resolving import resolve
from bijlisetu.complaints.actions.working import begin
from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.lists import WORKED, State
from bijlisetu.complaints.models import Complaint
from bijlisetu.demo.desks import SDO
from bijlisetu.demo.light.clock import Clock
from bijlisetu.demo.light.ground import Ground
from bijlisetu.simulator.cuts import crews
from bijlisetu.simulator.cuts.light import Light

#: After the light is back somebody looks who had complained of it.
LOOKS_AFTER, BEGINS_AFTER = timedelta(minutes=12), timedelta(minutes=8)


@dataclass(slots=True)
class Resolved:
    """That a crew called a complaint mended, and whether it was."""

    number: str
    account: str
    at: datetime
    is_true: bool


@dataclass
class Crews:
    """Everybody with tools."""

    ground: Ground
    light: Light
    clock: Clock
    seed: int
    diary: list[Resolved] = field(default_factory=list)
    mended: set[str] = field(default_factory=set)  #: complaints of other things than the light, truly mended

    def work(self) -> bool:
        """Do what is due on the open complaints; return whether anything was."""
        now, has_done = self.clock.now(), False
        found = Complaint.objects.filter(state__in=[str(one) for one in WORKED]).select_related("consumer")
        for complaint in found.order_by("id"):
            has_done |= self._work_on(complaint, now)
        return has_done

    def is_mended(self, complaint: Complaint, at: datetime) -> bool:
        """Return what is true of the complaint: the light is there again, or a crew has truly been there."""
        house = self.ground.by_account.get(complaint.consumer.account) if complaint.consumer else None
        if _is_of_light(complaint) and house is not None:
            return not self.light.is_dark(house, at)
        return complaint.number in self.mended

    def _work_on(self, complaint: Complaint, now: datetime) -> bool:
        since = complaint.said_at if complaint.state != State.REOPENED else self._last(complaint) or complaint.said_at
        is_first = complaint.state != State.REOPENED
        if is_first and crews.is_called_mended_falsely(complaint.number, seed=self.seed):
            if now >= since + crews.LIES_AFTER:
                return self._resolve(complaint, now, is_honest=False)
        elif _is_of_light(complaint) and complaint.consumer is not None:
            if now >= since + LOOKS_AFTER and self.is_mended(complaint, now):
                return self._resolve(complaint, now, is_honest=True)
        elif now >= since + crews.comes_after(complaint.number, seed=self.seed):
            return self._resolve(complaint, now, is_honest=True)
        if complaint.state == State.REGISTERED and now >= since + BEGINS_AFTER:
            begin(complaints=[complaint.pk], at=now, by=SDO)
        return False

    def _resolve(self, complaint: Complaint, now: datetime, *, is_honest: bool) -> bool:
        if is_honest and not _is_of_light(complaint):
            self.mended.add(complaint.number)
        is_true = self.is_mended(complaint, now)
        resolve(complaints=[complaint.pk], words="काम हो गया · work done", at=now, by=SDO)
        joined = Complaint.objects.filter(primary=complaint, resolved_at=now).select_related("consumer")
        for one, is_so in ((complaint, is_true), *((each, self.is_mended(each, now)) for each in joined)):
            account = one.consumer.account if one.consumer else ""
            self.diary.append(Resolved(one.number, account, self.clock.now(), is_so))
        return True

    def _last(self, complaint: Complaint) -> datetime | None:
        return max((one.at for one in self.diary if one.number == complaint.number), default=None)


def _is_of_light(complaint: Complaint) -> bool:
    return categories()[complaint.category].code in ("SUP-OFF", "SUP-OFF-AREA")
