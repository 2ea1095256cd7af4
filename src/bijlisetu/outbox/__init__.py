"""The only door to a consumer: notices, their turns and tries. What is posted twice under one key is said once."""
