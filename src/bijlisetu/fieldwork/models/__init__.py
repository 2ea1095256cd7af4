"""The tables of the field: who is to go where, what was found there, on which telephone or paper."""

from bijlisetu.fieldwork.models.beats import Beat, Door, Gone, Holding, Round
from bijlisetu.fieldwork.models.sheets import Scan, Sheet, SheetLine
from bijlisetu.fieldwork.models.totals import DoorTotal, VisitTotal
from bijlisetu.fieldwork.models.visits import Device, Photo, PhotoPiece, Visit

__all__ = [
    "Beat", "Device", "Door", "DoorTotal", "Gone", "Holding", "Photo", "PhotoPiece", "Round", "Scan", "Sheet",
    "SheetLine", "Visit", "VisitTotal",
]  # fmt: skip
