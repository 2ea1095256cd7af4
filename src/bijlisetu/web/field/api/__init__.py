"""What a telephone in the field and the office say to each other: JSON, within a login, in small pieces."""
