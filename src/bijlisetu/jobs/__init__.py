"""What the clock does: a job of each name runs at one place at a time, and one that fails is tried again."""
