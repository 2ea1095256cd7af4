"""What is off, since when and until when: for whoever looks, and for other programs."""
