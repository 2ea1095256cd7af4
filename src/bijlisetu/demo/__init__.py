"""The main job as a story on a made-up district, held in the end against the truth that only its phones knew."""
