"""What we know of how a connection is reached, and what is still to be asked: complete, or what is missing."""
