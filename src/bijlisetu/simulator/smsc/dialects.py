"""The dialects of operators: how each writes its receipts (see the survey of quirks in the reference)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How an operator writes receipts."""

    ids: Literal["same", "decimal", "stripped"] = "same"
    has_parameters: bool = True  #: the id and the state are there as parameters too
    is_sparse: bool = False  #: no sub, dlvrd and text, dates with seconds, an order of its own
    is_chatty: bool = False  #: tells also that the message is on its way, and the end twice
    is_for_all: bool = False  #: one receipt for all parts of a message
    is_obscure: bool = False  #: the last word is one of the operator's own that no specification knows

    def written(self, message_id: str) -> str:
        """Return the id of a message as its receipt writes it."""
        if self.ids == "decimal":
            return str(int(message_id, 16))
        if self.ids == "stripped":
            return message_id.lstrip("0").upper()
        return message_id


DIALECTS = {
    "plain": Dialect(),
    "decimal": Dialect(ids="decimal", has_parameters=False),
    "stripped": Dialect(ids="stripped", has_parameters=False),
    "sparse": Dialect(is_sparse=True, has_parameters=False),
    "chatty": Dialect(is_chatty=True),
    "one_for_all": Dialect(is_for_all=True),
    "obscure": Dialect(is_obscure=True),
    "without_parameters": Dialect(has_parameters=False),
}
