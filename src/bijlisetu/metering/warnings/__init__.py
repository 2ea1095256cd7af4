"""Telling people that their meter's balance runs out: at which shares, whom, and until when it holds."""
