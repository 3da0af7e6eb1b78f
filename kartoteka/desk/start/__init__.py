"""The start page: what waits for me, whom I looked at last."""
