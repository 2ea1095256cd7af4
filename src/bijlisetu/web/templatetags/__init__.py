"""Words and figures in a template, as people here write them."""
