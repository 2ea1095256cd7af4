"""What an aggregator tells at once: proved by its signature, kept, answered, and read a moment later."""
