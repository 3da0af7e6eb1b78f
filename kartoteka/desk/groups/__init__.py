"""Groups of customers: which there are, who is in one and what they owe together."""
