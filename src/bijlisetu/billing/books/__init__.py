"""What bills are in the books: entered as files bring them, reversed as files change or lose them."""
