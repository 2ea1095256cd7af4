"""What is asked at a door, as files: outcomes, fields and their words; pure, without a database."""
