"""The main job as a story on a synthetic district, and the truth it is held against."""
