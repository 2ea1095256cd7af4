"""The notice of disconnection on paper, in Hindi and English, with its proof of service."""
