"""Every deed on addresses: what is said of them is taken, and they become what it adds up to; and people's wishes."""

from bijlisetu.contact.actions.consent import Said, Wish, hold_back, keep_wishes, never_said, resubscribe, unsubscribe
from bijlisetu.contact.actions.heeding import SPEAKING, Turned, heed
from bijlisetu.contact.actions.mending import NumberWasDisowned, UnknownAccount, moved, repair, value_of
from bijlisetu.contact.actions.people import NamedTogether, learn_user_ids, numbers_of
from bijlisetu.contact.actions.taking import Effect, take

__all__ = [
    "SPEAKING", "Effect", "NamedTogether", "NumberWasDisowned", "Said", "Turned", "UnknownAccount", "Wish", "heed",
    "hold_back", "keep_wishes", "learn_user_ids", "moved", "never_said", "numbers_of", "repair", "resubscribe", "take",
    "unsubscribe", "value_of",
]  # fmt: skip
