"""What carriers and people send back: kept before it is answered, folded once, in any order."""
