"""Which changes a system may follow: those of what it may read."""

from __future__ import annotations

from collections.abc import Collection

from bijlisetu.staff.purposes import Purpose
from bijlisetu.systems.models import Subject

READS = {Subject.OUTAGE: Purpose.OUTAGES_READ, Subject.COMPLAINT: Purpose.COMPLAINTS_READ}


def subjects_of(purposes: Collection[str]) -> list[str]:
    """Return of what a system with these purposes may follow the changes."""
    return [str(subject) for subject, purpose in READS.items() if purpose in purposes]
