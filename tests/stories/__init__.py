"""A day of the office, told from the screens: what a person does and what she sees."""
