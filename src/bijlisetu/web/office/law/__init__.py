"""What people asked of their data, and what an officer decides."""
