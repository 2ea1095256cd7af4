"""The deeds of proof: ask a number, take its answer, take its missed call."""

from bijlisetu.contact.proof.allowances import forget
from bijlisetu.contact.proof.answering import Answered, Outcome, answer, missed_call
from bijlisetu.contact.proof.asking import Asked, TooOften, ask

__all__ = ["Answered", "Asked", "Outcome", "TooOften", "answer", "ask", "forget", "missed_call"]
