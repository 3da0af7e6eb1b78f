"""Custom fields as pure rules: kinds of records, definitions, drafts, values, indexes."""
