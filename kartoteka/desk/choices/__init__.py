"""The register's dictionaries: roles, priorities, functions and the like, as an office has them."""
