"""The card's Profile: roles, segmentation, trade terms, groups and blocks of a customer."""
