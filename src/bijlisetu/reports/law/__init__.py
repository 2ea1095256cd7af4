"""What the law asks us to keep, and what we say to a person of what we hold of them."""
