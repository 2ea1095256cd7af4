"""What is owed to each complaint, as files: limits, compensation, each row with its source and date."""
