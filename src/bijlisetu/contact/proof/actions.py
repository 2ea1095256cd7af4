"""The deeds of proof: ask a number, take its answer, take its missed call."""

from bijlisetu.contact.proof.allowances import forget, use_once
from bijlisetu.contact.proof.answering import Answered, Outcome, answer, missed_call
from bijlisetu.contact.proof.asking import Asked, TooOften, ask
from bijlisetu.contact.proof.home import make_due
from bijlisetu.contact.proof.sending import SEND_CODES, send_waiting

__all__ = [
    "SEND_CODES",
    "Answered",
    "Asked",
    "Outcome",
    "TooOften",
    "answer",
    "ask",
    "forget",
    "make_due",
    "missed_call",
    "send_waiting",
    "use_once",
]
