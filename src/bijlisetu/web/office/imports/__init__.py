"""Files of the utility through the browser: sent in pieces, read in the background, undone if wrong."""
