"""The homes of a district and the workers who walk to them: the hidden truth of both, and what they do at a door."""
