"""What a search may ask of a party: its own columns, profile, custom fields, outside registers."""
