"""Every deed on addresses: what is said of them is taken, and they become what it adds up to; and people's wishes."""

from bijlisetu.contact.actions.consent import Wish, resubscribe, unsubscribe
from bijlisetu.contact.actions.mending import NumberWasDisowned, UnknownAccount, moved, repair, value_of
from bijlisetu.contact.actions.taking import Effect, take

__all__ = [
    "Effect", "NumberWasDisowned", "UnknownAccount", "Wish", "moved", "repair", "resubscribe",
    "take", "unsubscribe", "value_of",
]  # fmt: skip
