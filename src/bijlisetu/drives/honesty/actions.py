"""What an officer does about a drive's honesty: call people back, and keep what they say."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.drives.models import CallBack, Drive


@transaction.atomic
def called_back(*, drive: Drive, visit: str, said: CallBack.Said, at: datetime, by: str) -> bool:
    """Keep what the people said who were called about a visit; return whether chance had drawn it and nobody called."""
    try:
        asked = UUID(visit)
    except ValueError:
        return False
    kept = CallBack.objects.filter(pk=asked, drive=drive, called_at=None).update(
        said=said, called_by=by, called_at=at
    )  # fmt: skip
    if kept:
        audit.note(deed="drive.called_back", records=[f"visit:{asked}"], by=by, at=at, detail={"said": str(said)})
    return bool(kept)
