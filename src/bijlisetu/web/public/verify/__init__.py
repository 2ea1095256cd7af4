"""Is this message from the department? And where people tell of one that is not."""
