"""In and out of the office: log in, choose a password, log out."""
