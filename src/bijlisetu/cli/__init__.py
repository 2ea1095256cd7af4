"""The commands of a terminal: each reads its words, does one deed of a room, and says what happened. No rules here."""
