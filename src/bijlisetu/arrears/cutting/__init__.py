"""Notice of disconnection (section 56 of the Electricity Act 2003), its service, the order, and its withdrawal."""
