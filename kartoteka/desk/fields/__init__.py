"""Custom fields: their tabs, definitions and dictionaries; the forms that records get from them."""
