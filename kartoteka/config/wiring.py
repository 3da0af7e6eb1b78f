"""Every upward call in the system: lists that lower rooms offer, filled here."""
