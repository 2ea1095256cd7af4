"""What a server needs beside the product, and the check that the how-to holds."""
