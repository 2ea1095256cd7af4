"""What is wired together: settings, addresses, the applications that a server runs."""
