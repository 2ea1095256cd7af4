"""People at work and their posts, and what a post may do where."""
