"""What all pages for people outside the office have in common, whichever face they are of."""
