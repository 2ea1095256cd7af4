"""Numbers that nothing could prove where they were told: asked by a message, then by a call, until it is known."""
