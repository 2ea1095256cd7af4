"""Money that came in: each payment is credited once, however many tell of it, and never by its amount alone."""
