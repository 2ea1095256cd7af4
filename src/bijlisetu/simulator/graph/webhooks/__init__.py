"""What Meta tells the product, and how: in its envelope, signed, repeated until it is taken."""
