"""The register of breaches of personal data, with its 72 hours."""
