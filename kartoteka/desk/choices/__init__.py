"""The register's dictionaries: roles, priorities, functions and the like, as the office has them."""
