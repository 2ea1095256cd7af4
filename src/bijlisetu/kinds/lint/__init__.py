"""What is wrong with a kind's file, by line and rule, before a carrier or a consumer finds it."""
