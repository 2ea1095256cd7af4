"""What each page is for, what its figures mean and what to press: a text for each page and language, in files."""
