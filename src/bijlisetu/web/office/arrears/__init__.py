"""Who owes, for how long, who goes there, and the notice of disconnection with its proof."""
