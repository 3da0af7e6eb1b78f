"""Clients of outside services: thin, without tables; each returns what the service answered."""
