"""The book of deeds: read in the browser, and handed to an inspector."""
