"""What breaches next? The board, a complaint with its clock, the desk that takes one, and how they ended."""
