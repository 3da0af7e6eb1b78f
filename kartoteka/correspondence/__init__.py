"""What goes out: letters waiting in the print queue, and e-mail, each with its kept copy."""
