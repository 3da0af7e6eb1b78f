"""Statements taken in, payments that wait for their customer, money at the till."""
