"""WhatsApp's templates: put before Meta, read back, and held against what we fill in."""
