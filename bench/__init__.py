"""Speed and size of the product, measured on its real processes."""
