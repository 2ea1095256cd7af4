"""The consumer's own entrance, at the front of the house: without a login, from any phone."""
