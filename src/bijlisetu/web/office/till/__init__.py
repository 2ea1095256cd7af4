"""The cash desk: a till of one's own, money taken for receipts, and what supervisors see of it."""
