"""Message templates as Meta keeps them: registered, approved, paused, filled in."""
