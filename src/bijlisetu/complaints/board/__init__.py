"""What breaches next? The complaints of an office by list, a page at a time; how many there are, and whose."""
