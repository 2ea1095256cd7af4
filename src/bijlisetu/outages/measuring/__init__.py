"""How often and how long it was dark, as the regulator counts it: interruptions, returns of months, and indices."""
