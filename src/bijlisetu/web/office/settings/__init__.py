"""What a utility says otherwise than the files that came with us, checked before it holds."""
