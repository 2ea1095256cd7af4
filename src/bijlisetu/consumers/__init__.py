"""The registry that all else points at: one row a connection, taken over from the utility's own file."""
