"""What a utility has changed in files that came with us: each edition with who, why and from when."""
