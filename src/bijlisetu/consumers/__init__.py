"""The registry that all else points at: one row an account, as the utility's export names it, on one feeder."""
