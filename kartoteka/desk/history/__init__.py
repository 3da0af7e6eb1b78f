"""What was: every change and its way back, the card as it stood, everything on one time line."""
