"""Every deed of the field: it takes many, takes its time as an argument, and is written in the book of deeds."""

from bijlisetu.fieldwork.actions.devices import register, shut, unshut
from bijlisetu.fieldwork.actions.doors import block, close_doors, open_again
from bijlisetu.fieldwork.actions.holding import assign, hand_over, take_back
from bijlisetu.fieldwork.actions.laying import Laid, lay_beats, split
from bijlisetu.fieldwork.actions.rounds import close_round, open_round
from bijlisetu.fieldwork.actions.taking import Taken, take

__all__ = [
    "Laid", "Taken", "assign", "block", "close_doors", "close_round", "hand_over", "lay_beats", "open_again",
    "open_round", "register", "shut", "split", "take", "take_back", "unshut",
]  # fmt: skip
