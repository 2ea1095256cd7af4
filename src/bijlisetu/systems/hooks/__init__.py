"""Changes told to other systems at addresses of theirs: each at least once, those of one record in their order."""
