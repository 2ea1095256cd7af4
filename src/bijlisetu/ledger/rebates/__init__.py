"""What is taken off for paying in time: a utility's dated file, its arithmetic, and the deed that gives it."""
