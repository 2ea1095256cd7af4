"""How often one place may ask something that could be guessed at, whichever of our processes answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from bijlisetu.contact.proof.allowances import spend
from bijlisetu.contact.proof.rules import Use
from bijlisetu.plumbing.codes import hidden

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  #: from which windows are counted


@dataclass(frozen=True, slots=True)
class Often:
    """So many questions of one sort in each window of time; what asks is kept as a digest, for it may be a person's."""

    what: str
    most: int
    within: timedelta

    def use(self, asker: str, *, at: datetime) -> Use:
        """Return what one question of the asker uses up."""
        since = at - (at - BEGINNING) % self.within
        return Use(f"{self.what}:{hidden(asker, purpose=self.what, secret=settings.SECRET_KEY)}", since, 1, self.most)

    def is_too_often(self, asker: str, *, at: datetime) -> bool:
        """Count one more question of the asker; return whether it asked too often."""
        return spend([self.use(asker, at=at)]) is not None
