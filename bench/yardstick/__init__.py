"""What others do, measured beside ours: run by an environment of its own, and importing nothing of ours."""
