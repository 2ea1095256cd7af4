"""A utility's bills: taken over from its export, told to consumers, drawn as one page that anybody can check."""
