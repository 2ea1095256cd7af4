"""Whoever guesses passwords keeps neither pages waiting nor anybody else out."""
