"""What may be done with tax information: `rows`, `offices`, `forms`, `issuing`, `files`."""
