"""Commands about what is kept of people: files in, numbers, doubts, logins, holds."""
