"""One consumer: found, seen as a whole, mended."""
