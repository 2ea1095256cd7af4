"""Files that come through the browser: taken over with progress, and undone where one was wrong."""
