"""The screens of the customer."""
