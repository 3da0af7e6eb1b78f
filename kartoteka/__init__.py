"""Kartoteka: the customer office of utilities, service firms and debt-collection offices."""
