"""Which numbers are doubted, and why."""
