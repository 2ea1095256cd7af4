"""One number in place of another: what was before stays in the record, and anybody's mistake can be undone."""
