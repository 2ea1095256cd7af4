"""How each consumer can be reached: what anybody claims is never lost, and addresses are what the claims add up to."""
