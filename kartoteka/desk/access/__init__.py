"""Screens of users, units, one's own panel and the progress of jobs."""
