"""The people behind the addresses: the hidden truth about them, and what they do with a message."""
