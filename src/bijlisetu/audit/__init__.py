"""Who did what to which record: rows are added, and never changed."""
