"""Runs killed at random moments: what is left, and what the next run makes of it."""
