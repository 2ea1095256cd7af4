"""What is to be paid now, by whoever asks: a page, a slip, BBPS."""
