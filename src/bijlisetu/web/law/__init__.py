"""What is told and asked wherever an address is taken from a person, and how it is kept."""
