"""Visits to those who owe and whom no message was proved to reach: whose work, by when, and with what result."""
