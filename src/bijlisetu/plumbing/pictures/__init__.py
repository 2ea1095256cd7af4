"""Pictures as octets: what a camera wrote beside them, and black and white for a thermal printer."""
