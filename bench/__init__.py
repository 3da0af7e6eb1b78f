"""How fast the program is beside the same work in plain SQL, and the data for it and the demo."""
