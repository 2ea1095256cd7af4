"""The counter of a cash desk or substation: found, updated, proved by a code, next; by the keyboard alone."""
