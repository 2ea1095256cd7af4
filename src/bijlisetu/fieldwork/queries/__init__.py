"""Every question about the field: who holds which beat, which doors it has, how far a round has come, who was there."""

from bijlisetu.fieldwork.queries.beats import DoorOfBeat, DoorsPage, HeldBeat, beat_of, doors_of, holds, work_of
from bijlisetu.fieldwork.queries.devices import Phone, is_shut, phones_of
from bijlisetu.fieldwork.queries.photos import may_have_photo, received_of
from bijlisetu.fieldwork.queries.progress import Progress, progress
from bijlisetu.fieldwork.queries.visits import ONE_VISIT, LastVisit, last_visits

__all__ = [
    "ONE_VISIT", "DoorOfBeat", "DoorsPage", "HeldBeat", "LastVisit", "Phone", "Progress", "beat_of", "doors_of",
    "holds", "is_shut", "last_visits", "may_have_photo", "phones_of", "progress", "received_of", "work_of",
]  # fmt: skip
