"""How each consumer can be reached, with the proof of every address and the health it is in."""
