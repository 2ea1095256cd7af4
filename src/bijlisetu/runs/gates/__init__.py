"""What must hold before many notices go out at once; other rooms bring gates of their own."""
