"""Files of banks and counters made tables: lines above the header, trailers, fixed widths; and their rows, read."""
