"""The deeds of proof: ask a number, take its answer, take its missed call."""

from bijlisetu.contact.proof.allowances import forget, use_once
from bijlisetu.contact.proof.answering import Answered, Outcome, answer, missed_call
from bijlisetu.contact.proof.asking import Asked, TooOften, ask
from bijlisetu.contact.proof.home import make_due

__all__ = ["Answered", "Asked", "Outcome", "TooOften", "answer", "ask", "forget", "make_due", "missed_call", "use_once"]
