"""Pages: each face has a folder with its own addresses and frame; no page decides what may be done, rooms do."""
