"""What carriers and people send back: kept before it is answered, folded once, each answer handed to its room."""
