"""Processes that put load on what is measured: posts, statuses, SMS; and the cost of the carriers themselves."""
