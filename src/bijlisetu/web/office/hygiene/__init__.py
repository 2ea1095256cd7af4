"""Which numbers are doubted and why, and what is still to be asked of whom."""
