"""The outage desk: who is dark, since when, until when, and have they been told?"""
